/** What every dialog shares: focus goes in, stays in while Tab is pressed, and comes back afterwards. */
import { useEffect, useRef } from "./lib.js";

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

const visible = (node) => node.getClientRects().length > 0;

/** What Tab reaches inside a node, in order. */
export const focusable = (node) => [...node.querySelectorAll(FOCUSABLE)].filter(visible);

const TRAIL = 30;
const trail = [];
document.addEventListener("focusin", (event) => {
  trail.push(event.target);
  if (trail.length > TRAIL) trail.shift();
});

/** Focus what was last focused and can still be, unless something else has taken the focus already. */
function goBack() {
  const now = document.activeElement;
  if (now && now !== document.body && !now.closest("[inert]")) return;
  trail.findLast((node) => node.isConnected && !node.closest("[inert]") && visible(node))?.focus();
}

function onTab(event, node) {
  const stops = focusable(node);
  if (!stops.length) return;
  const [first, last] = [stops[0], stops.at(-1)];
  const inside = node.contains(document.activeElement);
  const leaving = event.shiftKey ? document.activeElement === first || document.activeElement === node : document.activeElement === last;
  if (inside && !leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/**
 * Keeps the keyboard in a dialog. `first` finds what gets the focus when the dialog, or what `key` stands for,
 * appears; `escape` runs on Esc.
 */
export function useDialog({ key, first, escape }) {
  const node = useRef(null);
  useEffect(() => () => queueMicrotask(goBack), []);
  useEffect(() => {
    const target = first?.(node.current) ?? focusable(node.current)[0] ?? node.current;
    target.focus({ preventScroll: true });
  }, [key]);
  useEffect(() => {
    // An update can take away the very button that was pressed; from the page's body no key reaches the dialog.
    if (document.activeElement === document.body) node.current.focus({ preventScroll: true });
  });
  const keys = (event) => {
    if (event.key === "Tab") onTab(event, node.current);
    else if (event.key === "Escape") {
      event.stopPropagation();
      escape();
    }
  };
  return { ref: node, onKeyDown: keys };
}
