// On the organisation's own site: <div data-contact-hub data-lang="sv"></div><script src="https://…/chat/embed.js" async></script>
// Sets nothing and asks for one thing: whether the chat is open. With data-frame the chat opens in the page.
(() => {
  const base = new URL("/", document.currentScript.src);
  const WORDS = {
    fi: ["Chat sosiaalialan ammattilaisen kanssa", "avoinna nyt", "suljettu nyt", "avautuu", "ruuhkaa juuri nyt", "Sulje chat"],
    sv: ["Chatta med en yrkesperson inom det sociala området", "öppen nu", "stängd nu", "öppnar", "rusning just nu", "Stäng chatten"],
    en: ["Chat with a social care professional", "open now", "closed now", "opens", "busy just now", "Close the chat"],
  };

  function when(iso, lang) {
    return new Date(iso).toLocaleString(lang, {
      weekday: "short", day: "numeric", month: "numeric", hour: "numeric", minute: "2-digit", timeZone: "Europe/Helsinki",
    });
  }

  function say(status, [, open, closed, opens, full], lang) {
    if (["full", "crowded"].includes(status.state)) return `◐ ${full}`;
    if (status.open) return `● ${open}`;
    return status.opens_at ? `○ ${closed}, ${opens} ${when(status.opens_at, lang)}` : `○ ${closed}`;
  }

  async function tell(state, words, lang) {
    try {
      const answer = await fetch(new URL("chat/status.json", base), { credentials: "omit" });
      state.textContent = say(await answer.json(), words, lang);
    } catch { /* no state is better than a wrong one */ }
  }

  // A chat that shows says so. Where a policy stops the frame, what has loaded is silent: then the page itself opens.
  function orElse(frame, open) {
    const hear = ({ source }) => {
      if (source !== frame.contentWindow) return;
      removeEventListener("message", hear);
      frame.dataset.shown = "";
    };
    addEventListener("message", hear);
    frame.addEventListener("load", () => setTimeout(() => {
      if (frame.isConnected && !("shown" in frame.dataset)) open();
    }, 1000), { once: true });
  }

  function unfold(place, link, close) {
    const frame = document.createElement("iframe");
    const shut = document.createElement("button");
    frame.src = `${link.href}?embed=1`;
    frame.title = link.textContent;
    frame.style.cssText = "inline-size:100%;block-size:min(40rem,90vh);border:1px solid";
    orElse(frame, () => location.assign(link.href));
    shut.type = "button";
    shut.textContent = close;
    shut.addEventListener("click", () => {
      frame.remove();
      shut.remove();
      link.focus();
    });
    place.append(shut, frame);
    frame.focus();
  }

  function show(place) {
    const lang = place.dataset.lang in WORDS ? place.dataset.lang : "fi";
    const words = WORDS[lang];
    const link = document.createElement("a");
    const state = document.createElement("span");
    link.href = new URL(lang === "fi" ? "chat/" : `${lang}/chat/`, base);
    link.textContent = place.textContent.trim() || words[0];
    place.lang = lang;
    place.replaceChildren(link, " ", state);
    tell(state, words, lang);
    link.addEventListener("click", (event) => {
      if (!("frame" in place.dataset) || matchMedia("(max-width: 40rem)").matches) return;
      event.preventDefault();
      if (!place.querySelector("iframe")) unfold(place, link, words[5]);
    });
  }

  function start() {
    document.querySelectorAll("[data-contact-hub]").forEach(show);
    if (location.hash !== "#chat-check") return;
    document.head.append(Object.assign(document.createElement("script"), { src: new URL("chat/check.js", base) }));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
