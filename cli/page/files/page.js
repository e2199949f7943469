/* global document */
// Hides the rows that have not all the words that are looked for. `/` goes to the field, Escape empties it.
{
  const field = document.querySelector("#search");
  const said = document.querySelector("#found");
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
  }));

  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) found += 1;
    }
    said.textContent = words.length === 0 ? "" : `${found} of ${rows.length} rows`;
  };

  field.form.hidden = false;
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", filter);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement === field) {
      field.value = "";
      filter();
    } else if (event.key === "/" && document.activeElement !== field && !event.ctrlKey) {
      event.preventDefault();
      field.focus();
    }
  });
}
