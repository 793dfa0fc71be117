// Times as the server writes them, in the service's own zone wherever the reader is.
export function clock(at) {
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Helsinki" });
  const { lang } = document.documentElement;
  if (lang === "en") return `at ${time}`;
  const word = lang === "sv" ? "kl." : location.pathname.startsWith("/selko") ? "kello" : "klo";
  return `${word} ${time.replace(/^0|:00$/g, "").replace(":", ".")}`;
}
