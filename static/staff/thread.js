// The thread in view: text comes by the socket, history by the page; every sequence once.
export class Thread {
  constructor(element, socket) {
    this.element = element;
    this.socket = socket;
    this.id = element.dataset.thread;
    this.seq = Number(element.dataset.seq);
    this.list = element.querySelector("[data-lines]");
    this.template = element.querySelector("template[data-line]");
  }

  view() {
    this.socket.send({ type: "view", conversation: this.id, after: this.seq });
  }

  message(frame) {
    if (!("text" in frame)) return;
    if (frame.seq > this.seq + 1) {
      this.view();
      return;
    }
    if (this.list.querySelector(`[data-seq="${frame.seq}"]`)) return;
    const item = this.template.content.firstElementChild.cloneNode(true);
    const own = frame.author === "worker" ? " message-own" : "";
    item.className = `message message-${frame.kind === "note" ? "note" : frame.author}${own}`;
    item.dataset.seq = frame.seq;
    item.querySelector("[data-field=name]").textContent = frame.name;
    item.querySelector("[data-field=text]").textContent = frame.text;
    const at = new Date(frame.at);
    item.querySelector("[data-field=at]").textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    this.list.append(item);
    this.seq = frame.seq;
    item.scrollIntoView({ block: "nearest" });
  }

  delivery(frame) {
    const tick = this.list.querySelector(`[data-seq="${frame.seq}"] [data-field=tick]`);
    if (tick) tick.textContent = frame.label;
  }

  typing() {
    const line = this.element.querySelector("[data-typing]");
    line.textContent = line.dataset.text;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { line.textContent = ""; }, 5000);
  }
}
