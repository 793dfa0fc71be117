import { newKey } from "./composer.js";

// A visitor's file on its way, and what the hub says of it since. Loaded only where files are taken.
const PATIENCE = 120000;
const LOOK = 8000;
const MEGABYTE = 1024 * 1024;

class Attach {
  constructor(room, element) {
    this.room = room;
    this.list = element.querySelector("[data-lines]");
    this.form = element.querySelector("template[data-file-form]");
    this.part = element.querySelector("[data-attach]");
    this.words = this.part.dataset;
    this.field = this.part.querySelector("input[type=file]");
    this.error = this.part.querySelector("[data-file-error]");
    this.part.querySelector("[data-attach-send]").addEventListener("click", (event) => {
      event.preventDefault();
      this.send(this.field.files[0]);
    });
    const message = room.on_message.bind(room);
    room.on_message = (frame) => {
      message(frame);
      if (frame.attachment) this.show(frame);
    };
    room.on_attachment = (frame) => this.show(frame);
    // What came while this was loading has been placed without its file.
    if (room.seq > room.words.seq) this.look(room.words.seq);
    else this.watch();
  }

  send(file) {
    const large = file?.size > this.words.most * MEGABYTE;
    this.complain(file ? (large ? this.words.textLarge : "") : this.words.textNone);
    if (!file || large) return;
    const key = newKey();
    this.field.value = "";
    this.part.open = false;
    this.room.lines.draft(key, this.words.textFile);
    this.push(key, file);
  }

  complain(text) {
    this.error.textContent = text;
    if (text) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  // The same key again is the same file.
  async push(key, file) {
    const { lines, words } = this.room;
    const body = new FormData();
    for (const [name, value] of Object.entries({ token: words.token, file_key: key, file })) body.append(name, value);
    lines.settle(key, words.textSending);
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(this.words.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
      const reply = await answer.json();
      if (answer.ok) this.room.on_message(reply);
      else {
        lines.drop(key);
        this.complain(reply.text);
        this.part.open = true;
      }
    } catch {
      lines.state(key, words.textFailed);
      lines.offerRetry(key, () => this.push(key, file));
    }
  }

  show({ seq, attachment }) {
    const item = this.list.querySelector(`[data-seq="${seq}"]`);
    if (!item) return;
    const follows = this.room.lines.atEnd();
    if (!item.querySelector("[data-file]")) {
      const form = this.form.content.firstElementChild.cloneNode(true);
      form.elements.seq.value = seq;
      form.querySelector(".unseen").textContent = ` ${item.querySelector("[data-field=text]").textContent}`;
      item.append(form);
    }
    const form = item.querySelector("[data-file]");
    // The answer to the post may come after what the scanner has said since.
    if (form.dataset.file && attachment.state === "waiting") return;
    form.dataset.file = attachment.state;
    form.hidden = !attachment.fetchable;
    item.querySelector("[data-field=state]").textContent = attachment.label;
    if (follows) this.room.lines.toEnd();
    this.watch();
  }

  // A push may be lost, and a scanner may be slow: what is being checked is asked after.
  watch() {
    clearTimeout(this.timer);
    const waits = this.list.isConnected && this.list.querySelector("[data-file=waiting]");
    if (waits) this.timer = setTimeout(() => this.look(waits.closest("[data-seq]").dataset.seq - 1), LOOK);
  }

  async look(after) {
    const { words } = this.room;
    try {
      const body = new URLSearchParams({ token: words.token, after });
      const answer = await fetch(words.list, { method: "POST", body, headers: { Accept: "application/json" } });
      for (const line of (await answer.json()).messages) if (line.attachment) this.show(line);
    } finally {
      this.watch();
    }
  }
}

export const watch = (room, element) => new Attach(room, element);
