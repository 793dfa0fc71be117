import { Lines } from "./lines.js";
import { Socket } from "./socket.js";

const TYPING_EVERY = 3000;
const LATE = 8000;

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export class Room {
  constructor(element, swap) {
    this.element = element;
    this.words = element.dataset;
    this.swap = swap;
    this.seq = Number(this.words.seq);
    this.pending = new Map();
    this.lines = new Lines(element);
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
    for (const key of this.pending.keys()) this.push(key);
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
    if (frame.key) this.done(frame.key);
  }

  on_ack(frame) {
    this.done(frame.key);
    if (frame.seq > this.seq) setTimeout(() => frame.seq > this.seq && this.join(), 1500);
  }

  done(key) {
    if (this.pending.delete(key)) this.lines.state(key, this.words.textSent);
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
    this.element.querySelector("[data-error]").textContent = frame.text || this.words.textFailed;
    if (frame.key) this.failed(frame.key);
  }

  compose(event) {
    event.preventDefault();
    const field = this.form.elements.text;
    const text = field.value.trim();
    if (!text) return;
    const key = newKey();
    this.element.querySelector("[data-error]").textContent = "";
    this.pending.set(key, text);
    this.lines.draft(key, text);
    field.value = "";
    field.focus();
    this.push(key);
  }

  push(key) {
    if (!this.socket.send({ type: "message", key, text: this.pending.get(key) })) this.viaForm(key);
    setTimeout(() => this.pending.has(key) && this.failed(key), LATE);
  }

  async viaForm(key) {
    const body = new URLSearchParams({ token: this.words.token, key, text: this.pending.get(key) });
    try {
      const answer = await fetch(this.words.post, { method: "POST", body, headers: { Accept: "application/json" } });
      const reply = await answer.json();
      if (answer.ok) this.on_ack(reply);
      else this.on_error({ text: reply.text, key });
    } catch {
      this.failed(key);
    }
  }

  failed(key) {
    this.lines.state(key, this.words.textFailed);
    this.lines.offerRetry(key, () => this.push(key));
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
