import { forget, recall, remember } from "./store.js";

let Room = null;
let room = null;
let turn = 0;
let sending = false;

// What only a conversation needs is fetched beside its page; where it does not come, the page works by its forms.
async function talk() {
  ({ Room } = await import("./room.js").catch(() => ({})));
}

function attach() {
  room?.stop();
  room = null;
  const element = document.querySelector("[data-room]");
  const door = document.querySelector("[data-door]");
  if (element) {
    // A question is come back to by its code, not by this tab.
    if (element.dataset.room) forget();
    else remember(element.dataset.token);
    room = Room ? new Room(element, refresh) : null;
    if (room && document.querySelector("[data-attach]")) import("./attach.js").then(({ watch }) => watch(room, element));
  } else if (document.querySelector("[data-ended]")) {
    forget();
  }
  if (door) import("./door.js").then(({ watch }) => watch(door, swap));
}

async function load(url, fields) {
  const request = fields && { method: "POST", body: new URLSearchParams(fields) };
  const answer = await fetch(url, { ...request, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.querySelector("noscript")?.remove(); // made without scripts, its frame would load
  return page;
}

// Shows an answered page in place of ours: one history entry for the whole conversation.
function show(page, url) {
  for (const part of ["header", "main", "[data-exit]", "footer"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  document.documentElement.lang = page.documentElement.lang;
  const place = new URL(url, location).pathname.match(/.*chat\//);
  if (place) history.replaceState(null, "", place + location.search);
}

// What was typed and not taken survives the change of pages: in the composer, or to be copied.
// Of two on their way the later one is shown.
async function swap(url, fields) {
  const mine = ++turn;
  const ours = room;
  const [page] = await Promise.all([load(url, fields), fields && talk()]);
  if (mine !== turn || (!fields && document.querySelector("#question")?.value.trim())) return;
  const unsent = ours?.unsent; // of a page without a room the text went along
  const inside = document.activeElement.closest("main");
  show(page, url);
  attach();
  if (fields || inside) {
    scrollTo(0, 0);
    document.querySelector("main").focus({ preventScroll: true });
  }
  const kept = document.querySelector("[data-kept]");
  if (unsent && room) room.composer.giveBack(unsent, "");
  else if (unsent && kept) {
    kept.querySelector("textarea").value = unsent;
    kept.hidden = false;
  }
}

// For a conversation that has ended. A form on its way brings the next page itself.
function refresh(url, fields) {
  const ended = room;
  if (!sending) swap(url, fields).catch(() => setTimeout(() => ended === room && refresh(url, fields), 8000));
}

async function send(event) {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || button.name || !form.matches("[data-start], [data-leave], [data-copy], [data-survey], [data-composer]")) return;
  event.preventDefault();
  if (form.matches("[data-copy]")) return import("./copy.js").then(({ save }) => save(), () => form.submit());
  const url = button.getAttribute("formaction") || form.action;
  button.disabled = sending = true;
  const fields = new FormData(form);
  if (room) fields.delete("text"); // kept here
  if (room || !fields.get("file")?.name) fields.delete("file"); // even none chosen would be posted, as "[object File]"
  try {
    await swap(url, fields);
  } catch {
    button.disabled = false;
    form.action = url;
    if (navigator.onLine) form.submit();
  } finally {
    sending = false;
  }
}

// To the loader of a site that frames us: what it shows is the chat (embed.js).
if (parent !== self) parent.postMessage({ hub: "chat" }, "*");
document.addEventListener("submit", send);
if (document.querySelector("[data-room]")) talk().then(attach);
else attach();

// A reload of this tab finds its conversation again.
const kept = recall();
if (kept && !document.querySelector("[data-room], [data-ended]")) {
  const url = `${location.pathname.replace(/chat\/.*$/, "chat/")}messages/list/`;
  swap(url, { token: kept }).catch(() => forget());
}

// On phones the keyboard covers the page's foot: the conversation takes what is left to see.
visualViewport?.addEventListener("resize", () => {
  document.body.style.setProperty("--seen", `${visualViewport.height}px`);
});
