// The visitor's own copy, made of the lines on the page: nothing is asked of the server for it.
function written(item) {
  const [name, time, text] = ["name", "at", "text"].map((field) => item.querySelector(`[data-field=${field}]`));
  const day = new Date(time.dateTime).toLocaleDateString(document.documentElement.lang, { timeZone: "Europe/Helsinki" });
  return `${name.textContent} ${day} ${time.textContent}\n${text.textContent}`;
}

export function save() {
  const text = [...document.querySelectorAll("li.message")].map(written).join("\n\n");
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href, download: "notes.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
