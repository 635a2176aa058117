/** A conversation of any length; only what is near the window is in the document. */
import { loadOlder } from "./actions.js";
import { t } from "./i18n.js";
import { html, useEffect, useLayoutEffect, useMemo, useRef } from "./lib.js";
import { Message } from "./message.js";
import { reader, store } from "./store.js";
import { formatted, isoDay, millis } from "./time.js";
import { chunks, heightOf, useAnchor, useOrigin, useWindow } from "./window.js";

const TOP_PX = 600;
const FEW = 50;
const GROUP_MS = 5 * 60_000;

const sameHand = (one, other) => one.user === other.user && one.username === other.username && !one.ephemeral && !other.ephemeral;

/** Rows with what depends on the message before: whether a day begins, whether the same hand goes on. */
export function rows(list, isThread) {
  const who = reader();
  let before = null;
  return list.map((message) => {
    const day = isoDay(millis(message.ts), who);
    const newDay = !isThread && before?.day !== day;
    const close = before && millis(message.ts) - millis(before.message.ts) < GROUP_MS;
    const follows = Boolean(!newDay && close && sameHand(before.message, message));
    before = { message, day };
    return { message, newDay, follows };
  });
}

const Line = ({ className, words }) => html`
  <div class=${className} role="separator" aria-label=${words}><span>${words}</span></div>`;

function Chunk({ part, measured, replies, isThread, world, firstNew }) {
  const self = useRef(null);
  const tell = useRef(measured);
  tell.current = measured;
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => self.current && tell.current(part.id, self.current.offsetHeight));
    watch.observe(self.current);
    return () => watch.disconnect();
  }, [part.id]);
  return html`
    <div ref=${self} class="chunk">${part.rows.map(({ message, newDay, follows }) => html`
      <div key=${`${message.ts}${message.ephemeral}`}>
        ${newDay && html`<${Line} className="day" words=${formatted(millis(message.ts), "day_divider", reader())} />`}
        ${firstNew === message.ts && html`<${Line} className="new-line" words=${t("new")} />`}
        <${Message} ...${{ message, follows, world, inThread: isThread }} replies=${Math.max(message.reply_count ?? 0, replies.get(message.ts) ?? 0)} />
      </div>`)}
    </div>`;
}

/** Counts of replies by parent, among the messages that are here. */
function countReplies(all) {
  const counts = new Map();
  for (const { thread_ts: parent, ts, ephemeral } of all) {
    if (parent && parent !== ts && !ephemeral) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  return counts;
}

/** @param {{list: object[], all: object[], channel: string, complete: boolean, isThread?: boolean}} props */
export function MessageList({ list, all, channel, complete, isThread = false, firstNew, label }) {
  const box = useRef(null);
  const { world } = store.state;
  const origin = useOrigin(list);
  const parts = useMemo(() => chunks(rows(list, isThread), origin), [list, world]);
  const replies = useMemo(() => countReplies(all), [all]);
  const { heights, range, look } = useWindow(box, parts);
  const { pin, remember } = useAnchor(box, list);
  const more = !isThread && !complete;
  const scrolled = () => {
    remember();
    look();
    if (more && box.current && box.current.scrollTop < TOP_PX) loadOlder(channel);
  };
  const measured = (id, px) => {
    if (heights.get(id) === px) return;
    heights.set(id, px);
    pin();
  };
  useEffect(() => { if (more && list.length < FEW) loadOlder(channel); }, [channel, more, list.length]);
  useEffect(() => {
    const watch = new ResizeObserver(pin);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const draw = (part) => (part.id < range[0] || part.id > range[1]
    ? html`<div key=${part.id} style=${`height:${heightOf(heights, part)}px`}></div>`
    : html`<${Chunk} key=${part.id} ...${{ part, measured, replies, isThread, world, firstNew }} />`);
  return html`
    <div class="messages" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-live="off" aria-label=${label}>
      ${!isThread && html`<p class="beginning muted">${t(complete ? "beginning" : "loading")}</p>`}
      ${parts.map(draw)}
    </div>`;
}
