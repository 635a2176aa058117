/** The input block: label, element, hint and error, tied together for screen readers. */
import { Element } from "./elements.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html } from "./lib.js";
import { plain } from "./text.js";

const GROUPED = new Set(["checkboxes", "radio_buttons"]);

/** The message under a field. */
export const FieldError = ({ id, text }) => html`
  <p class="field-error" id=${id}><${Icon} name="warning" size=${14} /> ${text}</p>`;

export function Input({ block, surface, error }) {
  const { element } = block;
  const id = surface.id(block, element);
  const labelled = {
    id,
    label: `${id}-label`,
    describedby: [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined,
    invalid: Boolean(error),
    required: !block.optional,
  };
  const words = html`${plain(block.label)}${block.optional && html`<span class="muted"> ${t("optional")}</span>`}`;
  const grouped = GROUPED.has(element?.type);
  return html`
    <div class=${cls("input", error && "has-error")} role=${grouped ? "group" : undefined}
      aria-labelledby=${grouped ? labelled.label : undefined} aria-describedby=${grouped ? labelled.describedby : undefined}>
      ${grouped
        ? html`<span class="label" id=${labelled.label}>${words}</span>`
        : html`<label class="label" id=${labelled.label} for=${id}>${words}</label>`}
      <${Element} block=${block} element=${element} surface=${surface} labelled=${labelled} />
      ${block.hint && html`<p class="hint" id=${`${id}-hint`}>${plain(block.hint)}</p>`}
      ${error && html`<${FieldError} id=${`${id}-error`} text=${error} />`}
    </div>`;
}
