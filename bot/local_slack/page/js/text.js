/** Texts on the screen: markup, plain text with emoji, mentions, links and times. */
import { openOutside } from "./actions.js";
import { emoji, withEmoji } from "./emoji.js";
import { t } from "./i18n.js";
import { cls, html } from "./lib.js";
import { parse } from "./mrkdwn.js";
import { nameOf, reader, store } from "./store.js";
import { dateWords, formatted } from "./time.js";

const TAGS = { bold: "strong", italic: "em", strike: "s" };

/** A link that opens in the side panel and never leaves the page. */
export function Link({ url, children, className = "" }) {
  const open = (event) => {
    event.preventDefault();
    openOutside(url);
  };
  return html`<a href=${url} class=${className} rel="noreferrer" onClick=${open}>${children ?? url}</a>`;
}

export function Mention({ kind, id, label }) {
  const { groups, channels, me } = store.state;
  if (kind === "channel") {
    const channel = channels[id];
    const go = (event) => { event.preventDefault(); location.hash = `#/${id}`; };
    if (!channel) return html`<span class="mention">#${label ?? id}</span>`;
    return html`<a class="mention" href=${`#/${id}`} onClick=${go}>#${channel.name}</a>`;
  }
  const name = kind === "group" ? (groups[id]?.handle ?? label ?? id) : nameOf(id) === id ? (label ?? id) : nameOf(id);
  const mine = id === me || (kind === "group" && groups[id]?.users.includes(me));
  return html`<span class=${cls("mention", mine && "mine")}>@${name.replace(/^@/, "")}</span>`;
}

function Moment({ node }) {
  const who = reader();
  const words = dateWords(node, who);
  const known = Number.isFinite(node.at) && Math.abs(node.at) < 8e12;
  const full = known ? `${formatted(node.at * 1000, "date_long", who)} ${formatted(node.at * 1000, "time", who)}` : "";
  const time = html`<time title=${full} datetime=${known ? new Date(node.at * 1000).toISOString() : undefined}>${words}</time>`;
  return node.link ? html`<${Link} url=${node.link}>${time}<//>` : time;
}

/** An emoji by name; one that is not known shows its name. */
export function Emoji({ name }) {
  const found = emoji(name);
  if (!found) return `:${name}:`;
  return html`<span class="emoji" role="img" aria-label=${name.replaceAll("_", " ")} title=${`:${name}:`}>${found}</span>`;
}

const DRAW = {
  styled: (node, own) => html`<${TAGS[node.style]}>${nodes(node.children, own)}<//>`,
  code: (node) => html`<code>${node.text}</code>`,
  pre: (node) => html`<pre>${node.text}</pre>`,
  quote: (node, own) => html`<blockquote>${nodes(node.children, own)}</blockquote>`,
  link: (node) => html`<${Link} url=${node.url}>${node.label ?? node.url}<//>`,
  mention: (node) => html`<${Mention} ...${{ kind: node.kind, id: node.id, label: node.label }} />`,
  special: (node) => html`<span class="mention mine">${node.label ?? `@${node.name}`}</span>`,
  date: (node) => html`<${Moment} node=${node} />`,
  emoji: (node) => html`<${Emoji} name=${node.name} />`,
};

const isBlock = (node) => node?.type === "quote" || node?.type === "pre";

/** Quotes and preformatted text break the line by themselves. */
function trimmed(node, before, after) {
  const start = isBlock(before) && node.text.startsWith("\n") ? 1 : 0;
  const end = isBlock(after) && node.text.endsWith("\n") && node.text.length > start ? -1 : undefined;
  return node.text.slice(start, end);
}

/** A tree of markup; `own` draws some types of node in its own way, where it answers something. */
export const nodes = (tree, own = {}) => tree.map((node, at) =>
  (node.type === "text" ? trimmed(node, tree[at - 1], tree[at + 1]) : own[node.type]?.(node) || DRAW[node.type](node, own)));

/** Text in Slack's markup. */
export const Mrkdwn = ({ text, own }) => html`<span class="mrkdwn">${nodes(parse(text ?? ""), own)}</span>`;

/** The words of a text object for places that hold no markup. @param {{text?: string}} [object] */
export const plain = (object) => withEmoji(String(object?.text ?? ""));

/** A text object, `plain_text` or `mrkdwn`. */
export function Text({ of }) {
  if (of?.type === "mrkdwn") return html`<${Mrkdwn} text=${of.text} />`;
  return html`<span class="plain">${of?.emoji === false ? of.text : plain(of)}</span>`;
}

/** What cannot be drawn is shown as it is. */
export const Raw = ({ value, what }) => html`
  <figure class="raw">
    <figcaption>${t("unknown", { what })}</figcaption>
    <pre tabindex="0" aria-label=${what}>${JSON.stringify(value, null, 2)}</pre>
  </figure>`;

export { Moment };
