/** Text as it stands between tags or in a quoted attribute of XML and HTML. */
export function escapeXml(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** An element of finished children. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(String(value))}"`,
  );
  const open = `<${name}${pairs.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

/** What a pointer over the parent, or a screen reader, is told. */
export function title(raw: string, id?: string): string {
  return element("title", id === undefined ? {} : { id }, [escapeXml(raw)]);
}

export function box(
  style: string,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): string {
  return element("rect", { class: style, x, y, width, height, rx: radius });
}

export function line(style: string, x1: number, y1: number, x2: number, y2: number): string {
  return element("path", {
    class: style,
    d: `M${String(x1)} ${String(y1)}L${String(x2)} ${String(y2)}`,
  });
}

/** One line of text, cut to so many characters; what is cut is told as its title. */
export function text(style: string, x: number, y: number, raw: string, most: number): string {
  const isLong = raw.length > most;
  const shown = isLong ? `${raw.slice(0, most - 1)}…` : raw;
  const children = [escapeXml(shown), ...(isLong ? [title(raw)] : [])];
  return element("text", { class: style, x, y }, children);
}
