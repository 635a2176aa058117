/** Checkboxes and radio buttons. */
import { t } from "./i18n.js";
import { html, useEffect, useState } from "./lib.js";
import { Text, plain } from "./text.js";

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
