/** The middle of the page: a conversation, its thread, or the app's Home tab. */
import { act, toast } from "./actions.js";
import { get } from "./api.js";
import { Avatar } from "./images.js";
import { Blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html, useEffect, useMemo, useRef, useState } from "./lib.js";
import { MessageList } from "./message_list.js";
import { threadOf } from "./reduce.js";
import { closedBecause, isApp, partner, store, threadShown, titleOf } from "./store.js";
import { Surface } from "./surface.js";

const NONE = { list: [], complete: true };
const signed = (channel) => (channel.kind === "channel" ? `#${channel.name}` : titleOf(channel));
const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

/** The first message that was unread when the conversation was opened, and marks it as read. */
function useReading(channel) {
  const first = useRef({ id: "", ts: "" });
  const list = (store.state.messages[channel.id] ?? NONE).list;
  if (first.current.id !== channel.id) {
    const unread = channel.unread > 0 ? list.filter((one) => one.user !== store.state.me && !one.ephemeral).at(-channel.unread) : null;
    first.current = { id: channel.id, ts: unread?.ts ?? "" };
  }
  const newest = list.at(-1)?.ts;
  useEffect(() => {
    if (channel.unread > 0 || newest) act("read", { channel: channel.id }, { quiet: true });
  }, [channel.id, newest]);
  return first.current.ts;
}

function Title({ channel, children }) {
  const members = channel.kind === "im" ? "" : t("members", { n: channel.members.length });
  return html`
    <header class="room-head">
      ${channel.kind === "im" && html`<${Avatar} id=${partner(channel)} size=${24} />`}
      <h1>${channel.kind === "channel" ? "# " : ""}${titleOf(channel)}</h1>
      <span class="muted room-topic">${[channel.topic, members].filter(Boolean).join(" · ")}</span>
      ${children}
    </header>`;
}

function Tabs({ channel, home }) {
  const { app } = store.state;
  if (!app.home_tab) return null;
  const tab = (path, words, current) => html`<a href=${path} aria-current=${current ? "page" : undefined}>${words}</a>`;
  return html`
    <nav class="tabs" aria-label=${t("tabs")}>
      ${tab(`#/${channel.id}/home`, t("home"), home)}
      ${app.messages_tab && tab(`#/${channel.id}/messages`, t("messages"), !home)}
    </nav>`;
}

function Home({ channel }) {
  const { home } = store.state;
  useEffect(() => { act("open_home", {}, { quiet: true }); }, [channel.id]);
  if (!home) return html`<div class="home empty"><p>${t("home.empty", { app: store.state.app.name })}</p></div>`;
  const surface = new Surface({ values: home.state.values, prefix: home.id });
  return html`<div class="home" tabindex="0" role="region" aria-label=${t("home")}><div class="home-body"><${Blocks} blocks=${home.blocks} surface=${surface} /></div></div>`;
}

/** The message field of a conversation or thread, or why there is none. */
function Writing({ channel, ...props }) {
  const closed = closedBecause(channel);
  if (closed) return html`<p class="closed muted">${t(closed)}</p>`;
  return html`<${Composer} channel=${channel.id} ...${props} />`;
}

function Messages({ channel }) {
  const history = store.state.messages[channel.id] ?? { list: [], complete: false };
  const list = useMemo(() => history.list.filter((one) => !isReply(one)), [history.list]);
  const firstNew = useReading(channel);
  useEffect(() => { if (isApp(channel)) act("open_messages", {}, { quiet: true }); }, [channel.id]);
  return html`
    <${MessageList} key=${channel.id} list=${list} all=${history.list} channel=${channel.id} complete=${history.complete} firstNew=${firstNew} label=${titleOf(channel)} />
    <${Writing} channel=${channel} label=${t("message.to", { name: signed(channel) })} />`;
}

export function Thread({ channel, ts }) {
  const history = store.state.messages[channel.id] ?? NONE;
  const [fetched, setFetched] = useState([]);
  const list = useMemo(() => threadOf(fetched, history.list, ts), [fetched, history.list, ts]);
  useEffect(() => {
    setFetched([]);
    get("thread", { as: store.state.me, id: channel.id, ts }).then((answer) => setFetched(answer.messages), (error) => toast(error.message));
  }, [channel.id, ts]);
  const head = useRef(null);
  useEffect(() => head.current?.focus(), [ts]);
  return html`
    <aside class="thread" aria-label=${t("thread")}>
      <header class="room-head"><h2 tabindex="-1" ref=${head}>${t("thread")}</h2><span class="muted room-topic">${titleOf(channel)}</span>
        <a class="icon-button" href=${`#/${channel.id}`} aria-label=${t("close")} title=${t("close")}><${Icon} name="close" /></a></header>
      <${MessageList} key=${ts} list=${list} all=${history.list} channel=${channel.id} complete isThread label=${t("thread")} />
      <${Writing} channel=${channel} thread=${ts} label=${t("reply.to", { name: titleOf(channel) })} />
    </aside>`;
}

/** The app before anybody has written to it. */
function AppOnly() {
  const { app } = store.state;
  return html`
    <main class="room-main" id="main">
      <header class="room-head"><${Avatar} id=${app.bot_user_id} size=${24} /><h1>${app.name}</h1></header>
      <${Home} channel=${{ id: "app" }} />
    </main>`;
}

export function Conversation() {
  const { route, channels } = store.state;
  const channel = channels[route.channel];
  if (route.channel === "app") return html`<${AppOnly} />`;
  if (!channel) return html`<main class="room-main empty" id="main"><p class="muted">${t("choose.channel")}</p></main>`;
  const app = isApp(channel);
  const home = app && route.home && store.state.app.home_tab;
  const thread = threadShown(store.state);
  return html`
    <main class="room-main" id="main">
      <${Title} channel=${channel}>${app && html`<${Tabs} channel=${channel} home=${home} />`}<//>
      ${home ? html`<${Home} channel=${channel} />` : html`<${Messages} channel=${channel} />`}
    </main>
    ${thread && html`<${Thread} channel=${channel} ts=${thread} />`}`;
}
