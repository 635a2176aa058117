/**
 * A type-ahead menu after the ARIA combobox pattern: typing filters or searches, arrows move, Enter chooses.
 *
 * @typedef {{value: string, label: string, note?: string, raw?: object}} Item
 * @typedef {{groups: {label?: string, items: Item[]}[], note?: string}} Found
 */
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, debounce, html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./lib.js";
import { usePlace } from "./menu.js";

/** @type {Found} */
const NOTHING = { groups: [], note: "" };

const flat = (found) => found.groups.flatMap((group) => group.items);

/**
 * The search: what was found last, whether one is running; an answer that was overtaken is dropped.
 * @param {(text: string) => Promise<Found> | Found} load
 * @returns {[Found, boolean, {now: (text: string) => void, later: import("./lib.js").Later}]}
 */
function useSearch(load, pause) {
  const [found, setFound] = useState(NOTHING);
  const [loading, setLoading] = useState(false);
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const run = useMemo(() => {
    const search = async (text) => {
      const mine = ++turn.current;
      setLoading(true);
      const answer = await latest.current(text);
      if (mine !== turn.current) return;
      setFound(answer);
      setLoading(false);
    };
    return { now: search, later: debounce(search, pause) };
  }, []);
  return [found, loading, run];
}

function Option({ item, at, active, chosen, id, pick }) {
  const self = useRef(null);
  useEffect(() => { if (active) self.current.scrollIntoView({ block: "nearest" }); }, [active]);
  return html`
    <div role="option" id=${`${id}-o${at}`} ref=${self} aria-selected=${chosen} data-value=${item.value}
      class=${cls("option", active && "active", chosen && "chosen")} onClick=${() => pick(item)}>
      <span class="option-words"><span>${item.label}</span>${item.note && html`<small class="muted">${item.note}</small>`}</span>
      ${chosen && html`<${Icon} name="check" size=${15} />`}
    </div>`;
}

function Options({ found, active, isChosen, id, pick }) {
  let at = -1;
  const option = (item) => {
    at += 1;
    return html`<${Option} key=${item.value} ...${{ item, at, id, pick }} active=${at === active} chosen=${isChosen(item)} />`;
  };
  return found.groups.map((group, number) => (group.label
    ? html`<div role="group" aria-labelledby=${`${id}-g${number}`}>
        <div class="group-label" id=${`${id}-g${number}`} role="presentation">${group.label}</div>${group.items.map(option)}</div>`
    : group.items.map(option)));
}

function Popup({ id, name, anchor, found, loading, active, isChosen, pick }) {
  const style = usePlace(anchor);
  const count = flat(found).length;
  const note = loading ? t("searching") : found.note || (count ? "" : t("nothing.found"));
  return html`
    <div class="popup listing" style=${style} onMouseDown=${(event) => event.preventDefault()}>
      <div role="listbox" id=${`${id}-list`} aria-label=${t("suggestions")} aria-busy=${loading}>
        <${Options} ...${{ found, active, isChosen, id, pick }} />
      </div>
      <div role="status" class=${note ? "listing-note" : "sr"}>${note || t("results", { n: count })}</div>
    </div>`;
}

const Chip = ({ item, disabled, remove }) => html`
  <span class="chip">${item.label}
    <button type="button" disabled=${disabled} aria-label=${t("remove", { what: item.label })} onClick=${() => remove(item)}>
      <${Icon} name="close" size=${12} /></button>
  </span>`;

/** Moving, choosing and closing by keyboard; returns true when the key was used. */
function onKey(event, box) {
  const count = flat(box.found).length;
  const active = flat(box.found)[box.active];
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
  if (steps[event.key]) {
    if (!box.open) box.show();
    else if (count) box.setActive(Math.min(Math.max(box.active + steps[event.key], 0), count - 1));
  } else if (event.key === "Enter") {
    if (!box.open) box.show();
    else if (active && !box.loading) box.pick(active);
  } else if (event.key === "Escape" && box.open) box.hide();
  else if (event.key === "Backspace" && !box.text && box.many && box.chosen.length) box.remove(box.chosen.at(-1));
  else return false;
  return true;
}

/**
 * @param {{id: string, labelled?: any, name: string, placeholder: string, many: boolean, chosen: Item[], pause?: number,
 *   load: (text: string) => Promise<Found> | Found, choose: (item: Item) => void, remove: (item: Item) => void,
 *   clear?: (() => void) | null, disabled?: boolean, actionId?: string}} props
 */
export function Combobox({ id, labelled, name, placeholder, many, chosen, load, choose, remove, clear, disabled, pause = 0, actionId }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [found, loading, search] = useSearch(load, pause);
  const root = useRef(null);
  const input = useRef(null);
  // Before the next key: a later effect would take back the arrow pressed right after the answer.
  useLayoutEffect(() => setActive(0), [found]);
  const show = () => {
    if (open || disabled) return;
    setOpen(true);
    search.now(text);
  };
  const hide = () => {
    setOpen(false);
    setText("");
    search.later.drop();
  };
  const typed = (value) => {
    setText(value);
    setOpen(true);
    if (pause) search.later(value);
    else search.now(value);
  };
  const isChosen = (item) => chosen.some((one) => one.value === item.value);
  const pick = (item) => {
    if (!many) hide();
    else setText("");
    if (many && isChosen(item)) remove(item);
    else choose(item);
    if (many && text) search.now("");
  };
  const box = { open, show, hide, found, loading, active, setActive, pick, text, many, chosen, remove };
  const keys = (event) => {
    if (event.isComposing || !onKey(event, box)) return;
    if (event.key !== "Backspace") event.preventDefault();
    event.stopPropagation();
  };
  const shown = open || many ? text : (chosen[0]?.label ?? "");
  return html`
    <div class=${cls("combobox", many && "many", open && "open", labelled?.invalid && "invalid")} ref=${root}
      onClick=${(event) => event.target === root.current && input.current.focus()}>
      ${many && chosen.map((item) => html`<${Chip} key=${item.value} ...${{ item, disabled, remove }} />`)}
      <input class="field" type="text" role="combobox" id=${id} ref=${input} value=${shown} disabled=${disabled} autocomplete="off"
        aria-autocomplete="list" aria-haspopup="listbox" aria-expanded=${open} aria-controls=${open ? `${id}-list` : undefined}
        aria-activedescendant=${open && flat(found).length ? `${id}-o${active}` : undefined}
        aria-label=${labelled ? undefined : name} aria-describedby=${labelled?.describedby} data-action-id=${actionId}
        aria-invalid=${labelled?.invalid || undefined} aria-required=${labelled?.required || undefined}
        placeholder=${open && !many ? (chosen[0]?.label ?? placeholder) : (many && chosen.length ? "" : placeholder)}
        onClick=${show} onInput=${(event) => typed(event.currentTarget.value)} onKeyDown=${keys} onBlur=${hide} />
      ${clear && chosen.length > 0 && !disabled
        ? html`<button type="button" class="clear" aria-label=${t("clear", { what: name })} onClick=${clear}><${Icon} name="close" size=${14} /></button>`
        : html`<span class="caret"><${Icon} name="chevron" size=${16} /></span>`}
      ${open && html`<${Popup} ...${{ id, name, found, loading, active, isChosen, pick }} anchor=${root} />`}
    </div>`;
}
