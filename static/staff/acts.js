import { place, refresh } from "./fragments.js";

// What is done to a thread (taken, ended, sent again) without leaving its page: the answer holds the parts that
// changed. A refused form comes back with its choice, its text and the reason, and focus goes where it was wrong.
function tell() {
  const undone = document.querySelector("template[data-undone]").content.cloneNode(true);
  document.querySelector("[data-part=said]").replaceChildren(undone);
}

// Taken, it is no longer in the queue: the list beside it turns to the box where it is.
function turn(box) {
  const list = document.querySelector(".pane-list [data-refetch]");
  list.dataset.refetch = list.dataset.refetch.replace(/box=\w+/, `box=${box}`);
  history.replaceState(history.state, "", `?box=${box}`);
  refresh("inbox");
}

async function act(form, button) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  // A hint may put another form in the place of this one before our answer comes.
  const own = form.closest("[data-part]");
  const request = { method: "POST", body: new FormData(form, button), headers: { "HX-Request": "true" } };
  try {
    const answer = await fetch(form.action, request);
    if (answer.redirected || ![200, 409, 422].includes(answer.status)) throw new Error(`no part: ${answer.status}`);
    if (answer.ok && form.dataset.box) turn(form.dataset.box);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place(page, document.querySelectorAll("[data-part]"), own);
    if (!own && answer.ok) form.remove();
    const next = own?.querySelector("[autofocus]") ?? document.querySelector(form.dataset.then);
    (next ?? document.querySelector("main h1")).focus();
  } catch {
    tell();
  }
  form.ariaBusy = "false";
}

export function attach() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-act]")) return;
    event.preventDefault();
    act(event.target, event.submitter);
  });
}
