// Times as the server writes them, in the service's own zone wherever the reader is.
const PREFIX = { fi: "klo ", sv: "kl. " };

export function clock(at) {
  const lang = document.documentElement.lang || "fi";
  const time = at.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit", timeZone: "Europe/Helsinki" });
  return `${PREFIX[lang] || ""}${lang === "sv" ? time.replace(":", ".") : time}`;
}
