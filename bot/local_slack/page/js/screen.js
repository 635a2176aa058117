/** Whether what a modal shows is a new screen or the same one redrawn: a new one begins at its top. */
import { useLayoutEffect, useRef } from "./lib.js";

const KEPT = 1 / 3;
const TYPING = ".field, .choice input";
const FIELD = ".field:not([disabled]), .choice input:not([disabled])";

const name = (view) => `${view.callback_id} ${view.title?.text}`;

/** What a reader recognises a screen by: its fields, and its words. */
function parts(view) {
  const found = view.blocks.map((block) => (block.type === "input" ? `${block.block_id}/${block.element?.action_id}` : block.text?.text));
  return new Set(found.filter(Boolean));
}

/** Whether most of what stood there before is gone. @param {object} before @param {object} after two states of a view */
export function isTurned(before, after) {
  const [old, now] = [parts(before), parts(after)];
  const kept = [...now].filter((part) => old.has(part)).length;
  return kept < now.size * KEPT;
}

/** The first field of a modal's body; of a group of radio buttons the chosen one. @param {Element} body */
export function firstField(body) {
  const first = body.querySelector(FIELD);
  if (first?.type !== "radio") return first;
  return body.querySelector(`input[name="${CSS.escape(first.name)}"]:checked`) ?? first;
}

/** Whether somebody is filling in a field here, who must not be led away from it. */
const isTyping = (body) => Boolean(body?.contains(document.activeElement) && document.activeElement.matches(TYPING));

/** The number of the screen that a view shows, one more after each change to another screen; scrolls that to its top. */
export function useScreen(view, body) {
  const seen = useRef({ view, screen: 0, turn: 0 });
  const { current: last } = seen;
  if (last.view !== view) {
    const turned = isTurned(last.view, view);
    const typing = isTyping(body.current);
    const isOther = last.view.id !== view.id || (name(last.view) !== name(view) && (turned || !typing));
    if (isOther) last.screen += 1;
    if (isOther || (turned && !typing)) last.turn += 1;
    last.view = view;
  }
  useLayoutEffect(() => { if (body.current) body.current.scrollTop = 0; }, [last.turn]);
  return last.screen;
}
