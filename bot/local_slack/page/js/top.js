/** The bar above: which workspace, which person, and the tools beside it. */
import { Avatar } from "./images.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html } from "./lib.js";
import { Menu } from "./menu.js";
import { me, store } from "./store.js";
import { tools } from "./tools.js";

const address = (id) => `${location.pathname}?as=${id}`;

/** Everyone one can be; another person opens in this tab, and any number of tabs can be different people. */
function People() {
  const person = me();
  const others = Object.values(store.state.people).filter((user) => !user.is_bot && !user.deleted);
  const items = others.map((user) => ({
    label: user.real_name,
    note: [user.title ?? user.profile?.title, `${user.tz} · ${user.locale}`, user.external && t("external")].filter(Boolean).join(" · "),
    before: html`<${Avatar} id=${user.id} size=${28} />`,
    current: user.id === store.state.me,
    run: () => location.assign(address(user.id)),
  }));
  return html`
    <${Menu} items=${items} label=${t("switch.person", { name: person.real_name })} className="person">
      <${Avatar} id=${person.id} size=${26} /><span class="person-name">${person.real_name}</span><${Icon} name="chevron" size=${14} />
    <//>`;
}

const toggle = (name) => store.set((state) => ({ tool: state.tool === name ? "" : name }));

function Tool({ name, icon, mark }) {
  const open = store.state.tool === name;
  return html`
    <button type="button" class=${cls("tool", open && "on")} aria-pressed=${open}
      title=${t(`tool.${name}`)} onClick=${() => toggle(name)}>
      <${Icon} name=${icon} /><span class="tool-words">${t(`tool.${name}`)}</span>
      ${mark && html`<span class=${cls("badge", mark.tone)} aria-hidden="true">${mark.n}</span><span class="sr">${mark.words}</span>`}
    </button>`;
}

export function Top() {
  return html`
    <header class="top">
      <button type="button" class="icon-button burger" aria-label=${t("conversations")} aria-expanded=${store.state.drawer} aria-controls="side"
        onClick=${() => store.set((state) => ({ drawer: !state.drawer }))}><${Icon} name="menu" /></button>
      <p class="team">${store.state.team.name}</p>
      <div class="tools-bar" role="toolbar" aria-label=${t("tools")}>
        ${tools().map((one) => html`<${Tool} key=${one.name} ...${one} />`)}
      </div>
      <${People} />
    </header>`;
}
