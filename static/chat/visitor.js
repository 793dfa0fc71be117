import { forget, recall, remember } from "./store.js";
import { fieldsOf, post } from "./swap.js";
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

async function swap(url, fields) {
  await post(url, fields);
  attach();
}

async function send(event) {
  const form = event.target;
  if (!form.matches("[data-start], [data-refresh], [data-leave]")) return;
  event.preventDefault();
  const draft = document.querySelector("[data-composer] textarea")?.value || "";
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await swap(form.action, fieldsOf(form));
    const composer = document.querySelector("[data-composer] textarea");
    if (composer && !composer.value) composer.value = draft;
  } catch {
    button.disabled = false;
    HTMLFormElement.prototype.submit.call(form);
  }
}

document.addEventListener("submit", send);
attach();

const kept = recall();

if (kept && !room && !document.querySelector("[data-ended]")) {
  const url = `${location.pathname.replace(/chat\/.*$/, "chat/")}messages/list/`;
  try {
    await swap(url, { token: kept });
    if (!room) forget();
  } catch {
    forget();
  }
}
