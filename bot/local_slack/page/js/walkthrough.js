/** The walkthrough: things to try, checked off by the workspace when they have happened. */
import { putIntoField } from "./actions.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html } from "./lib.js";
import { languageOf } from "./i18n.js";
import { me, store } from "./store.js";
import { Mrkdwn } from "./text.js";

const tasks = () => store.state.walkthrough?.tasks ?? [];

/** Words given once, or per language. */
const words = (value) => (typeof value === "string" ? value : (value?.[languageOf(me()?.locale)] ?? value?.en ?? ""));

/** A command of the app, which a click puts into the message field. */
function Command({ text }) {
  const words = t("put.command", { command: text });
  return html`<button type="button" class="command" title=${words} aria-label=${words} onClick=${() => putIntoField(text)}><code>${text}</code></button>`;
}

const isCommand = (text) => store.state.app.commands.some((one) => one.command === text.split(" ")[0]);
const OWN = { code: ({ text }) => isCommand(text) && html`<${Command} text=${text} />` };

function Task({ task, number }) {
  return html`
    <li class=${cls("walkthrough-task", task.done && "done")}>
      <span class="walkthrough-mark">${task.done ? html`<${Icon} name="check" size=${16} /><span class="sr">${t("done")}</span>` : number}</span>
      <div><h3>${words(task.title)}</h3><div><${Mrkdwn} text=${words(task.text)} own=${OWN} /></div></div>
    </li>`;
}

export default function Walkthrough() {
  const all = tasks();
  const done = all.filter((one) => one.done).length;
  return html`
    <div class="panel-body" tabindex="0" role="group" aria-label=${t("tool.walkthrough")}>
      <p class="lead">${done === all.length ? t("walkthrough.finished") : t("walkthrough.lead", { n: all.length })}</p>
      <progress max=${all.length} value=${done} aria-label=${t("walkthrough.progress", { done, n: all.length })}></progress>
      <ol class="walkthrough">${all.map((task, at) => html`<${Task} key=${at} task=${task} number=${at + 1} />`)}</ol>
    </div>`;
}
