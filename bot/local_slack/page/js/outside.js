/** External pages: links to other hosts are shown here, and what they would do; the page never leaves. */
import { operate } from "./actions.js";
import { t } from "./i18n.js";
import { useBusy } from "./el_button.js";
import { html, useEffect, useRef, useState } from "./lib.js";
import { store } from "./store.js";
import { Mrkdwn } from "./text.js";

/** The address in parts, so that a person sees where it leads. */
function parts(url) {
  try {
    const { host, protocol, pathname, searchParams } = new URL(url);
    return { host: host || protocol, path: pathname, query: [...searchParams] };
  } catch {
    return { host: url, path: "", query: [] };
  }
}

function Address({ url }) {
  const { host, path, query } = parts(url);
  return html`
    <dl class="address">
      <dt>${t("outside.host")}</dt><dd>${host}</dd>
      <dt>${t("outside.path")}</dt><dd><code>${path}</code></dd>
      ${query.map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}
    </dl>`;
}

/** What the embedding program says about the address: words and actions; empty when it knows nothing. */
function useOther(url) {
  const [other, setOther] = useState(null);
  const opened = useRef("");
  const ask = async (action = "") => {
    const again = opened.current === url;
    opened.current = url;
    setOther(await operate("outside", { as: store.state.me, url, action, again }));
  };
  useEffect(() => { ask(); }, [url, store.state.world]);
  return [other, ask];
}

function Other({ other, ask }) {
  const [busy, run] = useBusy();
  if (!other?.known) return html`<p class="muted">${t("outside.unknown")}</p>`;
  return html`
    <div class="other-side">
      ${other.title && html`<h3>${other.title}</h3>`}
      ${other.text && html`<div><${Mrkdwn} text=${other.text} /></div>`}
      <div class="buttons">${(other.actions ?? []).map((one) => html`
        <button type="button" key=${one.id} class=${`button ${one.style ?? ""}`} disabled=${busy} onClick=${() => run(() => ask(one.id))}>${one.label}</button>`)}</div>
    </div>`;
}

function Page({ url }) {
  const [other, ask] = useOther(url);
  return html`
    <article class="outside">
      <p class="url"><code>${url}</code></p>
      <${Other} other=${other} ask=${ask} />
      <details><summary>${t("outside.address")}</summary><${Address} url=${url} /></details>
    </article>`;
}

export default function Outside() {
  const { outside } = store.state;
  const [newest, ...rest] = outside;
  const panel = useRef(null);
  useEffect(() => { panel.current.scrollTop = 0; }, [newest?.url]);
  return html`
    <div class="panel-body" tabindex="0" role="group" aria-label=${t("tool.outside")} ref=${panel}>
      <p class="lead">${t("outside.lead")}</p>
      ${newest ? html`<${Page} key=${newest.url} url=${newest.url} />` : html`<p class="muted">${t("outside.none")}</p>`}
      ${rest.length > 0 && html`<h3>${t("outside.before")}</h3><ul class="plain-list outside-before">${rest.map((one) => html`
        <li key=${one.url}><button type="button" class="link" onClick=${() => store.set({ outside: [one, ...outside.filter((other) => other !== one)] })}>${one.url}</button></li>`)}</ul>`}
    </div>`;
}
