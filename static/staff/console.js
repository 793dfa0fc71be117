import { Socket } from "../foundation/socket.js";
import { attach as attachActs } from "./acts.js";
import { attach } from "./composer.js";
import { refresh } from "./fragments.js";
import { Thread } from "./thread.js";

const status = document.querySelector("[data-connection]");
const element = document.querySelector("[data-thread]");
let thread = null;

function lost() {
  status.textContent = status.dataset.lost;
}

function frame(data) {
  status.textContent = "";
  if (data.type === "pong") socket.joined();
  if (data.type === "message") thread?.message(data);
  if (data.type === "delivery") thread?.delivery(data);
  if (data.type === "typing") thread?.typing(data.name);
  refresh(data.type);
}

const socket = new Socket(document.body.dataset.socket, {
  open: () => {
    status.textContent = "";
    socket.joined();
    thread?.view();
    refresh("*");
  },
  frame,
  lost,
  gone: () => location.reload(),
});
if (element) thread = new Thread(element, socket);
attach({ sent: (key) => thread.expect(key), typing: () => socket.send({ type: "typing" }) });
attachActs();
addEventListener("offline", lost);

const ITEMS = ".item > a";
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...document.querySelectorAll(ITEMS)];
  // From anywhere else the way goes on from the open conversation.
  const at = items.indexOf(document.activeElement);
  const place = at < 0 ? items.findIndex((item) => item.hasAttribute("aria-current")) : at;
  if (event.key === "j") items[Math.min(place + 1, items.length - 1)]?.focus();
  if (event.key === "k") items[Math.max(place - 1, 0)]?.focus();
  if (event.key === "r") {
    document.querySelector("[data-composer] textarea")?.focus();
    event.preventDefault();
  }
});
