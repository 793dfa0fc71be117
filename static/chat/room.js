import { Composer } from "./composer.js";
import { Lines } from "./lines.js";
import { Outbox } from "./outbox.js";
import { Status } from "./status.js";
import { Socket } from "../foundation/socket.js";

const POLL = 8000;

export class Room {
  constructor(element, swap) {
    this.words = element.dataset;
    this.swap = swap;
    this.seq = this.known = Number(this.words.seq);
    this.state = this.words.state;
    this.status = new Status(element);
    this.lines = new Lines(element);
    this.composer = new Composer(element.querySelector("[data-composer]"), this.words, {
      send: (key, text) => {
        this.outbox.add(key, text);
        this.outbox.push(key, this.socket);
      },
      typing: () => this.socket.send({ type: "typing" }),
    });
    this.outbox = new Outbox(this.words, this.lines, (text, reason) => this.composer.giveBack(text, reason));
    element.querySelector("[data-refresh]").hidden = true;
    this.socket = new Socket(this.words.socket, {
      open: () => this.join(),
      frame: (frame) => this[`on_${frame.type}`]?.(frame),
      lost: () => this.lost(),
      gone: () => this.refetch(),
    });
  }

  join() {
    this.socket.send({ type: "join", token: this.words.token, after: this.seq });
  }

  refetch() {
    this.stop();
    return this.swap(this.words.list, { token: this.words.token });
  }

  lost() {
    if (!this.byForm) this.status.lost();
    this.polling ||= setInterval(() => this.poll(), POLL);
  }

  // Where no socket gets through, the same lines come by form.
  async poll() {
    const body = new URLSearchParams({ token: this.words.token, after: this.seq });
    try {
      const answer = await fetch(this.words.list, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) return answer.status === 404 && this.refetch();
      const room = await answer.json();
      this.byForm = true;
      this.on_joined(room);
      for (const line of room.messages) this.on_message(line);
    } catch {
      this.byForm = false;
      this.status.lost();
    }
  }

  on_joined(frame) {
    if (this.socket.ready) {
      this.socket.joined();
      clearInterval(this.polling);
      this.polling = null;
      this.byForm = false;
    }
    this.known = frame.seq;
    this.on_state(frame);
    this.outbox.pushAll(this.socket);
  }

  on_state(frame) {
    if (this.state === "waiting" && frame.state === "open") this.lines.event(frame.taken, this.known);
    if (frame.asked !== this.words.asked) import("./asked.js").then(({ show }) => show(this.words, frame.asked));
    this.state = frame.state;
    if (frame.state === "closed") this.refetch();
    else this.status.show(frame);
  }

  // Up to `known` the server has told everything (the sequence has gaps: not every row is a visitor's to see).
  on_message(frame) {
    if (frame.seq > Math.max(this.seq + 1, this.known)) return this.join();
    this.lines.place(frame);
    this.seq = Math.max(this.seq, frame.seq);
    if (frame.author === "worker") this.status.typing("");
    if (frame.author === "client") this.status.masked(frame.masked);
    if (frame.key) this.outbox.done(frame.key);
  }

  on_ack(frame) {
    this.outbox.done(frame.key);
    setTimeout(() => this.on_pong(frame), 1500);
  }

  on_pong(frame) {
    if (frame.seq > Math.max(this.seq, this.known)) this.join();
  }

  on_typing(frame) {
    this.status.typing(frame.name);
  }

  on_error(frame) {
    if (frame.key) this.outbox.refused(frame.key, frame.text);
    else this.composer.complain(frame.text || this.words.textFailed);
  }

  get unsent() {
    return [this.outbox.unsent, this.composer.field.value].filter(Boolean).join("\n\n");
  }

  stop() {
    clearInterval(this.polling);
    this.socket.stop();
  }
}
