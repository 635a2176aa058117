/** Images: those of this machine are shown; others are named, because this page asks no other host. */
import { openOutside } from "./actions.js";
import { html } from "./lib.js";
import { t } from "./i18n.js";

const source = (image) => image.image_url ?? image.slack_file?.url ?? "";

function isLocal(url) {
  try {
    return ["data:", "blob:"].includes(new URL(url).protocol) || new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

/** An image element, image block or file preview; `small` inside a context block. */
export function Picture({ image, small = false }) {
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
