import { escapeXml } from "../../lab/graph/svgParts.ts";

/** Finished HTML, as opposed to a text that is still to be escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Child = Html | string | number;

const empty = new Set(["input", "meta", "br"]);

/** An element; texts among its children, and all attributes, are escaped. */
export function html(
  name: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  ...children: readonly Child[]
): Html {
  const pairs = Object.entries(attributes).map(([key, value]) => {
    if (typeof value === "boolean") return value ? ` ${key}` : "";
    return ` ${key}="${escapeXml(String(value))}"`;
  });
  const open = `<${name}${pairs.join("")}>`;
  return new Html(empty.has(name) ? open : `${open}${children.map(inner).join("")}</${name}>`);
}

function inner(child: Child): string {
  return child instanceof Html ? child.text : escapeXml(String(child));
}

/** Several one after the other, without anything around them. */
export function joined(children: readonly Child[]): Html {
  return new Html(children.map(inner).join(""));
}

/** A table whose first cell of each row is its head; on a phone each cell says what it is. */
export function htmlTable(titles: readonly string[], rows: readonly (readonly Child[])[]): Html {
  const row = (cells: readonly Child[]): Html =>
    html(
      "tr",
      {},
      ...cells.map((cell, column) => {
        const label = { "data-label": titles[column] ?? "" };
        return column === 0
          ? html("th", { scope: "row", ...label }, cell)
          : html("td", label, cell);
      }),
    );
  const head = html("tr", {}, ...titles.map((title) => html("th", { scope: "col" }, title)));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows.map(row)));
}
