// The closed page opens by itself: it asks gently, and only while somebody looks at it.
const EVERY = 30000;

export function watch(door, swap) {
  const timer = setInterval(async () => {
    if (!door.isConnected) clearInterval(timer);
    else if (!document.hidden) await look(door, swap).catch(() => { /* asked again */ });
  }, EVERY);
}

// Who writes a question keeps the page: it only says that the chat has opened.
async function look(door, swap) {
  const answer = await fetch(door.dataset.status);
  const { state, open } = await answer.json();
  const writing = document.querySelector("#question")?.value.trim();
  const opened = document.querySelector("[data-opened]");
  if (writing) opened.hidden = !open;
  else if (state !== door.dataset.door) await swap(door.dataset.page);
  else return;
  const words = writing ? open && opened.textContent : document.querySelector("main .badge").textContent;
  const news = document.querySelector("[data-news]");
  if (news.textContent !== (words || "")) news.textContent = words || "";
}
