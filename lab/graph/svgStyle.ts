const light = [
  "#1f6feb",
  "#1a7f37",
  "#9a6700",
  "#8250df",
  "#bc4c00",
  "#0a7ea4",
  "#bf3989",
  "#57606a",
];
const dark = [
  "#58a6ff",
  "#3fb950",
  "#d29922",
  "#bc8cff",
  "#f0883e",
  "#39c5cf",
  "#f778ba",
  "#8b949e",
];

/** Light, and dark where that is asked for; contrasts of text are above 4.5 in both. */
export const graphStyle = `.oc-graph{font-family:system-ui,"DejaVu Sans",sans-serif;font-size:12px;--g:#fff;--s:#f6f8fa;--c:#fff;--l:#8c959f;--r:#d0d7de;--t:#1f2328;--f:#59636e;--w:#0969da}
.oc-graph text{fill:var(--t)}.oc-graph .oc-small,.oc-graph .oc-faint{fill:var(--f)}
.oc-mono{font:11px ui-monospace,"DejaVu Sans Mono",monospace}.oc-small{font-size:11px}.oc-title{font-size:18px;font-weight:600}.oc-name{font-size:15px;font-weight:600}.oc-cluster-name{font-size:13px;font-weight:600}
.oc-end{text-anchor:end}.oc-middle{text-anchor:middle}
.oc-ground{fill:var(--g)}.oc-host,.oc-server{fill:var(--s);stroke:var(--l)}.oc-bridge{fill:var(--c);stroke:var(--w);stroke-width:2}.oc-cluster{fill:var(--c);stroke:var(--r)}.oc-stripe{fill:currentColor}.oc-wire{stroke:var(--w);stroke-width:3;fill:none;stroke-linecap:round}.oc-rule{stroke:var(--r)}
${colours(light)}
@media (prefers-color-scheme:dark){.oc-graph{--g:#0d1117;--s:#161b22;--c:#0d1117;--l:#6e7681;--r:#30363d;--t:#e6edf3;--f:#9198a1;--w:#4493f8}
${colours(dark)}}
`;

function colours(palette: readonly string[]): string {
  return palette.map((colour, index) => `.oc-colour${String(index)}{color:${colour}}`).join("");
}
