// One key each; every one has a button or a link in sight, and `?` shows them all.
const ITEMS = ".item > a";

function move(step) {
  const items = [...document.querySelectorAll(ITEMS)];
  const at = items.indexOf(document.activeElement);
  // From anywhere else the way goes on from the open conversation.
  const from = at < 0 ? items.findIndex((item) => item.hasAttribute("aria-current")) : at;
  items[Math.max(0, Math.min(from + step, items.length - 1))]?.focus();
}

function write(note) {
  const form = document.querySelector("[data-composer]");
  if (!form) return;
  // What is being written stays what it is: a note does not turn into a reply by a key.
  if (note && !form.elements.text.value) form.elements.note.checked = true;
  form.elements.text.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write(false),
  n: () => write(true),
  e: () => document.querySelector(".closing input[type=radio]")?.focus(),
  "/": () => document.querySelector("[data-answers-open]")?.click(),
  t: () => document.querySelector("[data-suggested] button, #theme")?.focus(),
  h: () => document.querySelector("[data-handover] button")?.focus(),
  a: () => document.querySelector("[data-emergency-open]")?.click(),
  "?": () => document.getElementById("keys")?.togglePopover(),
};

export function listen() {
  if (!("keys" in document.body.dataset)) return; // turned off in the menu
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}
