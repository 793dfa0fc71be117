// Fetches the fragment of a page again through its ordinary view; what is being typed is never replaced.
const running = new Map();

async function refetch(element) {
  running.get(element)?.abort();
  const control = new AbortController();
  running.set(element, control);
  try {
    const answer = await fetch(element.dataset.refetch, { headers: { "HX-Request": "true" }, signal: control.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (element.contains(document.activeElement) && document.activeElement.matches("input, textarea")) return;
    element.replaceChildren(...page.body.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

export function refresh(kind) {
  for (const element of document.querySelectorAll("[data-refetch]")) {
    if (kind === "*" || element.dataset.on.split(" ").includes(kind)) refetch(element);
  }
}
