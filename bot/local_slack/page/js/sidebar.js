/** The list of conversations with unread marks. */
import { Avatar } from "./images.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html } from "./lib.js";
import { isApp, partner, store, titleOf } from "./store.js";

const byTitle = (one, other) => titleOf(one).localeCompare(titleOf(other));
const KINDS = { channel: "hash", private: "lock", mpim: "people" };

function Sign({ channel }) {
  if (channel.kind === "im") return html`<${Avatar} id=${partner(channel)} size=${20} />`;
  return html`<${Icon} name=${KINDS[channel.kind]} size=${16} />`;
}

const direct = (channel) => channel.kind === "im" || channel.kind === "mpim";

/** A number in red for what names the reader, a calm one for direct messages; of anything else the name is bold. */
function Count({ channel: { unread, mentions, kind } }) {
  const words = [t("unread", { n: unread }), mentions > 0 && t("mentions", { n: mentions })].filter(Boolean).join(", ");
  const n = mentions || (direct({ kind }) ? unread : 0);
  return html`${n > 0 && html`<span class=${cls("badge", !mentions && "info")} aria-hidden="true">${n}</span>`}<span class="sr">${words}</span>`;
}

function Item({ channel }) {
  const current = store.state.route.channel === channel.id;
  const unread = channel.unread > 0 && !current;
  return html`
    <li><a href=${`#/${channel.id}`} class=${cls("room", unread && "unread")} aria-current=${current ? "page" : undefined}
      onClick=${() => store.set({ drawer: false })}>
      <${Sign} channel=${channel} />${channel.kind === "private" && html`<span class="sr">${t("private")} </span>`}<span class="room-name">${titleOf(channel)}</span>
      ${channel.is_archived && html`<span class="tag">${t("archived")}</span>`}
      ${unread && html`<${Count} channel=${channel} />`}
    </a></li>`;
}

const Section = ({ title, list }) => list.length > 0 && html`
  <section class="rooms"><h2>${title}</h2><ul>${list.map((one) => html`<${Item} key=${one.id} channel=${one} />`)}</ul></section>`;

/** Own conversations first; public channels a person has not joined come below. */
export function Sidebar() {
  const { channels, me, app } = store.state;
  const all = Object.values(channels).sort(byTitle);
  const mine = all.filter((one) => one.members.includes(me));
  const rooms = mine.filter((one) => one.kind === "channel" || one.kind === "private");
  const people = mine.filter((one) => direct(one) && !isApp(one));
  const other = all.filter((one) => !one.members.includes(me));
  const dm = mine.find(isApp);
  return html`
    <nav class="side" aria-label=${t("conversations")} id="side">
      <${Section} title=${t("channels")} list=${rooms} />
      <${Section} title=${t("direct")} list=${people} />
      <${Section} title=${t("other.channels")} list=${other} />
      <section class="rooms"><h2>${t("apps")}</h2><ul>
        ${dm ? html`<${Item} channel=${dm} />` : app.id && html`
          <li><a href="#/app" class="room" aria-current=${store.state.route.channel === "app" ? "page" : undefined} onClick=${() => store.set({ drawer: false })}>
            <${Avatar} id=${app.bot_user_id} size=${20} /><span class="room-name">${app.name}</span></a></li>`}
      </ul></section>
    </nav>`;
}
