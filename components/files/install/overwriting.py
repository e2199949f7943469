"""When an install must not begin: machines boot from their disks first, and those may be written."""
from progress import Progress
from words import Refusal

NEXT = "next: ocplab reinstall %s, which begins on empty disks; what is on them now is lost"


def check_others(install):
    """Refuses to install over what an install of other inputs has left."""
    for record, log in install.others():
        if record["state"] == "succeeded":
            why = "it is installed, and what its install is made of has changed since"
        elif disks_written(install, log):
            why = "an install of other inputs may have written its disks"
        else:
            continue
        text = "%s: %s; nothing is installed over that\n%s, or put the lab file back"
        raise Refusal(text % (install.cluster, why, NEXT % install.cluster))


def disks_written(install, log):
    """Whether the run that wrote this log got as far as the machines, where they need empty disks."""
    return install.needs_empty_disks and Progress(log).update().stage != "pre"
