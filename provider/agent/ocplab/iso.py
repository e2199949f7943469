"""Small images of CDs: ISO 9660, with one folder and the real names as Rock Ridge has them (IEEE P1282).

The same files always give the same bytes.
"""

import struct

SECTOR = 2048
_DESCRIPTOR, _LITTLE, _BIG, _ROOT, _FIRST = 16, 18, 19, 20, 21


def pack(label, files):
    """The image of a CD of this label with these texts by their names."""
    data = [(name, text.encode()) for name, text in sorted(files.items())]
    records, sectors, at = [], [], _FIRST
    for number, (name, content) in enumerate(data):
        records.append(_record(b"F%03d.;1" % number, at, len(content), 0, _name(name)))
        sectors.append(_filled(content))
        at += len(sectors[-1]) // SECTOR
    # what says that there are names of Rock Ridge belongs to the folder's own entry
    speaks = b"SP\x07\x01\xbe\xef\x00" + b"ER\x12\x01\x0a\x00\x00\x01RRIP_1991A"
    own = _record(b"\0", _ROOT, SECTOR, 2, speaks)
    folder = own + _record(b"\1", _ROOT, SECTOR, 2) + b"".join(records)
    if len(folder) > SECTOR:
        raise ValueError("too many files for one small image")
    head = bytes(_DESCRIPTOR * SECTOR) + _filled(_descriptor(label, at)) + _filled(b"\xffCD001\x01")
    tables = _filled(_path_table("<")) + _filled(_path_table(">"))
    return head + tables + _filled(folder) + b"".join(sectors)


def unpack(image):
    """The texts by their names, or None for what is no image of ours."""
    try:
        start = _DESCRIPTOR * SECTOR
        if image[start : start + 6] != b"\x01CD001":
            return None
        at, size = struct.unpack_from("<I4xI", image, start + 156 + 2)
        folder = image[at * SECTOR : at * SECTOR + size]
        files, place = {}, 0
        while place < len(folder) and folder[place]:
            record = folder[place : place + folder[place]]
            place += folder[place]
            name = _real_name(record)
            if name:
                where, length = struct.unpack_from("<I4xI", record, 2)
                content = image[where * SECTOR : where * SECTOR + length]
                files[name] = content.decode("utf-8", "replace")
        return files
    except (IndexError, struct.error):
        return None


def _descriptor(label, sectors):
    """The primary volume descriptor (ECMA-119, 8.4)."""
    table = struct.pack("<4I", _LITTLE, 0, 0, 0)[:8] + struct.pack(">2I", _BIG, 0)
    never = b"0" * 16 + b"\0"
    return b"".join(
        [
            b"\x01CD001\x01\0",
            b" " * 32,
            label.encode().ljust(32),
            bytes(8),
            _both(sectors),
            bytes(32),
            _both16(1) * 2 + _both16(SECTOR),
            _both(10) + table,
            _record(b"\0", _ROOT, SECTOR, 2),
            b" " * (128 * 4 + 37 * 3),
            never * 4,
            b"\x01\0",
        ]
    )


def _path_table(order):
    return struct.pack(order + "BBIHxx", 1, 0, _ROOT, 1)


def _record(identifier, sector, size, flags, more=b""):
    """An entry of the folder (ECMA-119, 9.1); of an even length."""
    body = b"\0" + _both(sector) + _both(size) + bytes(7) + struct.pack("BBB", flags, 0, 0)
    body += _both16(1) + struct.pack("B", len(identifier)) + identifier
    body += b"" if len(identifier) % 2 else b"\0"
    body += more + bytes(len(more) % 2)
    return struct.pack("B", len(body) + 1) + body


def _name(name):
    raw = name.encode()
    return b"NM" + struct.pack("BBB", 5 + len(raw), 1, 0) + raw


def _real_name(record):
    length = record[32]
    place = 33 + length + (0 if length % 2 else 1)
    while place + 4 <= len(record) and record[place + 2] >= 4:
        end = place + record[place + 2]
        if record[place : place + 2] == b"NM":
            return record[place + 5 : end].decode("utf-8", "replace")
        place = end
    return None


def _filled(data):
    return data + bytes(-len(data) % SECTOR)


def _both(number):
    return struct.pack("<I", number) + struct.pack(">I", number)


def _both16(number):
    return struct.pack("<H", number) + struct.pack(">H", number)
