// Posts a form and shows the answered page in place of ours: one history entry for the whole conversation.
export async function post(url, fields) {
  const headers = { Accept: "text/html" };
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("no page");
  document.querySelector("main").replaceWith(document.adoptNode(main));
  const exit = page.querySelector("[data-exit]");
  if (exit) document.querySelector("[data-exit]")?.replaceWith(document.adoptNode(exit));
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}
