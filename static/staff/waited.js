// Waiting times grow by themselves. The server's count is where they start, whatever this machine's clock says.
const started = new WeakMap();

function words(seconds, { under, days }) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return under;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} ${days}`;
}

function grow() {
  const now = performance.now() / 1000;
  for (const element of document.querySelectorAll("[data-waited]")) {
    if (!started.has(element)) started.set(element, now - Number(element.dataset.waited));
    const text = words(now - started.get(element), element.dataset);
    if (element.textContent !== text) element.textContent = text;
  }
}

// What is left until the chat closes shrinks by the same clock.
function shrink() {
  const now = performance.now() / 1000;
  for (const element of document.querySelectorAll("[data-remaining]")) {
    if (!started.has(element)) started.set(element, now + Number(element.dataset.remaining));
    const text = words(Math.max(0, started.get(element) - now), element.dataset);
    if (element.textContent !== text) element.textContent = text;
  }
}

function tick() {
  grow();
  shrink();
}

// What comes later, by a refetch, is counted from when it came.
new MutationObserver(tick).observe(document.body, { childList: true, subtree: true });
tick();
setInterval(tick, 5000);
