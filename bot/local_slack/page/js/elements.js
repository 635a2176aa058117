/** Interactive elements by type, and the input block around them; what is not known shows its JSON. */
import { ButtonElement, IconButton, Overflow } from "./el_button.js";
import { Choices, DateElement } from "./el_picks.js";
import { FileElement } from "./el_file.js";
import { SelectElement } from "./el_select.js";
import { TextElement } from "./el_text.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html } from "./lib.js";
import { BlockImage } from "./images.js";
import { plain, Raw } from "./text.js";

const DRAW = {
  button: ButtonElement,
  workflow_button: ButtonElement,
  icon_button: IconButton,
  overflow: Overflow,
  checkboxes: Choices,
  radio_buttons: Choices,
  datepicker: DateElement,
  timepicker: DateElement,
  datetimepicker: DateElement,
  plain_text_input: TextElement,
  email_text_input: TextElement,
  url_text_input: TextElement,
  number_input: TextElement,
  rich_text_input: TextElement,
  static_select: SelectElement,
  external_select: SelectElement,
  users_select: SelectElement,
  conversations_select: SelectElement,
  channels_select: SelectElement,
  multi_static_select: SelectElement,
  multi_external_select: SelectElement,
  multi_users_select: SelectElement,
  multi_conversations_select: SelectElement,
  multi_channels_select: SelectElement,
  file_input: FileElement,
  image: ({ element }) => html`<${BlockImage} image=${element} />`,
};

/**
 * One element. `labelled` carries the ids of the label, hint and error around it; without it the element names
 * itself. `element.action_id` is part of the key, so an element that is replaced forgets what was typed.
 */
export function Element({ block, element, surface, labelled }) {
  const Draw = DRAW[element?.type];
  if (!Draw) return html`<${Raw} value=${element} what=${element?.type ?? "?"} />`;
  const key = `${block.block_id}/${element.action_id}/${element.type}`;
  return html`<${Draw} key=${key} ...${{ block, element, surface, labelled }} />`;
}

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
