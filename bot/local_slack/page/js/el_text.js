/** Text fields: kept here while typing, told to the workspace shortly after, never later than the next action. */
import { beforeActing } from "./actions.js";
import { t } from "./i18n.js";
import { debounce, html, useEffect, useMemo, useRef, useState } from "./lib.js";
import { plain } from "./text.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };
const MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };
const PAUSE_MS = 150;
const NEAR_LIMIT = 0.8;

/** The words of a rich text value, for the plain field that stands in for the rich editor. */
const flat = (held) => (held?.elements ?? []).flatMap((part) => part.elements ?? []).map((leaf) => leaf.text ?? "").join("");

const words = (held) => (held && typeof held === "object" ? flat(held) : (held ?? ""));

/**
 * What stands in the field, and the way to change it; a value from the workspace wins only while nothing is unsent.
 * @returns {[string, (value: string) => void, import("./lib.js").Later]}
 */
function useTyped(held, send, isThere) {
  const [text, setText] = useState(held);
  const unsent = useRef(false);
  const latest = useRef({ send, isThere });
  latest.current = { send, isThere };
  const later = useMemo(() => debounce(async (value) => {
    unsent.current = false;
    await latest.current.send(value);
  }, PAUSE_MS), []);
  useEffect(() => beforeActing(() => later.flush()), []);
  useEffect(() => () => (latest.current.isThere() ? later.flush() : later.drop()), []);
  useEffect(() => { if (!unsent.current) setText(held); }, [held]);
  const change = (value) => {
    unsent.current = true;
    setText(value);
    later(value);
  };
  return [text, change, later];
}

function Count({ text, element }) {
  const most = element.max_length;
  if (!most || text.length < most * NEAR_LIMIT) return null;
  const over = text.length > most;
  return html`<small class=${over ? "count over" : "count"} role="status">${t("left", { n: most - text.length })}</small>`;
}

const sendsOnEnter = (block, element) =>
  block.dispatch_action && (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes("on_enter_pressed");

export function TextElement({ block, element, surface, labelled }) {
  const held = words(surface.value(block, element));
  const [text, change, later] = useTyped(held, (value) => surface.type(block, element, value), () => surface.has(block));
  const onEnter = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !sendsOnEnter(block, element)) return;
    event.preventDefault();
    later.drop();
    surface.type(block, element, event.currentTarget.value, true);
  };
  const tall = element.multiline || element.type === "rich_text_input";
  const props = {
    class: "field",
    id: labelled?.id ?? surface.id(block, element),
    value: text,
    placeholder: plain(element.placeholder) || undefined,
    disabled: surface.disabled,
    "aria-label": labelled ? undefined : plain(element.placeholder) || t("text"),
    "aria-describedby": labelled?.describedby,
    "aria-invalid": labelled?.invalid || undefined,
    "aria-required": labelled?.required || undefined,
    "data-action-id": element.action_id,
    autocomplete: "off",
    onInput: (event) => change(event.currentTarget.value),
    onBlur: () => later.flush(),
    onKeyDown: onEnter,
  };
  const field = tall
    ? html`<textarea ...${props} rows="4"></textarea>`
    : html`<input ...${props} type=${TYPES[element.type] ?? "text"} inputmode=${MODES[element.type]} />`;
  return html`${field}<${Count} text=${text} element=${element} />`;
}
