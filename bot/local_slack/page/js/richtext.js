/** Rich text blocks: sections, lists, quotes and preformatted text with styled leaves. */
import { cls, html } from "./lib.js";
import { Emoji, Link, Mention, Moment, Raw } from "./text.js";

const LISTS = { ordered: "ol", bullet: "ul" };

function styled(content, style) {
  const { bold, italic, strike, code, underline } = style ?? {};
  let shown = content;
  if (code) shown = html`<code>${shown}</code>`;
  if (strike) shown = html`<s>${shown}</s>`;
  if (underline) shown = html`<u>${shown}</u>`;
  if (italic) shown = html`<em>${shown}</em>`;
  return bold ? html`<strong>${shown}</strong>` : shown;
}

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => html`<${Link} url=${leaf.url}>${leaf.text || leaf.url}<//>`,
  user: (leaf) => html`<${Mention} kind="user" id=${leaf.user_id} />`,
  usergroup: (leaf) => html`<${Mention} kind="group" id=${leaf.usergroup_id} />`,
  channel: (leaf) => html`<${Mention} kind="channel" id=${leaf.channel_id} />`,
  broadcast: (leaf) => html`<span class="mention mine">@${leaf.range}</span>`,
  emoji: (leaf) => html`<${Emoji} name=${leaf.name} />`,
  date: (leaf) => html`<${Moment} node=${{ ...leaf, at: leaf.timestamp, link: leaf.url, fallback: leaf.fallback ?? "" }} />`,
  color: (leaf) => html`<code><span class="swatch" style=${`background:${leaf.value}`}></span>${leaf.value}</code>`,
};

function Leaf({ leaf }) {
  const draw = LEAVES[leaf?.type];
  return draw ? styled(draw(leaf), leaf.style) : html`<code>${JSON.stringify(leaf)}</code>`;
}

const leaves = (part) => (part.elements ?? []).map((leaf) => html`<${Leaf} leaf=${leaf} />`);

function List({ part }) {
  const tag = LISTS[part.style] ?? "ul";
  const start = part.style === "ordered" && part.offset ? part.offset + 1 : undefined;
  const items = (part.elements ?? []).map((item) => html`<li>${leaves(item)}</li>`);
  return html`<${tag} class=${cls("rich-list", part.border && "bordered")} start=${start}
    style=${`--indent:${part.indent ?? 0}`}>${items}<//>`;
}

const PARTS = {
  rich_text_section: (part) => html`<div>${leaves(part)}</div>`,
  rich_text_list: (part) => html`<${List} part=${part} />`,
  rich_text_quote: (part) => html`<blockquote>${leaves(part)}</blockquote>`,
  rich_text_preformatted: (part) => html`<pre>${leaves(part)}</pre>`,
};

/** A rich text document: a block, a table cell or an input's value. */
export const RichText = ({ block }) => html`
  <div class="rich">${(block.elements ?? []).map((part) => PARTS[part?.type]?.(part) ?? html`<${Raw} value=${part} what=${part?.type} />`)}</div>`;
