/** The panels beside the workspace: what a real Slack does not show, and what tries the bot out. */
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html, later, useEffect, useRef } from "./lib.js";
import { store } from "./store.js";

/** Panels are fetched when they are first opened. */
const PANELS = {
  walkthrough: { icon: "book", Panel: later(() => import("./walkthrough.js")) },
  wire: { icon: "wire", Panel: later(() => import("./inspector.js")) },
  faults: { icon: "warning", Panel: later(() => import("./faults.js")) },
  clock: { icon: "clock", Panel: later(() => import("./clock.js")) },
  groups: { icon: "group", Panel: later(() => import("./groups.js")) },
  outside: { icon: "external", Panel: later(() => import("./outside.js")) },
};

const strict = (one) => one.kind === "violation" && !one.ok;
const todo = (walkthrough) => (walkthrough?.tasks ?? []).filter((task) => !task.done).length;

/** What stands beside a tool's name: a number, and words for a screen reader. */
const MARKS = {
  wire: ({ wire }) => ({ n: wire.filter(strict).length, tone: "warn", key: "violations" }),
  faults: ({ faults }) => ({ n: faults.length, tone: "warn", key: "faults.on" }),
  walkthrough: ({ walkthrough }) => ({ n: todo(walkthrough), tone: "info", key: "walkthrough.left" }),
};

function mark(name) {
  const { n, tone, key } = MARKS[name]?.(store.state) ?? { n: 0 };
  return n ? { n, tone, words: t(key, { n }) } : null;
}

/** The tools there are now; the walkthrough only when the embedding program gave tasks. */
export function tools() {
  const names = Object.keys(PANELS).filter((name) => name !== "walkthrough" || store.state.walkthrough?.tasks.length);
  return names.map((name) => ({ name, icon: PANELS[name].icon, mark: mark(name) }));
}

export function Tools() {
  const { tool } = store.state;
  const { Panel } = PANELS[tool];
  const head = useRef(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), [tool]);
  const close = () => store.set({ tool: "" });
  const keys = (event) => event.key === "Escape" && !event.defaultPrevented && close();
  return html`
    <aside class="tools" aria-label=${t(`tool.${tool}`)} onKeyDown=${keys} data-tool=${tool}>
      <header class="room-head"><h2 tabindex="-1" ref=${head}>${t(`tool.${tool}`)}</h2>
        <button type="button" class="icon-button" aria-label=${t("close")} title=${t("close")} onClick=${close}><${Icon} name="close" /></button></header>
      <${Panel} />
    </aside>`;
}
