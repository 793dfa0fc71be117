// A worker's question, or what became of it: the page's own part, fetched again when another version of it stands.
export async function show(words, version) {
  words.asked = version;
  const request = { method: "POST", body: new URLSearchParams({ token: words.token }), headers: { Accept: "text/html" } };
  try {
    const answer = await fetch(words.list, request);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-question]");
    if (fresh && words.asked === version) document.querySelector("[data-question]").replaceChildren(...fresh.childNodes);
  } catch {
    words.asked = ""; // the next state tells it again
  }
}
