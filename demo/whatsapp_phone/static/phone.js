// Keeps the thread fresh and sends without leaving the page; without it the forms do the same.
const thread = document.querySelector("[data-thread]");
const composer = document.querySelector("[data-composer]");
const pane = thread.parentElement;
let shown = thread.innerHTML.trim();

async function refresh() {
  const response = await fetch(thread.dataset.thread);
  if (!response.ok) return;
  const text = (await response.text()).trim();
  if (text === shown) return;
  shown = text;
  const fresh = new DOMParser().parseFromString(`<ol>${text}</ol>`, "text/html");
  thread.replaceChildren(...fresh.querySelector("ol").childNodes);
  pane.scrollTop = pane.scrollHeight;
}

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch(composer.action, { method: "POST", body: new FormData(composer) });
  if (response.ok) composer.reset();
  await refresh().catch(() => undefined);
});

composer.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

pane.scrollTop = pane.scrollHeight;
setInterval(() => refresh().catch(() => undefined), 700);
