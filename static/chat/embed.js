// On the organisation's own site: <div data-contact-hub></div><script src="https://…/static/chat/embed.js" async></script>
(() => {
  const base = new URL("/", document.currentScript.src);

  async function show(state) {
    const answer = await fetch(new URL("chat/status.json", base));
    const status = await answer.json();
    state.textContent = status.open ? "● auki" : "○ kiinni";
  }

  for (const place of document.querySelectorAll("[data-contact-hub]")) {
    const link = document.createElement("a");
    link.href = new URL("chat/", base);
    link.textContent = place.textContent.trim() || "Chat";
    const state = document.createElement("span");
    place.replaceChildren(link, " ", state);
    show(state);
    link.addEventListener("click", (event) => {
      if (matchMedia("(max-width: 40rem)").matches || !("frame" in place.dataset)) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      frame.src = new URL("chat/?embed=1", base);
      frame.title = link.textContent;
      frame.style.cssText = "inline-size:100%;block-size:36rem;border:0";
      place.replaceChildren(frame);
    });
  }
})();
