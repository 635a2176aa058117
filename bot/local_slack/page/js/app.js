/** The whole page: bar, conversations, modal, tools, notices. */
import { dropToast } from "./actions.js";
import { Conversation } from "./conversation.js";
import { focusable } from "./dialog.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html, later, useEffect, useState } from "./lib.js";
import { Confirm, Modal } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { me, store, threadShown } from "./store.js";
import { Tools } from "./tools.js";
import { Top } from "./top.js";

const REGIONS = [".top", ".side", ".room-main", ".thread", ".modal", ".tools"];

/** F6 moves between the parts of the page, also out of a modal into the tools beside it. */
function onF6(event) {
  if (event.key !== "F6") return;
  event.preventDefault();
  const there = REGIONS.map((name) => document.querySelector(name)).filter((node) => node && !node.closest("[inert]") && focusable(node).length);
  const at = there.findIndex((node) => node.contains(document.activeElement));
  const next = there[(at + (event.shiftKey ? there.length - 1 : 1)) % there.length];
  focusable(next)[0].focus();
}

function focusMain() {
  const target = document.querySelector("#main textarea, #main .home");
  if (target instanceof HTMLElement) target.focus();
}

const Toast = ({ toast }) => html`
  <div class=${cls("toast", toast.tone)}>
    <${Icon} name=${toast.tone === "good" ? "check" : "warning"} size=${16} />
    <span>${toast.text}</span>
    ${toast.ref && html`<button type="button" class="link" onClick=${() => store.set({ tool: "wire", wireRef: toast.ref })}>${t("why")}</button>`}
    <button type="button" class="icon-button" aria-label=${t("dismiss.notice")} onClick=${() => dropToast(toast.id)}><${Icon} name="close" size=${14} /></button>
  </div>`;

const Toasts = () => html`
  <div class="toasts" role="region" aria-label=${t("notices")} aria-live="assertive">${store.state.toasts.map((toast) => html`<${Toast} key=${toast.id} toast=${toast} />`)}</div>`;

const Problem = ({ text }) => html`<main class="problem"><h1>${document.title}</h1><p>${text}</p></main>`;

const Viewer = later(() => import("./viewer.js"));

function Slack() {
  const { modals, confirm, drawer, tool, viewer } = store.state;
  const covered = modals.length > 0 || Boolean(confirm ?? viewer);
  return html`
    <div class=${cls("slack", drawer && "drawer", threadShown(store.state) && "with-thread")}>
      <div class="slack-inner" inert=${covered}>
        <${Sidebar} />
        <${Conversation} />
        <div class="scrim" onClick=${() => store.set({ drawer: false })}></div>
      </div>
      ${modals.length > 0 && html`<div inert=${Boolean(confirm ?? viewer)}><${Modal} key=${modals.at(-1).id} view=${modals.at(-1)} depth=${modals.length} /></div>`}
      ${viewer && html`<${Viewer} file=${viewer} />`}
      ${confirm && html`<${Confirm} confirm=${confirm} />`}
    </div>
    ${tool && html`<${Tools} />`}`;
}

/** The root: draws again whenever the state changed. */
export function App() {
  const [, draw] = useState(0);
  useEffect(() => store.subscribe(() => draw((n) => n + 1)), []);
  useEffect(() => {
    document.addEventListener("keydown", onF6);
    return () => document.removeEventListener("keydown", onF6);
  }, []);
  const { error, online, said } = store.state;
  if (error) return html`<${Problem} text=${error} />`;
  const team = `${me().real_name} · ${store.state.team.name}`;
  if (document.title !== team) document.title = team;
  return html`
    <div class=${cls("app", store.state.tool && "with-tools")}>
      <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); focusMain(); }}>${t("skip")}</a>
      <${Top} />
      ${!online && html`<p class="offline" role="status">${t("offline")}</p>`}
      <div class="stage"><${Slack} /></div>
      <${Toasts} />
      <div class="sr" role="status">${said}</div>
    </div>`;
}
