/** Interactive elements by type; one that is not known shows its JSON. */
import { ButtonElement, IconButton, Overflow } from "./el_button.js";
import { Choices } from "./el_choice.js";
import { DateElement } from "./el_date.js";
import { FileElement } from "./el_file.js";
import { SelectElement } from "./el_select.js";
import { TextElement } from "./el_text.js";
import { html } from "./lib.js";
import { Picture } from "./picture.js";
import { Raw } from "./text.js";

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
  image: ({ element }) => html`<${Picture} image=${element} />`,
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
