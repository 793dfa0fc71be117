import { keep } from "./foot.js";

// Sends the reply without leaving the page; refused, the text stays with the reason beside it.
async function send(form) {
  const button = form.querySelector("button:not([name])");
  const text = form.querySelector("textarea");
  if (button.disabled) return;
  button.disabled = true;
  // Read only until the answer: words typed meanwhile would go with the old form.
  text.readOnly = true;
  const headers = { "HX-Request": "true" };
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    if (!form.isConnected) {
      if (!answer.ok) keep(text.value);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-composer]");
    if (!fresh) throw new Error("no composer");
    form.replaceWith(document.adoptNode(fresh));
    document.querySelector("[data-composer] textarea").focus();
  } catch {
    if (!form.isConnected) {
      keep(text.value);
      return;
    }
    button.disabled = false;
    text.readOnly = false;
    HTMLFormElement.prototype.submit.call(form);
  }
}

export function attach() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-composer]")) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("[data-composer]")?.requestSubmit();
  });
}
