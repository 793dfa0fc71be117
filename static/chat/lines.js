import { clock } from "../foundation/clock.js";

// The thread on the page: every line once, in the order of its sequence.
const NEAR = 120;
// As hub/foundation/templatetags/words.py finds them: no full stop or bracket after an address belongs to it.
const ADDRESS = /(https?:\/\/\S*[^\s.,;:!?)\]"'»”])/i;

function linked(part, index) {
  const link = { href: part, textContent: part, target: "_blank", rel: "noopener noreferrer" };
  return index % 2 ? Object.assign(document.createElement("a"), link) : part;
}

function stamp(item, at) {
  const time = item.querySelector("[data-field=at]");
  time.dateTime = at.toISOString();
  time.textContent = clock(at);
}

export class Lines {
  constructor(element) {
    this.words = element.dataset;
    this.log = element.querySelector("[data-log]");
    this.list = element.querySelector("[data-lines]");
    this.template = element.querySelector("template[data-line]");
    this.newer = element.querySelector("[data-newer]");
    this.newer.addEventListener("click", () => this.toEnd());
    this.follows = true;
    this.log.addEventListener("scroll", () => {
      this.follows = this.atEnd();
      if (this.follows) this.newer.hidden = true;
    }, { passive: true });
    // A notice or the keyboard takes room from the thread: who was at its end stays there.
    new ResizeObserver(() => this.follows && this.newer.hidden && this.toEnd()).observe(this.log);
    this.mine = new Map();
    this.toEnd();
  }

  build(author, name, text, at) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.className = `message message-${author}${author === "client" ? " message-own" : ""}`;
    item.querySelector("[data-field=name]").textContent = author === "client" ? this.words.textYou : name;
    item.querySelector("[data-field=text]").replaceChildren(...(author === "worker" ? text.split(ADDRESS).map(linked) : [text]));
    stamp(item, at);
    return item;
  }

  // Something happened after this line of the thread: no message, so no sequence of its own.
  event(text, seq) {
    const item = this.build("system", "", text, new Date());
    item.dataset.seq = seq + 0.5;
    this.list.append(item);
    this.toEnd();
  }

  draft(key, text) {
    const item = this.build("client", "", text, new Date());
    this.mine.set(key, item);
    this.list.append(item);
    this.state(key, this.words.textSending);
    this.toEnd();
  }

  state(key, word) {
    const field = this.mine.get(key)?.querySelector("[data-field=state]");
    if (field) field.textContent = word;
  }

  drop(key) {
    this.mine.get(key)?.remove();
    this.mine.delete(key);
  }

  offerRetry(key, again) {
    const item = this.mine.get(key);
    if (!item || item.querySelector("button")) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-quiet", textContent: this.words.textRetry });
    button.addEventListener("click", () => {
      button.remove();
      again();
    });
    item.append(button);
    this.toEnd();
  }

  place(frame) {
    if (this.list.querySelector(`[data-seq="${frame.seq}"]`)) return;
    const own = frame.key && this.mine.get(frame.key);
    const follows = own || this.atEnd();
    const item = own || this.build(frame.author, frame.name, frame.text, new Date(frame.at));
    if (own) {
      item.querySelector("[data-field=text]").textContent = frame.text;
      stamp(item, new Date(frame.at));
    }
    item.dataset.seq = frame.seq;
    const later = [...this.list.children].find((other) => Number(other.dataset.seq || Infinity) > frame.seq);
    if (item.nextElementSibling !== (later || null) || !own) this.list.insertBefore(item, later || null);
    if (follows) this.toEnd();
    else this.newer.hidden = false;
  }

  settle(key, word) {
    this.state(key, word);
    this.mine.get(key)?.querySelector("button")?.remove();
  }

  // Where the page and not the thread scrolls, the last line decides.
  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    if (scrollHeight > clientHeight + 1) return scrollHeight - scrollTop - clientHeight < NEAR;
    const last = this.list.lastElementChild;
    return !last || last.getBoundingClientRect().top < innerHeight;
  }

  toEnd() {
    this.newer.hidden = true;
    if (this.log.scrollHeight > this.log.clientHeight + 1) this.log.scrollTop = this.log.scrollHeight;
    else this.list.lastElementChild?.scrollIntoView({ block: "nearest" });
  }
}
