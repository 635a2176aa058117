/** Buttons and overflow menus. */
import { confirmed } from "./actions.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html, useState } from "./lib.js";
import { Menu } from "./menu.js";
import { plain } from "./text.js";

/**
 * Runs one action at a time and knows whether one is under way.
 * @returns {[boolean, (work: () => Promise<any>) => Promise<void>]}
 */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  const run = async (work) => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  };
  return [busy, run];
}

/**
 * Press an element after its confirmation dialog, one press at a time.
 * @returns {[boolean, (value?: string) => Promise<void>]}
 */
function usePress({ block, element, surface }) {
  const [busy, run] = useBusy();
  const press = async (value) => {
    if (await confirmed(element.confirm)) await run(() => surface.click(block, element, value));
  };
  return [busy, press];
}

export function ButtonElement({ block, element, surface }) {
  const [busy, press] = usePress({ block, element, surface });
  const name = element.accessibility_label;
  return html`
    <button type="button" class=${cls("button", element.style, busy && "busy")} disabled=${surface.disabled}
      data-action-id=${element.action_id} aria-busy=${busy} aria-label=${name}
      onClick=${() => press(element.value)}>
      <span class="button-words">${plain(element.text)}</span>
      ${element.url && html`<${Icon} name="external" size=${14} />`}
    </button>`;
}

export function IconButton({ block, element, surface }) {
  const [busy, press] = usePress({ block, element, surface });
  return html`
    <button type="button" class="icon-button" disabled=${surface.disabled} aria-busy=${busy}
      aria-label=${element.accessibility_label ?? plain(element.text)} title=${plain(element.text)}
      onClick=${() => press(element.value)}>
      <span aria-hidden="true">${element.icon === "trash" ? "🗑" : (element.icon ?? "•")}</span>
    </button>`;
}

export function Overflow({ block, element, surface }) {
  const [busy, press] = usePress({ block, element, surface });
  const items = (element.options ?? []).map((option) => ({
    label: plain(option.text),
    note: plain(option.description),
    run: () => press(option.value),
  }));
  return html`
    <${Menu} items=${items} label=${t("more.options")} icon="dots" className="button square"
      disabled=${surface.disabled || busy} actionId=${element.action_id} />`;
}
