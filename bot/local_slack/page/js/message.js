/** One message: author, time, blocks or text, attachments, files, reactions, thread and menu. */
import { act } from "./actions.js";
import { Avatar } from "./images.js";
import { Blocks } from "./blocks.js";
import { Download } from "./download.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html, useMemo } from "./lib.js";
import { Menu } from "./menu.js";
import { nameOf, reader, store } from "./store.js";
import { Surface } from "./surface.js";
import { Emoji, Link, Mrkdwn, Raw } from "./text.js";
import { formatted, millis } from "./time.js";

const surfaceOf = (message) => new Surface({ values: message.state?.values, message, prefix: `m${message.ts}` });

function Attachment({ attachment, message }) {
  const { blocks, pretext, title, title_link: link, text, fields, footer, fallback, color } = attachment;
  const bar = /^#?[0-9a-f]{6}$/i.test(color ?? "") ? `#${color.replace("#", "")}` : undefined;
  if (blocks) return html`<div class="attachment" style=${bar && `border-color:${bar}`}><${Blocks} blocks=${blocks} surface=${surfaceOf(message)} /></div>`;
  return html`
    ${pretext && html`<${Mrkdwn} text=${pretext} />`}
    <div class="attachment" style=${bar && `border-color:${bar}`}>
      ${title && html`<strong>${link ? html`<${Link} url=${link}>${title}<//>` : title}</strong>`}
      ${text && html`<div><${Mrkdwn} text=${text} /></div>`}
      ${fields && html`<div class="fields">${fields.map((one) => html`<div><strong>${one.title}</strong><br /><${Mrkdwn} text=${one.value} /></div>`)}</div>`}
      ${footer && html`<small class="muted">${footer}</small>`}
      ${!title && !text && !fields && (fallback ?? html`<${Raw} value=${attachment} what="attachment" />`)}
    </div>`;
}

function File({ file }) {
  const name = file.title || file.name;
  return html`
    <li class="chip file"><${Icon} name="file" size=${14} />
      <button type="button" class="link" onClick=${() => store.set({ viewer: file })}>${name}</button>
      <span class="muted">${t("bytes", { n: file.size })}</span>
      <${Download} file=${file} /></li>`;
}

const Files = ({ files }) => html`
  <ul class="chips" aria-label=${t("files")}>${files.map((file) => html`<${File} key=${file.id} file=${file} />`)}</ul>`;

const Reactions = ({ reactions }) => html`
  <div class="reactions">${reactions.map((one) => html`
    <span class="reaction" title=${one.users.map(nameOf).join(", ")}><${Emoji} name=${one.name} /> ${one.count}</span>`)}
  </div>`;

export function Body({ message }) {
  const { blocks, text, attachments, files, reactions } = message;
  return html`
    <div class="message-body">
      ${blocks?.length ? html`<${Blocks} blocks=${blocks} surface=${surfaceOf(message)} />` : text && html`<div class="message-text"><${Mrkdwn} text=${text} /></div>`}
      ${message.edited && html`<small class="muted edited">${t("edited")}</small>`}
      ${attachments?.map((one) => html`<${Attachment} attachment=${one} message=${message} />`)}
      ${files?.length && html`<${Files} files=${files} />`}
      ${reactions?.length && html`<${Reactions} reactions=${reactions} />`}
    </div>`;
}

const openThread = (message) => { location.hash = `#/${message.channel}/${message.thread_ts ?? message.ts}`; };

function Tools({ message }) {
  if (message.ephemeral) return null;
  const shortcuts = store.state.app.shortcuts.filter((one) => one.type === "message").map((one) => ({
    label: one.name,
    note: `${store.state.app.name} · ${one.description ?? ""}`,
    run: () => act("message_shortcut", { callback_id: one.callback_id, message: { channel: message.channel, ts: message.ts } }),
  }));
  return html`
    <div class="message-tools" role="group" aria-label=${t("message.tools")}>
      <button type="button" class="icon-button" aria-label=${t("reply.thread")} title=${t("reply.thread")} onClick=${() => openThread(message)}>
        <${Icon} name="reply" size=${16} /></button>
      ${shortcuts.length > 0 && html`<${Menu} items=${shortcuts} label=${t("more.actions")} icon="dots" className="icon-button" />`}
    </div>`;
}

const Replies = ({ message, count }) => html`
  <button type="button" class="replies" onClick=${() => openThread(message)}>
    <${Icon} name="reply" size=${14} /> ${t("replies", { n: count })}</button>`;

const author = (message) => message.username ?? nameOf(message.user);

function Head({ message }) {
  const who = reader();
  const at = millis(message.ts);
  const isBot = message.bot_id || store.state.people[message.user]?.is_bot;
  return html`
    <div class="message-head">
      <span class="author">${author(message)}</span>
      ${isBot && html`<span class="tag">${t("app")}</span>`}
      <time class="muted" datetime=${new Date(at).toISOString()} title=${`${formatted(at, "date_long", who)} ${formatted(at, "time_secs", who)}`}>${formatted(at, "time", who)}</time>
    </div>`;
}

/** @param {{message: object, follows?: boolean, replies?: number}} props `follows`: same author just before */
function Plain({ message, follows, replies, inThread }) {
  return html`
    <article class=${cls("message", follows && "follows", message.ephemeral && "ephemeral")} data-ts=${message.ts}
      aria-label=${`${author(message)}, ${formatted(millis(message.ts), "time", reader())}`}>
      <div class="gutter">${follows ? html`<span class="muted hover-time" aria-hidden="true">${formatted(millis(message.ts), "time", reader())}</span>` : html`<${Avatar} id=${message.user} />`}</div>
      <div class="message-main">
        ${message.ephemeral && html`<p class="only-you"><${Icon} name="lock" size=${13} /> ${t("only.you")}</p>`}
        ${!follows && html`<${Head} message=${message} />`}
        <${Body} message=${message} />
        ${!inThread && replies > 0 && html`<${Replies} message=${message} count=${replies} />`}
      </div>
      <${Tools} message=${message} />
    </article>`;
}

/** A message that is drawn again only when it, or something it names, has changed. */
export function Message(props) {
  const { message, follows, replies, inThread, world } = props;
  return useMemo(() => html`<${Plain} ...${props} />`, [message, follows, replies, inThread, world]);
}
