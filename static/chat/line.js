import { clock } from "../foundation/clock.js";

// As hub/foundation/templatetags/words.py finds them: no full stop or bracket after an address belongs to it.
const ADDRESS = /(https?:\/\/\S*[^\s.,;:!?)\]"'»”])/i;
const LINK = { target: "_blank", rel: "noopener noreferrer" };

export function linked(text) {
  const parts = text.split(ADDRESS);
  return parts.map((part, index) => {
    return index % 2 ? Object.assign(document.createElement("a"), LINK, { href: part, textContent: part }) : part;
  });
}

export function stamp(item, at) {
  const time = item.querySelector("[data-field=at]");
  time.dateTime = at.toISOString();
  time.textContent = clock(at);
}
