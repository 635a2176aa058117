/** What went over the wire: payloads, acks with their delay, calls, answers, and what broke a rule. */
import { announce, toast } from "./actions.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html, useEffect, useMemo, useRef, useState } from "./lib.js";
import { reader, store } from "./store.js";
import { formatted } from "./time.js";

const SHOWN = 200;
const SLOW_MS = 1000;
const ARROWS = { payload: "→", ack: "←", call: "⇠", answer: "⇢", violation: "!", fault: "⚡", note: "·" };
const FILTERS = ["all", "problems", "payload", "call"];

const isProblem = (one) => !one.ok || one.kind === "violation" || one.kind === "fault";
const TESTS = { all: () => true, problems: isProblem, payload: (one) => ["payload", "ack"].includes(one.kind), call: (one) => ["call", "answer"].includes(one.kind) };

async function copy(value) {
  try {
    await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
    toast(t("copied"), { tone: "good" });
  } catch {
    toast(t("copy.failed"));
  }
}

const summary = (one) => {
  const data = one.data ?? {};
  if (one.kind === "violation") return `${data.code ?? ""} ${data.message ?? ""}`;
  if (one.kind === "answer" && !one.ok) return data.error ?? "";
  if (one.kind === "ack") return data.failure ?? "";
  return "";
};

function Details({ one }) {
  const json = useMemo(() => JSON.stringify(one.data, null, 2), [one]);
  return html`
    <div class="wire-details">
      <div class="buttons">
        <button type="button" class="button tiny" onClick=${() => copy(one.data)}><${Icon} name="copy" size=${14} /> ${t("copy")}</button>
        ${one.ref && html`<button type="button" class="button tiny" onClick=${() => store.set({ wireRef: one.ref })}>${t("wire.exchange")}</button>`}
      </div>
      <pre tabindex="0" aria-label=${`${one.kind} ${one.name}`}>${json ?? ""}</pre>
    </div>`;
}

function Row({ one }) {
  const [open, setOpen] = useState(false);
  const bad = !one.ok;
  const slow = one.delay_ms > SLOW_MS;
  return html`
    <li class=${cls("wire-row", bad && "bad", one.kind === "violation" && one.ok && "lint", one.kind)}>
      <button type="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <span class="wire-arrow" aria-hidden="true">${ARROWS[one.kind]}</span>
        <span class="wire-name"><span class="wire-kind">${t(`wire.${one.kind}`)}</span> ${one.name}
          ${one.pointer && html` <code>${one.pointer}</code>`}<small>${summary(one)}</small></span>
        <span class="wire-time">${one.delay_ms !== null && html`<span class=${cls("wire-delay", slow && "slow")}>${Math.round(one.delay_ms)} ms</span> `}
          <time class="muted">${formatted(Date.parse(one.at), "time_secs", reader())}</time></span>
      </button>
      ${open && html`<${Details} one=${one} />`}
    </li>`;
}

/** Records are drawn again only when one was added or a filter changed. */
export default function Inspector() {
  const { wire, wireRef } = store.state;
  const [filter, setFilter] = useState("all");
  const [text, setText] = useState("");
  const list = useRef(null);
  const shown = useMemo(() => {
    const fits = (one) => (wireRef ? one.ref === wireRef : TESTS[filter](one)) && (!text || one.name.includes(text) || one.kind.includes(text));
    return wire.filter(fits).slice(-SHOWN).reverse();
  }, [wire, filter, text, wireRef]);
  useEffect(() => { if (wireRef) announce(t("wire.one")); }, [wireRef]);
  return html`
    <div class="panel-body wire" tabindex="0" role="group" aria-label=${t("tool.wire")}>
      <div class="wire-bar">
        <label class="grow"><span class="sr">${t("wire.find")}</span>
          <input class="field" type="search" placeholder=${t("wire.find")} value=${text} onInput=${(event) => setText(event.currentTarget.value)} /></label>
        <label><span class="sr">${t("wire.show")}</span>
          <select class="field" value=${filter} onChange=${(event) => setFilter(event.currentTarget.value)}>
            ${FILTERS.map((name) => html`<option key=${name} value=${name}>${t(`wire.filter.${name}`)}</option>`)}</select></label>
        <button type="button" class="icon-button" aria-label=${t("wire.copy")} title=${t("wire.copy")} onClick=${() => copy(shown.toReversed())}><${Icon} name="copy" /></button>
      </div>
      ${wireRef && html`<p class="row">${t("wire.one")} <button type="button" class="button tiny" onClick=${() => store.set({ wireRef: "" })}>${t("wire.all")}</button></p>`}
      ${shown.length === 0 && html`<p class="muted">${t("wire.empty")}</p>`}
      <ol class="wire-list" ref=${list} aria-label=${t("tool.wire")}>${shown.map((one) => html`<${Row} key=${one.seq} one=${one} />`)}</ol>
    </div>`;
}
