// Inside another site's page: that the frame shows at all is the answer, and whether it may remember anything.
function remembers() {
  try {
    return Boolean(sessionStorage);
  } catch {
    return false;
  }
}

parent.postMessage({ hub: "frame", storage: remembers() }, "*");
