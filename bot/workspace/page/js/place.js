/** Where a popup goes: fixed to the window beside its anchor, above it when there is no room below. */
import { useLayoutEffect, useState } from "./lib.js";

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
  return `${vertical};${across};${width}max-height:${Math.min(ROOM, room)}px`;
}

/** The style of a popup beside `anchor`, kept right while things scroll; `fit` lets it take its own width. */
export function usePlace(anchor, fit = false) {
  const [style, setStyle] = useState("visibility:hidden");
  useLayoutEffect(() => {
    const place = () => anchor.current && setStyle(placed(anchor.current, fit));
    place();
    window.addEventListener("scroll", place, true);
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, true);
      window.removeEventListener("resize", place);
    };
  }, []);
  return style;
}
