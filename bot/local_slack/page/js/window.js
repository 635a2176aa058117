/** Windowing: which blocks of a long list are near the visible part, and how the reading place is kept. */
import { useLayoutEffect, useRef, useState } from "./lib.js";

export const CHUNK = 25;
const GUESS_PX = 64;
const NEAR_PX = 1200;
const END_PX = 60;

/**
 * Rows in blocks whose numbers stay the same while rows are added at either end.
 * @param {object[]} all rows @param {number} origin how many rows were put before the first known one
 */
export function chunks(all, origin) {
  const parts = [];
  all.forEach((row, at) => {
    const id = Math.floor((at - origin) / CHUNK);
    if (parts.at(-1)?.id !== id) parts.push({ id, rows: [] });
    parts.at(-1).rows.push(row);
  });
  return parts;
}

/** How many rows were put before the first one ever seen. @param {{ts: string}[]} list */
export function useOrigin(list) {
  const seen = useRef({ first: list[0]?.ts, origin: 0 });
  const { first, origin } = seen.current;
  if (list[0]?.ts !== first) {
    const moved = list.findIndex((one) => one.ts === first);
    seen.current = { first: list[0]?.ts, origin: moved > 0 ? origin + moved : origin };
  }
  return seen.current.origin;
}

/** The pixels a block takes: measured, or guessed from its length. */
export const heightOf = (heights, part) => heights.get(part.id) ?? part.rows.length * GUESS_PX;

function near(box, heights, parts) {
  const top = box.scrollTop - NEAR_PX;
  const bottom = box.scrollTop + box.clientHeight + NEAR_PX;
  let y = 0;
  const shown = parts.filter((part) => {
    const start = y;
    y += heightOf(heights, part);
    return y >= top && start <= bottom;
  });
  return shown.length ? [shown[0].id, shown.at(-1).id] : [0, 0];
}

/** The first and last block to draw, measured heights, and `look` to be called when something moved. */
export function useWindow(box, parts) {
  const heights = useRef(new Map()).current;
  const [range, setRange] = useState([(parts.at(-1)?.id ?? 0) - 2, parts.at(-1)?.id ?? 0]);
  const look = () => {
    if (!box.current) return;
    const next = near(box.current, heights, parts);
    setRange((old) => (old[0] === next[0] && old[1] === next[1] ? old : next));
  };
  useLayoutEffect(look, [parts]);
  return { heights, range, look };
}

/**
 * Keeps the newest row in view while the reader is at the end. Elsewhere the browser's own scroll anchoring keeps
 * the place, except at the very top, where it does nothing and this does.
 */
export function useAnchor(box, list) {
  const place = useRef({ atEnd: true, top: 0, height: 0, first: "" });
  const pin = () => {
    if (place.current.atEnd && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(() => {
    const { atEnd, top, height, first } = place.current;
    const { current: node } = box;
    if (!atEnd && top === 0 && first && list[0]?.ts !== first) node.scrollTop = node.scrollHeight - height;
    pin();
    place.current = { ...place.current, first: list[0]?.ts ?? "", height: node.scrollHeight };
  });
  const remember = () => {
    // A scroll event can arrive after the conversation was left.
    if (!box.current) return;
    const { scrollTop: top, scrollHeight: height, clientHeight } = box.current;
    place.current = { ...place.current, top, height, atEnd: height - top - clientHeight < END_PX };
  };
  return { pin, remember };
}
