import { clock } from "../foundation/clock.js";

// The thread on the page: every line once, in the order of its sequence.
export class Lines {
  constructor(element) {
    this.words = element.dataset;
    this.list = element.querySelector("[data-lines]");
    this.template = element.querySelector("template[data-line]");
    this.mine = new Map();
  }

  has(seq) {
    return this.list.querySelector(`[data-seq="${seq}"]`) !== null;
  }

  build(author, name, text, at) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.className = `message message-${author}${author === "client" ? " message-own" : ""}`;
    item.querySelector("[data-field=name]").textContent = author === "client" ? this.words.textYou : name;
    item.querySelector("[data-field=text]").textContent = text;
    const time = item.querySelector("[data-field=at]");
    time.dateTime = at.toISOString();
    time.textContent = clock(at);
    return item;
  }

  draft(key, text) {
    const item = this.build("client", "", text, new Date());
    this.mine.set(key, item);
    this.list.append(item);
    this.state(key, this.words.textSending);
    item.scrollIntoView({ block: "nearest" });
  }

  state(key, word) {
    const item = this.mine.get(key);
    if (item) item.querySelector("[data-field=state]").textContent = word;
  }

  offerRetry(key, again) {
    const item = this.mine.get(key);
    if (!item || item.querySelector("button")) return;
    const button = document.createElement("button");
    button.className = "button button-quiet";
    button.textContent = this.words.textRetry;
    button.addEventListener("click", () => {
      button.remove();
      again();
    });
    item.append(button);
  }

  place(frame) {
    if (this.has(frame.seq)) return;
    const own = frame.key && this.mine.get(frame.key);
    const item = own || this.build(frame.author, frame.name, frame.text, new Date(frame.at));
    if (own) {
      item.querySelector("[data-field=text]").textContent = frame.text;
      item.querySelector("button")?.remove();
    }
    item.dataset.seq = frame.seq;
    const later = [...this.list.children].find((other) => Number(other.dataset.seq || Infinity) > frame.seq);
    this.list.insertBefore(item, later || null);
    item.scrollIntoView({ block: "nearest" });
  }
}
