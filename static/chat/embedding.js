// Shows what check.js found on the other site: the fragment says which of the page's ready sentences hold.
const found = new URLSearchParams(location.hash.slice(1));
const report = document.querySelector("[data-report]");

if (found.has("frame")) {
  for (const item of report.querySelectorAll("[data-found]")) {
    item.hidden = found.get(item.dataset.found) !== item.dataset.is;
  }
  report.hidden = false;
  report.focus();
  history.replaceState(null, "", location.pathname);
}
