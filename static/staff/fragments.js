// Fetches the fragment of a page again through its ordinary view; what is being typed is never replaced.
const running = new Set();
const again = new Set();

function touched(element) {
  const typed = [...element.querySelectorAll("input:not([type=hidden]), textarea")];
  return typed.some((field) => field === document.activeElement || field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}

// Focus and the mark of the open conversation outlive the change of the nodes below them.
function replace(element, nodes) {
  const focused = element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  element.replaceChildren(...nodes);
  for (const link of element.querySelectorAll(".item > a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
  }
  if (focused) element.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function fetchInto(element) {
  try {
    const answer = await fetch(element.dataset.refetch, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!touched(element)) replace(element, page.body.childNodes);
  } catch {
    // No connection: the socket notices it too, and everything is fetched again when it is back.
  }
}

// A burst of hints costs one fetch under way and one after it.
async function refetch(element) {
  again.add(element);
  if (running.has(element)) return;
  running.add(element);
  while (again.delete(element)) await fetchInto(element);
  running.delete(element);
}

export function refresh(kind) {
  for (const element of document.querySelectorAll("[data-refetch]")) {
    if (kind === "*" || element.dataset.on.split(" ").includes(kind)) refetch(element);
  }
}
