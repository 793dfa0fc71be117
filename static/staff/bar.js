// The header of every staff page: who waits stands beside the inbox and in the title, and is said once, calmly.
import "./push-off.js";
import "./waited.js";

const place = document.querySelector("[data-waiting]");
const said = document.querySelector("[data-waiting-said]");
const title = document.title.replace(/^\(\d+\) /, "");
const shown = () => place.querySelector("[data-count]");
const sum = (elements) => [...elements].reduce((total, { dataset }) => total + Number(dataset.count), 0);

const count = () => sum(place.querySelectorAll("[data-count]"));

// The title counts what is offered to me too; that is said by its own place.
function follow() {
  let known = count();
  const look = new MutationObserver(() => {
    const all = sum(document.querySelectorAll("[data-waiting] [data-count], [data-offers] [data-count], [data-calls] [data-count]"));
    document.title = all ? `(${all}) ${title}` : title;
    const waiting = count();
    if (waiting !== known) said.textContent = waiting > known ? shown().dataset.said : "";
    known = waiting;
  });
  for (const part of [place, ...document.querySelectorAll("[data-offers], [data-calls]")]) look.observe(part, { childList: true });
}
if (place) follow();

const menu = document.querySelector("[data-menu]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
