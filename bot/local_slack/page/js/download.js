/** The link by which a file of the workspace is saved on this machine. */
import { fileUrl } from "./api.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html } from "./lib.js";
import { store } from "./store.js";

/** @param {{file: {id: string, name: string, title?: string}}} props */
export function Download({ file }) {
  const words = t("download", { what: file.title || file.name });
  return html`<a class="icon-button" href=${fileUrl(store.state.me, file.id)} download=${file.name} aria-label=${words} title=${words}>
    <${Icon} name="download" size=${16} /></a>`;
}
