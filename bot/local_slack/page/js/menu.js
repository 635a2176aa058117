/** Popups beside what opens them, and buttons that open a menu, by pointer or keyboard. */
import { Icon } from "./icons.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./lib.js";

const GAP = 4;
const ROOM = 330;
const EDGE = 8;

function placed(anchor, fit) {
  const box = anchor.getBoundingClientRect();
  const above = window.innerHeight - box.bottom < Math.min(ROOM, box.top);
  const room = (above ? box.top : window.innerHeight - box.bottom) - GAP - EDGE;
  const vertical = above ? `bottom:${window.innerHeight - box.top + GAP}px` : `top:${box.bottom + GAP}px`;
  const right = fit && box.left > window.innerWidth / 2;
  const across = right ? `right:${Math.max(EDGE, window.innerWidth - box.right)}px` : `left:${Math.max(EDGE, box.left)}px`;
  const width = fit ? "" : `width:${box.width}px;`;
  return `${vertical};${across};${width}max-height:${fit ? room : Math.min(ROOM, room)}px`;
}

/** The style of a popup beside `anchor`, kept right while things scroll; `fit` lets it take its own width and height. */
export function usePlace(anchor, fit = false) {
  const [style, setStyle] = useState(() => placed(anchor.current, fit));
  useLayoutEffect(() => {
    const place = () => anchor.current && setStyle(placed(anchor.current, fit));
    window.addEventListener("scroll", place, true);
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, true);
      window.removeEventListener("resize", place);
    };
  }, []);
  return style;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function focusItem(list, step) {
  const items = [...list.querySelectorAll("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
}

function Items({ items, label, close, anchor }) {
  const list = useRef(null);
  const style = usePlace(anchor, true);
  useEffect(() => (list.current.querySelector(".current") ?? list.current.querySelector("[role^=menuitem]"))?.focus(), []);
  const keys = (event) => {
    if (STEPS[event.key]) focusItem(list.current, STEPS[event.key]);
    else if (event.key === "Escape" || event.key === "Tab") close(event.key === "Escape");
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  };
  const pick = (item) => () => { close(true); item.run(); };
  return html`
    <div class="popup menu" role="menu" aria-label=${label} ref=${list} style=${style} onKeyDown=${keys}>
      ${items.map((item) => html`
        <button type="button" role="menuitem" tabindex="-1" onClick=${pick(item)} class=${item.current ? "current" : ""}>
          ${item.before}<span class="menu-words"><span>${item.label}</span>${item.note && html`<small class="muted">${item.note}</small>`}</span>
        </button>`)}
    </div>`;
}

/** @param {{items: {label: string, note?: string, run: () => void}[], label: string, icon?: string, className?: string,
 *   disabled?: boolean, actionId?: string, children?: any}} props */
export function Menu({ items, label, icon, className = "", disabled = false, actionId, children }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const close = (back) => {
    setOpen(false);
    if (back) root.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event) => root.current?.contains(event.target) || setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  return html`
    <span class="menu-root" ref=${root}>
      <button type="button" class=${className} aria-haspopup="menu" aria-expanded=${open} aria-label=${label}
        title=${children ? undefined : label} disabled=${disabled} data-action-id=${actionId} onClick=${() => setOpen(!open)}>
        ${children ?? html`<${Icon} name=${icon} />`}
      </button>
      ${open && html`<${Items} items=${items} label=${label} close=${close} anchor=${root} />`}
    </span>`;
}
