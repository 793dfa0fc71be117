import { Socket } from "../foundation/socket.js";
import { attach as attachActs } from "./acts.js";
import { attach } from "./composer.js";
import { refresh } from "./fragments.js";
import { listen } from "./keys.js";
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
  if (data.attachment || data.type === "attachment") import("./files.js").then(({ show }) => element && show(element, data.seq));
  if (data.type === "delivery") thread?.delivery(data);
  if (data.type === "typing") thread?.typing(data.name);
  refresh(data.type);
  if (data.type === "message" && data.author === "client") refresh("words");
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
if (element?.querySelector("[data-file=waiting]")) import("./files.js").then(({ watch }) => watch(element));
attach({ sent: (key) => thread.expect(key), typing: () => socket.send({ type: "typing" }) });
attachActs();
addEventListener("offline", lost);
listen();
