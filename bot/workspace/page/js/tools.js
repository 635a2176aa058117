/** The panels beside the workspace: what a real Slack does not show, and what tries the bot out. */
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { Groups } from "./groups.js";
import { Guide, guideMark } from "./guide.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { Inspector, violations } from "./inspector.js";
import { html, useEffect, useRef } from "./lib.js";
import { Outside } from "./outside.js";
import { store } from "./store.js";

const PANELS = { guide: Guide, wire: Inspector, faults: Faults, clock: Clock, groups: Groups, outside: Outside };
const ICONS = { guide: "guide", wire: "wire", faults: "warning", clock: "clock", groups: "group", outside: "external" };

function mark(name) {
  const { wire, faults } = store.state;
  const bad = name === "wire" ? violations(wire).length : 0;
  if (bad) return { n: bad, tone: "bad", words: t("violations", { n: bad }) };
  if (name === "faults" && faults.length) return { n: faults.length, tone: "warn", words: t("faults.on", { n: faults.length }) };
  return name === "guide" ? guideMark() : null;
}

/** The tools there are now; the guide only when the embedding program gave tasks. */
export function tools() {
  const names = Object.keys(PANELS).filter((name) => name !== "guide" || store.state.guide?.tasks.length);
  return names.map((name) => ({ name, icon: ICONS[name], mark: mark(name) }));
}

export function Tools() {
  const { tool } = store.state;
  const Panel = PANELS[tool];
  const head = useRef(null);
  useEffect(() => { if (tool && store.state.focus !== "stay") head.current?.focus({ preventScroll: true }); }, [tool]);
  if (!Panel) return null;
  const close = () => store.set({ tool: "" });
  const keys = (event) => event.key === "Escape" && !event.defaultPrevented && close();
  return html`
    <aside class="tools" aria-label=${t(`tool.${tool}`)} onKeyDown=${keys} data-tool=${tool}>
      <header class="room-head"><h2 tabindex="-1" ref=${head}>${t(`tool.${tool}`)}</h2>
        <button type="button" class="icon-button" aria-label=${t("close")} title=${t("close")} onClick=${close}><${Icon} name="close" /></button></header>
      <${Panel} />
    </aside>`;
}
