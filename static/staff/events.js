// What happened to the thread (taken, left, ended, exported): each once, by its time, between the messages.
function at(item) {
  return Date.parse(item.querySelector("time").dateTime);
}

export function weave(list, fresh) {
  // The words have been destroyed: they leave the screens of whoever reads them just then, too.
  if ("destroyed" in fresh.dataset) for (const line of list.querySelectorAll("[data-seq]")) line.remove();
  const last = list.lastElementChild;
  const follows = !last || last.getBoundingClientRect().top < innerHeight;
  for (const item of fresh.querySelectorAll("li")) {
    if (list.querySelector(`[data-event="${item.dataset.event}"]`)) continue;
    const later = [...list.children].find((other) => at(other) > at(item));
    list.insertBefore(item, later ?? null);
    if (follows && !later) item.scrollIntoView({ block: "nearest" });
  }
}
