import { clock } from "../foundation/clock.js";

// The thread in view: text comes by the socket, history by the page; every sequence once.
export class Thread {
  constructor(element, socket) {
    this.element = element;
    this.socket = socket;
    this.id = element.dataset.thread;
    this.seq = Number(element.dataset.seq);
    this.list = element.querySelector("[data-lines]");
    this.template = element.querySelector("template[data-line]");
    this.foot = element.querySelector(".pane-foot");
    this.newer = element.querySelector("[data-newer]");
    this.newer.addEventListener("click", () => this.toEnd());
    this.sent = new Set();
    document.addEventListener("visibilitychange", () => this.read());
    this.toEnd();
  }

  expect(key) {
    this.sent.add(key);
  }

  view() {
    this.socket.send({ type: "view", conversation: this.id, after: this.seq });
  }

  // Whoever has the page behind another has seen nothing yet.
  read() {
    if (document.visibilityState === "visible") this.socket.send({ type: "read", seq: this.seq });
  }

  message(frame) {
    if (!("text" in frame)) return;
    if (frame.seq > this.seq + 1) {
      this.view();
      return;
    }
    if (this.list.querySelector(`[data-seq="${frame.seq}"]`)) return;
    const item = this.template.content.firstElementChild.cloneNode(true);
    const own = frame.author === "worker" || frame.kind === "note" ? " message-own" : "";
    item.className = `message message-${frame.kind === "note" ? "note" : frame.author}${own}`;
    item.dataset.seq = frame.seq;
    item.querySelector("[data-field=name]").textContent = frame.name;
    item.querySelector("[data-field=text]").textContent = frame.text;
    item.querySelector("[data-field=note]").hidden = frame.kind !== "note";
    item.querySelector("[data-field=masked]").hidden = !frame.masked?.length;
    const time = item.querySelector("[data-field=at]");
    time.dateTime = frame.at;
    time.textContent = clock(new Date(frame.at));
    const follows = this.sent.delete(frame.key) || this.atEnd();
    this.list.append(item);
    this.seq = frame.seq;
    this.read();
    this.element.querySelector("[data-typing]").textContent = "";
    if (follows) this.toEnd();
    else this.newer.hidden = false;
  }

  delivery(frame) {
    const item = this.list.querySelector(`[data-seq="${frame.seq}"]`);
    if (!item) return;
    const fault = item.querySelector("[data-field=fault]");
    item.dataset.status = frame.status;
    item.querySelector("[data-field=tick]").textContent = frame.label;
    fault.textContent = frame.error;
    fault.hidden = !frame.error;
    item.querySelector("[data-resolve]")?.remove();
    const asked = this.element.querySelector(`template[data-ask="${frame.status}"]`);
    if (asked) this.ask(item, asked);
  }

  // It failed, or nobody knows whether it left: the worker decides beside the line.
  ask(item, asked) {
    const form = asked.content.firstElementChild.cloneNode(true);
    form.setAttribute("action", form.getAttribute("action").replace(/\/0\/$/, `/${item.dataset.seq}/`));
    item.append(form);
  }

  atEnd() {
    const last = this.list.lastElementChild;
    return !last || last.getBoundingClientRect().bottom < this.foot.getBoundingClientRect().top + 80;
  }

  toEnd() {
    this.list.lastElementChild?.scrollIntoView({ block: "center" });
    this.newer.hidden = true;
  }

  // A colleague has a name here, a client none.
  typing(name) {
    const line = this.element.querySelector("[data-typing]");
    line.textContent = name ? `${name} ${line.dataset.writes}` : line.dataset.text;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { line.textContent = ""; }, 5000);
  }
}
