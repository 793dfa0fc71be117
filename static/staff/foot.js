// The foot of a thread follows its state. Where the same may still be written nothing is touched; a note goes on in
// the fresh form, and a reply that may no longer be written stays in sight.
export function keep(text) {
  const kept = document.querySelector("[data-kept-text]").content.cloneNode(true);
  kept.querySelector("textarea").value = text;
  document.querySelector("[data-kept]").replaceChildren(kept);
}

export function settle(foot, fresh) {
  const field = foot.querySelector("[data-composer] textarea");
  const next = fresh.querySelector("[data-composer]");
  if (field && next?.dataset.mode === field.form.dataset.mode) return;
  const focused = foot.contains(document.activeElement);
  // Read only: it is on its way, and its answer tells whether it has to be kept.
  if (field?.value.trim() && !field.readOnly) {
    if (next && field.form.elements.note.checked) next.elements.text.value = field.value;
    else keep(field.value);
  }
  foot.replaceChildren(...fresh.childNodes);
  if (focused) (document.querySelector("[data-kept] textarea") ?? foot.querySelector("textarea, button"))?.focus();
}
