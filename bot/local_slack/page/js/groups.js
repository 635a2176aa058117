/** People and user groups: move someone in or out, and see at once what the bot makes of it. */
import { operate } from "./actions.js";
import { Avatar } from "./images.js";
import { t } from "./i18n.js";
import { html } from "./lib.js";
import { store } from "./store.js";

const change = (name, args) => operate("groups", { do: name, args });

function Member({ group, user }) {
  const inside = group.users.includes(user.id);
  const toggle = () => change(inside ? "remove_from_group" : "add_to_group", { group_id: group.id, users: [user.id] });
  return html`
    <li><label class="choice">
      <input type="checkbox" checked=${inside} onChange=${toggle} />
      <${Avatar} id=${user.id} size=${22} /><span>${user.real_name}${user.id === store.state.me ? html` <span class="muted">(${t("you")})</span>` : ""}</span>
    </label></li>`;
}

function Group({ group, people }) {
  const disabled = Boolean(group.date_delete);
  return html`
    <section class="group" aria-labelledby=${`g-${group.id}`}>
      <header><h3 id=${`g-${group.id}`}>@${group.handle}</h3><span class="muted">${group.name}</span>
        <button type="button" class="button tiny" onClick=${() => change("disable_group", { group_id: group.id, disabled: !disabled })}>
          ${t(disabled ? "group.enable" : "group.disable")}<span class="sr"> @${group.handle}</span></button></header>
      ${disabled ? html`<p class="muted">${t("group.disabled")}</p>` : html`<ul>${people.map((user) => html`<${Member} key=${user.id} group=${group} user=${user} />`)}</ul>`}
    </section>`;
}

export default function Groups() {
  const people = Object.values(store.state.people).filter((user) => !user.is_bot && !user.deleted);
  const groups = Object.values(store.state.groups);
  const plan = store.state.app.user_groups;
  return html`
    <div class="panel-body" tabindex="0" role="group" aria-label=${t("tool.groups")}>
      <p class="lead">${t("groups.lead")}</p>
      ${groups.map((group) => html`<${Group} key=${group.id} group=${group} people=${people} />`)}
      ${groups.length === 0 && html`<p class="muted">${t("groups.none")}</p>`}
      <label class="choice"><input type="checkbox" checked=${!plan} onChange=${(event) => operate("app", { user_groups_plan: !event.currentTarget.checked })} />
        <span>${t("groups.free")}</span></label>
    </div>`;
}
