// Posts a form and shows the answered page in place of ours: one history entry for the whole conversation.
export async function post(url, fields) {
  const headers = { Accept: "text/html" };
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  const exit = page.querySelector("[data-exit]");
  if (!main) throw new Error("no page");
  document.querySelector("main").replaceWith(document.adoptNode(main));
  if (exit) document.querySelector("[data-exit]")?.replaceWith(document.adoptNode(exit));
  document.querySelector("main").focus();
  return answer.ok;
}

export function fieldsOf(form) {
  return new FormData(form);
}
