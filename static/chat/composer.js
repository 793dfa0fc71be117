const TYPING_EVERY = 3000;
// As the hub counts, in whole characters. A longer text is not even sent: its frame would end the socket.
const LONGEST = 2000;
const NEARLY = 1800;

// `crypto.randomUUID` is not there on a page without TLS.
export function newKey() {
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
}

// The field where a person writes. What was typed leaves it only when it is on its way.
export class Composer {
  constructor(form, words, { send, typing }) {
    this.words = words;
    this.field = form.elements.text;
    this.error = form.querySelector("[data-error]");
    this.left = form.querySelector("[data-left]");
    this.send = send;
    const enter = form.parentElement.querySelector("[data-enter]");
    enter.hidden = !matchMedia("(pointer: fine)").matches;
    form.addEventListener("submit", (event) => {
      // The buttons of the languages take the page elsewhere, and the text with it.
      if (event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const alone = !event.shiftKey && !enter.hidden && enter.control.checked;
      if (!alone && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => {
      this.complain("");
      if (Date.now() - (this.typedAt || 0) < TYPING_EVERY) return;
      this.typedAt = Date.now();
      typing();
    });
  }

  submit() {
    const text = this.field.value.trim();
    const reason = text ? this.length > LONGEST && this.words.textLong : this.words.textEmpty;
    if (!reason) this.field.value = "";
    this.complain(reason || "");
    this.field.focus();
    if (!reason) this.send(newKey(), text);
  }

  get length() {
    return [...this.field.value.trim()].length;
  }

  complain(text) {
    this.left.textContent = this.length > NEARLY ? `${this.length} / ${LONGEST}` : "";
    this.error.textContent = text;
    if (text) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  giveBack(text, reason) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n\n");
    this.complain(reason);
  }
}
