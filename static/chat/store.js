// The token lives in this tab only: a reload finds it, leaving and the quick exit forget it.
const KEY = "hub-chat";

export function remember(token) {
  try { sessionStorage.setItem(KEY, token); } catch { /* storage blocked: a reload starts over, nothing else */ }
}

export function recall() {
  try { return sessionStorage.getItem(KEY); } catch { return null; }
}

export function forget() {
  try { sessionStorage.clear(); } catch { /* nothing was stored then */ }
}
