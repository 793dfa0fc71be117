// The header of every staff page: who waits stands beside the inbox and in the title, and is said once, calmly.
import "./waited.js";

const place = document.querySelector("[data-waiting]");
const said = document.querySelector("[data-waiting-said]");
const title = document.title.replace(/^\(\d+\) /, "");
const shown = () => place.querySelector("[data-count]");
const count = () => Number(shown()?.dataset.count ?? 0);

function follow() {
  let known = count();
  new MutationObserver(() => {
    const waiting = count();
    document.title = waiting ? `(${waiting}) ${title}` : title;
    if (waiting !== known) said.textContent = waiting > known ? shown().dataset.said : "";
    known = waiting;
  }).observe(place, { childList: true });
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
