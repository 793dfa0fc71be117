// Of a file in the thread the server draws a card; after each change it is asked for anew.
const LOOK = 10000;
let timer = 0;

export async function show(thread, seq) {
  const item = thread.querySelector(`[data-seq="${seq}"]`);
  if (!item) return;
  const answer = await fetch(`/staff/c/${thread.dataset.thread}/files/${seq}/card/`);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = document.adoptNode(page.querySelector("[data-file]"));
  const old = item.querySelector("[data-file]");
  const focused = old?.contains(document.activeElement);
  if (old?.dataset.file !== fresh.dataset.file) {
    if (old) old.replaceWith(fresh);
    else item.append(fresh);
    if (!item.nextElementSibling) item.scrollIntoView({ block: "nearest" });
    if (focused) fresh.querySelector("a, summary")?.focus();
  }
  watch(thread);
}

// A push may be lost: what is being checked is asked after.
export function watch(thread) {
  clearTimeout(timer);
  const waits = thread.querySelector("[data-file=waiting]");
  if (waits) timer = setTimeout(() => show(thread, waits.closest("[data-seq]").dataset.seq).catch(() => watch(thread)), LOOK);
}
