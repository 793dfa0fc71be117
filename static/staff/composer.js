import { keep } from "./foot.js";

const PATIENCE = 20000;
const TYPING_EVERY = 2000;

function draft() {
  const fields = [...document.querySelectorAll("[data-composer] textarea, [data-kept] textarea")];
  return fields.some((field) => field.value.trim());
}

// Away, or answered with something else than a composer: everything stays, and the same key may be sent again.
function unsent(form) {
  if (!form.isConnected) {
    keep(form.elements.text.value);
    return;
  }
  form.elements.text.readOnly = false;
  const words = form.querySelector("template[data-unsent-text]").content.cloneNode(true);
  form.querySelector("[data-unsent]").replaceChildren(words);
}

// Sends the reply without leaving the page; refused, the text stays with the reason beside it.
async function send(form, sent) {
  const text = form.elements.text;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  // Read only until the answer: words typed meanwhile would go with the old form.
  text.readOnly = true;
  form.querySelector("[data-unsent]").replaceChildren();
  sent(form.elements.key.value);
  if (form.elements.file_key) sent(form.elements.file_key.value);
  const headers = { "HX-Request": "true" };
  try {
    // A chosen file goes first; what is written stays for the next press.
    const file = form.elements.file?.value && form.querySelector("[data-attach]").formAction;
    const request = { method: "POST", body: new FormData(form), headers, signal: AbortSignal.timeout(file ? 6 * PATIENCE : PATIENCE) };
    const answer = await fetch(file || form.action, request);
    if (!form.isConnected) {
      if (!answer.ok) keep(text.value);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-composer]");
    if (!fresh) throw new Error("no composer");
    form.replaceWith(document.adoptNode(fresh));
    // What an earlier act was answered has been read.
    document.querySelector("[data-part=said]").replaceChildren();
    document.querySelector("[data-composer] textarea").focus();
  } catch {
    unsent(form);
  }
  form.ariaBusy = "false";
}

// Told to the client while a reply is written, never while a note is.
function listen(typing) {
  let typedAt = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.matches("textarea") && event.target.closest("[data-composer]");
    if (!form || form.elements.note.checked || Date.now() - typedAt < TYPING_EVERY) return;
    typedAt = Date.now();
    typing();
  });
}

export function attach({ sent, typing }) {
  listen(typing);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-composer]")) return;
    event.preventDefault();
    send(event.target, sent);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("[data-composer]")?.requestSubmit();
  });
  // A client's matter is not kept in the browser: whoever would lose words is asked first.
  addEventListener("beforeunload", (event) => {
    if (draft()) event.preventDefault();
  });
}
