import { forget, recall } from "./store.js";

const WITHIN = 2000;
let presses = [];

function leaveNow(form) {
  const token = recall() || form.elements.token.value;
  if (token) navigator.sendBeacon(form.action, new URLSearchParams({ token }));
  forget();
  document.title = " ";
  document.body.hidden = true;
  const place = form.dataset.exit;
  try {
    top.location.replace(place);
  } catch {
    location.replace(place);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-exit]")) return;
  event.preventDefault();
  leaveNow(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") presses = [];
  if (event.key !== "Shift" || event.repeat) return;
  const at = Date.now();
  presses = [...presses.filter((time) => at - time < WITHIN), at];
  if (presses.length >= 3) leaveNow(document.querySelector("[data-exit]"));
});

// A page brought back by the Back button from the browser's memory is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
