// The foot of a thread follows its state. Where a reply may still be written nothing is touched; where it may
// not, what was being written stays in sight.
export function keep(text) {
  const kept = document.querySelector("[data-kept-text]").content.cloneNode(true);
  kept.querySelector("textarea").value = text;
  document.querySelector("[data-kept]").replaceChildren(kept);
}

export function settle(foot, fresh) {
  const field = foot.querySelector("[data-composer] textarea");
  if (field && fresh.querySelector("[data-composer]")) return;
  const focused = foot.contains(document.activeElement);
  // Read only: it is on its way, and its answer tells whether it has to be kept.
  if (field?.value.trim() && !field.readOnly) keep(field.value);
  foot.replaceChildren(...fresh.childNodes);
  if (focused) (document.querySelector("[data-kept] textarea") ?? foot.querySelector("textarea, button"))?.focus();
}
