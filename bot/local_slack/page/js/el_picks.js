/** Checkboxes, radio buttons, and date and time pickers as the browser's own accessible fields. */
import { t } from "./i18n.js";
import { html, useEffect, useState } from "./lib.js";
import { reader } from "./store.js";
import { plain, Text } from "./text.js";
import { fromLocalInput, localInput } from "./time.js";

const values = (held) => (Array.isArray(held) ? held : held ? [held] : []).map((option) => option.value);

export function Choices({ block, element, surface, labelled }) {
  const many = element.type === "checkboxes";
  const held = values(surface.value(block, element));
  const [chosen, setChosen] = useState(held);
  useEffect(() => setChosen(held), [held.join("\u0000")]);
  const id = labelled?.id ?? surface.id(block, element);
  const change = async (option, on) => {
    const next = many ? (on ? [...chosen, option.value] : chosen.filter((one) => one !== option.value)) : [option.value];
    setChosen(next);
    const inOrder = element.options.map((one) => one.value).filter((one) => next.includes(one));
    const sent = await surface.select(block, element, many ? inOrder : option.value);
    if (!sent) setChosen(held);
  };
  const rows = (element.options ?? []).map((option, at) => html`
    <label class="choice">
      <input type=${many ? "checkbox" : "radio"} id=${`${id}-${at}`} name=${id} checked=${chosen.includes(option.value)}
        disabled=${surface.disabled} aria-describedby=${option.description ? `${id}-${at}-note` : undefined}
        aria-invalid=${labelled?.invalid || undefined} onChange=${(event) => change(option, event.currentTarget.checked)} />
      <span>
        <${Text} of=${option.text} />
        ${option.description && html`<small class="muted" id=${`${id}-${at}-note`}>${plain(option.description)}</small>`}
      </span>
    </label>`);
  if (labelled) return html`<div class="choices" id=${id} data-action-id=${element.action_id}>${rows}</div>`;
  return html`<div class="choices" role="group" aria-label=${t("choices")} data-action-id=${element.action_id}>${rows}</div>`;
}

const KINDS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

function shown(element, held) {
  if (held === null || held === undefined) return "";
  return element.type === "datetimepicker" ? localInput(held, reader().tz) : held;
}

const sent = (element, text) => (element.type === "datetimepicker" ? String(fromLocalInput(text, reader().tz)) : text);

export function DateElement({ block, element, surface, labelled }) {
  const held = shown(element, surface.value(block, element));
  const [text, setText] = useState(held);
  useEffect(() => setText(held), [held]);
  const change = async (event) => {
    const value = event.currentTarget.value;
    if (value === text) return;
    setText(value);
    if (!value && labelled?.required) return;
    const done = await surface.select(block, element, value ? sent(element, value) : null);
    if (!done) setText(held);
  };
  const name = labelled ? undefined : plain(element.placeholder) || t(KINDS[element.type]);
  const zone = element.type === "datepicker" ? "" : (element.timezone ?? reader().tz);
  return html`
    <span class="dated">
      <input class="field" type=${KINDS[element.type]} id=${labelled?.id ?? surface.id(block, element)} value=${text}
        disabled=${surface.disabled} aria-label=${name} aria-describedby=${labelled?.describedby}
        aria-invalid=${labelled?.invalid || undefined} aria-required=${labelled?.required || undefined}
        data-action-id=${element.action_id} onChange=${change} />
      ${zone && html`<small class="muted">${zone}</small>`}
    </span>`;
}
