/** A person's picture: initials on a colour of their own. */
import { html } from "./lib.js";
import { nameOf, store } from "./store.js";

const HUES = [212, 262, 330, 12, 34, 152, 180, 288];

const hue = (id) => HUES[[...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % HUES.length];
const initials = (name) => name.split(/[\s._-]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");

export function Avatar({ id, size = 36 }) {
  const isBot = store.state.people[id]?.is_bot;
  const style = `--hue:${hue(id)};width:${size}px;height:${size}px;font-size:${Math.round(size * 0.4)}px`;
  return html`<span class=${isBot ? "avatar bot" : "avatar"} style=${style} aria-hidden="true">${isBot ? [...nameOf(id)][0] : initials(nameOf(id))}</span>`;
}
