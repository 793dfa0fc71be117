import { weave } from "./events.js";
import { settle } from "./foot.js";

// Fetches the fragment of a page again through its ordinary view; what is being typed is never replaced.
const running = new Set();
const again = new Set();

function touched(element) {
  const typed = [...element.querySelectorAll("input:not([type=hidden]), textarea")];
  return typed.some((field) => field === document.activeElement || field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}

function placeOf(active) {
  const href = active.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  return active.form && `form[action="${CSS.escape(active.form.getAttribute("action"))}"] button`;
}

// Focus and the mark of the open conversation outlive the change of the nodes below them.
function replace(element, nodes) {
  const focused = element.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  element.replaceChildren(...nodes);
  for (const link of element.querySelectorAll(".item > a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
  }
  if (focused) element.querySelector(focused)?.focus({ preventScroll: true });
}

// A form to end the thread stays as it is while there is still something to end, unless the answer is its own.
function closing(element, fresh, own) {
  if (element !== own && element.querySelector("form") && fresh.querySelector("form")) return;
  const focused = element.contains(document.activeElement);
  element.replaceChildren(...fresh.childNodes);
  if (focused) document.querySelector("main h1").focus();
}

// What is the same stays: a status is announced when it changes, not when it is asked for. A form's token is new each time.
function same(element, fresh) {
  const [now, then] = [element, fresh].map((each) => each.innerHTML.replace(/(csrfmiddlewaretoken" value=")[^"]*/g, "$1").trim());
  return now === then;
}

// One answer may hold several parts of the page, each for its own place.
export function place(page, elements, own) {
  for (const element of elements) {
    const { part } = element.dataset;
    const fresh = part ? page.querySelector(`[data-part="${part}"]`) : page.body;
    if (part === "foot") settle(element, fresh);
    else if (part === "events") weave(element, fresh);
    else if (part === "closing") closing(element, fresh, own);
    else if (element === own || (!touched(element) && !same(element, fresh))) replace(element, fresh.childNodes);
  }
}

async function fetchInto(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place(page, document.querySelectorAll(`[data-refetch="${CSS.escape(address)}"]`));
  } catch {
    // No connection: the socket notices it too, and everything is fetched again when it is back.
  }
}

// A burst of hints costs one fetch under way and one after it.
async function refetch(address) {
  again.add(address);
  if (running.has(address)) return;
  running.add(address);
  while (again.delete(address)) await fetchInto(address);
  running.delete(address);
}

export function refresh(kind) {
  const told = [...document.querySelectorAll("[data-refetch]")].filter(({ dataset }) => kind === "*" || dataset.on.split(" ").includes(kind));
  for (const address of new Set(told.map(({ dataset }) => dataset.refetch))) refetch(address);
}
