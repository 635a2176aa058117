/** Avatars with people's initials, and images of this machine; others are named: this page asks no other host. */
import { openOutside } from "./actions.js";
import { fileUrl } from "./api.js";
import { t } from "./i18n.js";
import { html } from "./lib.js";
import { nameOf, store } from "./store.js";

const HUES = [212, 262, 330, 12, 34, 152, 180, 288];

const hue = (id) => HUES[[...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7) % HUES.length];
const initials = (name) => name.split(/[\s._-]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");

export function Avatar({ id, size = 36 }) {
  const isBot = store.state.people[id]?.is_bot;
  const style = `--hue:${hue(id)};width:${size}px;height:${size}px;font-size:${Math.round(size * 0.4)}px`;
  // Drawn by the style sheet, so that the letters are no part of a link's or button's words.
  const letters = isBot ? [...nameOf(id)][0] : initials(nameOf(id));
  return html`<span class=${isBot ? "avatar bot" : "avatar"} style=${style} data-letters=${letters} aria-hidden="true"></span>`;
}

function source(image) {
  const file = image.slack_file;
  return image.image_url ?? file?.url ?? (file?.id ? new URL(fileUrl(store.state.me, file.id), location.href).href : "");
}

function isLocal(url) {
  try {
    return ["data:", "blob:"].includes(new URL(url).protocol) || new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

/** An image element, image block or file preview; `small` inside a context block. */
export function BlockImage({ image, small = false }) {
  const url = source(image);
  const alt = image.alt_text ?? "";
  if (isLocal(url)) return html`<img class=${small ? "small" : ""} src=${url} alt=${alt} loading="lazy" />`;
  if (small) return html`<span class="no-image small" role="img" aria-label=${alt} title=${`${alt}\n${url}`}>▦</span>`;
  return html`
    <button type="button" class="no-image" onClick=${() => openOutside(url)} title=${url}>
      <span aria-hidden="true">▦</span>
      <span>${alt || t("image")}</span>
      <span class="muted">${t("image.elsewhere")}</span>
    </button>`;
}
