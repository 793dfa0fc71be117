// A ready answer into the reply: searched while typing, chosen by arrows, put where the caret is. Nothing is sent.
const WAIT = 150;
let timer = 0;
let asked = null;

const part = (name) => document.querySelector(`[data-answers-${name}]`);
const field = () => document.getElementById("answer-search");
const list = () => document.getElementById("answer-options");
const options = () => [...list().children];
const chosen = () => list().querySelector("[aria-selected=true]");

function choose(option) {
  for (const other of options()) other.ariaSelected = String(other === option);
  field().setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

async function look() {
  asked?.abort();
  asked = new AbortController();
  const { source, language } = document.querySelector("[data-answers]").dataset;
  const query = new URLSearchParams({ q: field().value.replace(/^\//, ""), language });
  try {
    const answer = await fetch(`${source}?${query}`, { signal: asked.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list().replaceChildren(...page.querySelectorAll("[role=option]"));
    field().ariaExpanded = String(options().length > 0);
    part("said").textContent = options().length ? "" : part("said").dataset.none;
    choose(options()[0]);
  } catch {
    // Typed on, or no connection: the next letter asks again.
  }
}

function open() {
  part("box").hidden = false;
  field().value = "";
  field().focus();
  look();
}

function close() {
  part("box").hidden = true;
  part("said").textContent = "";
  field().closest("form").elements.text.focus();
}

function put(option) {
  const text = field().closest("form").elements.text;
  close();
  text.setRangeText(option.dataset.text, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  if ("fallback" in option.dataset) part("said").textContent = part("said").dataset.fallback;
}

function step(by) {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => chosen() && put(chosen()),
  Escape: close,
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (target.id === "answer-search" && key in KEYS) {
    event.preventDefault();
    event.stopPropagation();
    KEYS[key]();
  } else if (key === "/" && alone && target.matches("[data-composer] textarea") && !target.value && part("open")) {
    event.preventDefault();
    open();
  }
}, true);
document.addEventListener("input", (event) => {
  if (event.target.id !== "answer-search") return;
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});
document.addEventListener("click", (event) => {
  const option = event.target.closest("#answer-options [role=option]");
  if (option) put(option);
  if (!event.target.closest("[data-answers-open]")) return;
  event.preventDefault();
  if (part("box").hidden) open();
  else close();
});
