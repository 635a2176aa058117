/**
 * Slack's message markup as a small tree. Follows docs.slack.dev/messaging/formatting-message-text; whatever is not
 * markup stays text, nothing throws, time is linear in the text.
 *
 * @typedef {{type: string, text?: string, children?: Node[], style?: string, url?: string, label?: string,
 *   kind?: string, id?: string, name?: string, at?: number, format?: string, link?: string, fallback?: string}} Node
 */

const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const KINDS = { "@": "user", "#": "channel", "!subteam^": "group" };
const TOKEN = new RegExp(
  "<(?<angle>[^<>\\n]+)>" +
    "|`(?<code>[^`\\n]+)`" +
    "|:(?<emoji>(?:[+-]1|100|1234|(?=[0-9_+'-]*[a-z])[a-z0-9_+'-]{1,100})(?:::skin-tone-[2-6])?):" +
    "|(?<mark>[*_~])",
  "g",
);
const FENCE = /```([^]+?)```\n?/g;
const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_REST = /^(?:&gt;|>){3} ?/;
const MENTION = /^(@|#|!subteam\^)([A-Z0-9]+)(?:\|([^]*))?$/;
const DATE = /^!date\^(-?[0-9]{1,12})\^([^|^]*)(?:\^([^|]*))?(?:\|([^]*))?$/;
const SPECIAL = /^!([a-z]+)(?:\^[^|]*)?(?:\|([^]*))?$/;
const LINK = /^([A-Za-z][A-Za-z0-9+.-]*:[^|\s]+)(?:\|([^]*))?$/;
const WORD = /[\p{L}\p{N}]/u;

/** The opposite of Slack's escaping of `&`, `<` and `>`. @param {string} text */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const label = (text) => (text ? unescape(text) : undefined);
const text = (value) => ({ type: "text", text: value });

function angle(body) {
  let found = MENTION.exec(body);
  if (found) return { type: "mention", kind: KINDS[found[1]], id: found[2], label: label(found[3]) };
  found = DATE.exec(body);
  if (found) {
    const [, at, format, link, words] = found;
    return { type: "date", at: Number(at), format: unescape(format), link: label(link), fallback: label(words) ?? "" };
  }
  found = SPECIAL.exec(body);
  if (found) return { type: "special", name: found[1], label: label(found[2]) };
  found = LINK.exec(body);
  return found ? { type: "link", url: unescape(found[1]), label: label(found[2]) } : null;
}

function append(nodes, ...added) {
  for (const node of added) {
    const last = nodes.at(-1);
    if (node.type !== "text") nodes.push(node);
    else if (last?.type === "text") nodes[nodes.length - 1] = text(last.text + node.text);
    else if (node.text) nodes.push(node);
  }
}

/** One line being read: each frame is an open style mark and what came after it. */
class Line {
  constructor(source) {
    this.source = source;
    this.frames = [["", []]];
  }

  add(...nodes) {
    append(this.frames.at(-1)[1], ...nodes);
  }

  abandon() {
    const [mark, nodes] = this.frames.pop();
    this.add(text(mark), ...nodes);
  }

  canOpen(at) {
    const before = this.source[at - 1] ?? "";
    const after = this.source[at + 1] ?? "";
    return !WORD.test(before) && after !== "" && !/\s/.test(after) && after !== this.source[at];
  }

  canClose(at) {
    const before = this.source[at - 1] ?? "";
    return before !== "" && !/\s/.test(before) && !WORD.test(this.source[at + 1] ?? "");
  }

  mark(at) {
    const mark = this.source[at];
    const open = this.frames.some(([opened]) => opened === mark);
    if (open && this.canClose(at)) {
      while (this.frames.at(-1)[0] !== mark) this.abandon();
      const [, children] = this.frames.pop();
      this.add({ type: "styled", style: STYLES[mark], children });
    } else if (!open && this.canOpen(at)) this.frames.push([mark, []]);
    else this.add(text(mark));
  }

  finish() {
    while (this.frames.length > 1) this.abandon();
    return this.frames[0][1];
  }
}

function token(line, found) {
  const { mark, code, emoji, angle: body } = found.groups;
  if (mark) line.mark(found.index);
  else if (code) line.add({ type: "code", text: unescape(code) });
  else if (emoji) line.add({ type: "emoji", name: emoji });
  else line.add(angle(body) ?? text(unescape(found[0])));
}

function inline(source) {
  const line = new Line(source);
  let end = 0;
  for (const found of source.matchAll(TOKEN)) {
    line.add(text(unescape(source.slice(end, found.index))));
    token(line, found);
    end = found.index + found[0].length;
  }
  line.add(text(unescape(source.slice(end))));
  return line.finish();
}

function joined(lines) {
  const nodes = [];
  lines.forEach((line, index) => append(nodes, text(index ? "\n" : ""), ...inline(line)));
  return nodes;
}

/** Neighbouring lines that are quoted, or not quoted, together; `>>>` quotes everything after it. */
function runs(source) {
  const found = [];
  const lines = source.split("\n");
  for (const [index, line] of lines.entries()) {
    const rest = QUOTED_REST.exec(line);
    if (rest) {
      found.push([true, [line.slice(rest[0].length), ...lines.slice(index + 1)]]);
      break;
    }
    const quote = QUOTED.exec(line);
    const body = quote ? line.slice(quote[0].length) : line;
    const last = found.at(-1);
    if (last && last[0] === Boolean(quote)) last[1].push(body);
    else found.push([Boolean(quote), [body]]);
  }
  return found;
}

function block(source) {
  const nodes = [];
  runs(source).forEach(([quoted, lines], index) => {
    append(nodes, text(index ? "\n" : ""));
    append(nodes, ...(quoted ? [{ type: "quote", children: joined(lines) }] : joined(lines)));
  });
  return nodes;
}

/** The tree of a text in Slack's markup. @param {string} source @returns {Node[]} */
export function parse(source) {
  const nodes = [];
  let end = 0;
  for (const found of source.matchAll(FENCE)) {
    append(nodes, ...block(source.slice(end, found.index)));
    append(nodes, { type: "pre", text: unescape(found[1]).replace(/^\n+|\n+$/g, "") });
    end = found.index + found[0].length;
  }
  if (end < source.length || !source) append(nodes, ...block(source.slice(end)));
  return nodes;
}
