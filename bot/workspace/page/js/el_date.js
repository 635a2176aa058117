/** Date, time and date-with-time pickers, as the browser's own accessible fields. */
import { t } from "./i18n.js";
import { html, useEffect, useState } from "./lib.js";
import { reader } from "./store.js";
import { plain } from "./text.js";
import { fromLocalInput, localInput } from "./time.js";

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
