// The emergency card is in the page already: it shows at once, whatever the connection does. Calling the pair and
// sending a ready sentence go on behind it.
const card = document.querySelector("[data-emergency]");
const body = card.querySelector("[data-emergency-body]");
const title = card.querySelector("#emergency-title");

function show() {
  card.hidden = false;
  card.scrollIntoView({ block: "nearest" });
  title.focus();
}

function tell() {
  const undone = document.querySelector("template[data-emergency-undone]").content.cloneNode(true);
  body.querySelector("[data-emergency-said]").replaceChildren(undone);
}

async function act(form, button) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const inside = body.contains(button);
  const request = { method: "POST", body: new FormData(form, button), headers: { "HX-Request": "true" } };
  try {
    const answer = await fetch(form.action, request);
    if (answer.redirected || !answer.ok) throw new Error(`no card: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    body.replaceChildren(...page.body.childNodes);
    if (inside) (body.querySelector(`form[action="${CSS.escape(form.getAttribute("action"))}"] button`) ?? title).focus({ preventScroll: true });
  } catch {
    tell();
  }
  form.ariaBusy = "false";
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-emergency-act]")) return;
  event.preventDefault();
  if (event.submitter?.matches("[data-emergency-open]")) show();
  act(event.target, event.submitter);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-emergency-close]")) return;
  card.hidden = true;
  document.querySelector("[data-emergency-open]")?.focus();
});
