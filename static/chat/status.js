// What a person hears besides the messages: the queue, the connection, who is writing.
const QUIET_AFTER = 5000;

export class Status {
  constructor(element) {
    this.words = element.dataset;
    this.line = element.querySelector("[data-status]");
    this.pair = element.querySelector("[data-pair]");
    this.writing = element.querySelector("[data-typing]");
    this.mask = element.querySelector("[data-masked]");
  }

  // Only a change is written, so that a screen reader says nothing twice.
  tell(text) {
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.hidden = !text;
  }

  lost() {
    this.away = true;
    this.tell(navigator.onLine ? this.words.textLost : this.words.textOffline);
  }

  show(frame) {
    const { words } = this;
    this.pair.textContent = frame.answerers;
    const parts = [];
    if (this.away) {
      this.away = false;
      parts.push(words.textBack);
      setTimeout(() => this.away || this.show(this.last), QUIET_AFTER);
    }
    this.last = frame;
    if (frame.state === "waiting") parts.push(this.place(frame.ahead), words.textWrite);
    if (frame.notice) parts.push(frame.notice);
    this.tell(parts.join(" "));
  }

  // The server wrote the plural with 99 in it.
  place(ahead) {
    if (!ahead) return this.words.textNext;
    return ahead === 1 ? this.words.textOne : this.words.textMany.replace("99", ahead);
  }

  typing(name) {
    const text = name ? `${name} ${this.words.textTyping}` : "";
    if (this.writing.textContent !== text) this.writing.textContent = text;
    clearTimeout(this.quiet);
    if (name) this.quiet = setTimeout(() => this.typing(""), QUIET_AFTER);
  }

  masked(kinds) {
    this.mask.hidden = !kinds?.length;
  }
}
