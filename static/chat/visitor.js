import { forget, recall, remember } from "./store.js";
import { post } from "./swap.js";
import { Room } from "./room.js";

let room = null;

function attach() {
  room?.stop();
  room = null;
  const element = document.querySelector("[data-room]");
  if (element) {
    remember(element.dataset.token);
    room = new Room(element, swap);
  } else if (document.querySelector("[data-ended]")) {
    forget();
  }
}

// What was typed and not taken survives the change of pages: in the composer, or to be copied.
async function swap(url, fields) {
  const unsent = room?.unsent;
  await post(url, fields);
  attach();
  const kept = document.querySelector("[data-kept]");
  if (unsent && room) room.composer.giveBack(unsent, "");
  else if (unsent && kept) {
    kept.querySelector("textarea").value = unsent;
    kept.hidden = false;
  }
}

async function send(event) {
  const form = event.target;
  if (!form.matches("[data-start], [data-leave], [data-survey]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await swap(form.action, new FormData(form));
  } catch {
    button.disabled = false;
    HTMLFormElement.prototype.submit.call(form);
  }
}

document.addEventListener("submit", send);
attach();

// A reload of this tab finds its conversation again.
const kept = recall();
if (kept && !room && !document.querySelector("[data-ended]")) {
  const url = `${location.pathname.replace(/chat\/.*$/, "chat/")}messages/list/`;
  swap(url, { token: kept }).catch(() => forget());
}

// On phones the keyboard covers the page's foot: the conversation takes what is left to see.
visualViewport?.addEventListener("resize", () => {
  document.body.style.setProperty("--seen", `${visualViewport.height}px`);
});
