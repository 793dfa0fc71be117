import { newKey } from "./key.js";
import { Lines } from "./lines.js";
import { Outbox } from "./outbox.js";
import { Socket } from "../foundation/socket.js";

const TYPING_EVERY = 3000;

export class Room {
  constructor(element, swap) {
    this.element = element;
    this.words = element.dataset;
    this.swap = swap;
    this.seq = Number(this.words.seq);
    this.lines = new Lines(element);
    this.outbox = new Outbox(this.words, this.lines, (text) => this.complain(text));
    this.form = element.querySelector("[data-composer]");
    this.form.addEventListener("submit", (event) => this.compose(event));
    this.form.elements.text.addEventListener("input", () => this.typing());
    element.querySelector("[data-refresh]").hidden = true;
    this.socket = new Socket(this.words.socket, {
      open: () => this.join(),
      frame: (frame) => this[`on_${frame.type}`]?.(frame),
      lost: () => this.tell(this.words.textLost),
      gone: () => this.refetch(),
    });
  }

  join() {
    this.socket.send({ type: "join", token: this.words.token, after: this.seq });
  }

  refetch() {
    return this.swap(this.words.list, { token: this.words.token });
  }

  tell(text) {
    this.element.querySelector("[data-status]").textContent = text;
  }

  on_joined(frame) {
    this.socket.joined();
    this.on_state(frame);
    this.outbox.pushAll(this.socket);
  }

  on_state(frame) {
    if (frame.state === "closed") {
      this.refetch();
      return;
    }
    const words = this.words;
    const parts = [frame.state === "waiting" ? `${words.textWaiting} ${frame.ahead}.` : `${words.textOpen} ${frame.pair.join(", ")}.`];
    if (frame.staffed === false) parts.push(words.textAlone);
    if (frame.closing_soon) parts.push(words.textSoon);
    this.tell(parts.join(" "));
  }

  on_message(frame) {
    if (frame.seq > this.seq + 1) {
      this.join();
      return;
    }
    this.lines.place(frame);
    this.seq = Math.max(this.seq, frame.seq);
    if (frame.author === "worker") this.element.querySelector("[data-typing]").textContent = "";
    if (frame.masked) this.element.querySelector("[data-masked]").hidden = false;
    if (frame.key) this.outbox.done(frame.key);
  }

  on_ack(frame) {
    this.outbox.done(frame.key);
    if (frame.seq > this.seq) setTimeout(() => frame.seq > this.seq && this.join(), 1500);
  }

  on_pong(frame) {
    if (frame.seq > this.seq) this.join();
  }

  on_typing(frame) {
    const line = this.element.querySelector("[data-typing]");
    line.textContent = `${frame.name} ${this.words.textTyping}`;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { line.textContent = ""; }, 5000);
  }

  on_error(frame) {
    this.outbox.refused(frame.key, frame.text, this.socket);
  }

  complain(text) {
    this.element.querySelector("[data-error]").textContent = text;
  }

  compose(event) {
    event.preventDefault();
    const field = this.form.elements.text;
    const text = field.value.trim();
    if (!text) return;
    const key = newKey();
    this.complain("");
    this.outbox.add(key, text);
    field.value = "";
    field.focus();
    this.outbox.push(key, this.socket);
  }

  typing() {
    if (Date.now() - (this.typedAt || 0) < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.socket.send({ type: "typing" });
  }

  stop() {
    this.socket.stop();
  }
}
