/** The page's own icons: one stroke weight, drawn on a 20 by 20 grid. */
import { html } from "./lib.js";

const PATHS = {
  book: "M4 4h9a3 3 0 0 1 3 3v9H7a3 3 0 0 1-3-3zM7.5 8h5M7.5 11h5",
  bolt: "M11 2 4 11h5l-1 7 8-10h-5l1-6z",
  check: "M4 10.5 8 14.5 16 5.5",
  chevron: "M6 8l4 4 4-4",
  clock: "M10 5v5l3 2M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  close: "M5 5l10 10M15 5 5 15",
  copy: "M7 7h9v10H7zM4 13V3h9",
  dots: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
  external: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  file: "M5 2.5h6l4 4v11H5zM11 2.5v4h4",
  group: "M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13.5 9a2.5 2.5 0 1 0-1-4.8M15 11.7c2 .6 3.2 2.4 3.2 4.8",
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14",
  home: "M3 9.5 10 3l7 6.5V17h-5v-4H8v4H3z",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  menu: "M3 5h14M3 10h14M3 15h14",
  people: "M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 17.5c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5",
  reply: "M8 5 3 10l5 5M3.5 10H12c3 0 5 2 5 5",
  send: "M3 3.5 17.5 10 3 16.5 5 10zM5 10h7",
  switch: "M4 7h12l-3-3M16 13H4l3 3",
  warning: "M10 3 2 17h16zM10 8v4M10 14.6v.1",
  wire: "M2 10h3l2.5-6 4 12 2.5-6H18",
};

/** An icon; words beside it carry the meaning, so it is hidden from screen readers. */
export const Icon = ({ name, size = 18 }) => html`
  <svg class="icon" width=${size} height=${size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} />
  </svg>`;
