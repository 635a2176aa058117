/** Switches that make the network or Slack misbehave, to see how the bot and its people fare. */
import { operate } from "./actions.js";
import { t } from "./i18n.js";
import { html, useState } from "./lib.js";
import { store } from "./store.js";

/** @type {[string, object][]} */
const SWITCHES = [
  ["slow", { kind: "slow", seconds: 2, times: null }],
  ["rate_limited", { kind: "rate_limited", seconds: 5, times: 1 }],
  ["http_500_before", { kind: "http_500_before", times: 1 }],
  ["http_500_after", { kind: "http_500_after", times: 1 }],
  ["drop_before", { kind: "drop_before", times: 1 }],
  ["drop_after", { kind: "drop_after", times: 1 }],
  ["duplicate_envelope", { kind: "duplicate_envelope", times: 1 }],
  ["drop_envelope", { kind: "drop_envelope", times: 1 }],
  ["unknown_block", { kind: "unknown_block", times: null }],
];
const REVOKED = ["", "token_revoked", "invalid_auth", "account_inactive"];

async function send(body) {
  const answer = await operate("faults", body);
  if (answer) store.set({ faults: answer.active });
}

/** Two of them strike what the workspace sends; the others strike the bot's calls to one method. */
function Add() {
  const [kind, setKind] = useState("slow");
  const [target, setTarget] = useState("*");
  const add = (event) => {
    event.preventDefault();
    const [, fault] = SWITCHES.find(([name]) => name === kind);
    send({ add: { ...fault, target: target.trim() || "*" } });
  };
  return html`
    <form onSubmit=${add} class="stack">
      <label><span class="label">${t("faults.kind")}</span>
        <select class="field" value=${kind} onChange=${(event) => setKind(event.currentTarget.value)}>
          ${SWITCHES.map(([name]) => html`<option key=${name} value=${name}>${t(`fault.${name}`)}</option>`)}
        </select></label>
      <label><span class="label">${t("faults.target")}</span>
        <input class="field" value=${target} onInput=${(event) => setTarget(event.currentTarget.value)} autocomplete="off" /></label>
      <button type="submit" class="button primary">${t("faults.add")}</button>
    </form>`;
}

const Active = ({ faults }) => html`
  <ul class="plain-list">${faults.map((fault) => html`
    <li class="fault">${t(`fault.${fault.kind}`)} <span class="muted">${[fault.target === "*" ? t("faults.all") : fault.target,
      fault.times === null ? t("faults.always") : t("faults.times", { n: fault.times })].join(" · ")}</span></li>`)}
  </ul>`;

export default function Faults() {
  const { faults, app } = store.state;
  return html`
    <div class="panel-body" tabindex="0" role="group" aria-label=${t("tool.faults")}>
      <p class="lead">${t("faults.lead")}</p>
      <h3>${t("faults.now")}</h3>
      ${faults.length ? html`<${Active} faults=${faults} /><button type="button" class="button" onClick=${() => send({ clear: true })}>${t("faults.clear")}</button>`
        : html`<p class="muted">${t("faults.none")}</p>`}
      <h3>${t("faults.more")}</h3>
      <${Add} />
      <h3>${t("faults.connection")}</h3>
      <p class="muted">${app.socket_mode ? t("faults.sockets", { n: app.connections ?? 0 }) : t("faults.http")}</p>
      <div class="buttons">
        <button type="button" class="button" onClick=${() => send({ drop_socket: true })}>${t("faults.drop")}</button>
        <button type="button" class="button" onClick=${() => send({ disconnect: "refresh_requested" })}>${t("faults.refresh")}</button>
      </div>
      <label class="stack"><span class="label">${t("faults.token")}</span>
        <select class="field" value=${app.revoked_as} onChange=${(event) => operate("app", { revoke: event.currentTarget.value })}>
          ${REVOKED.map((code) => html`<option key=${code} value=${code}>${code || t("faults.token.good")}</option>`)}
        </select></label>
    </div>`;
}
