/** The `markdown` block: the common part of standard Markdown, drawn with the page's own elements. */
import { html } from "./lib.js";
import { Link } from "./text.js";

const INLINE =
  /`(?<code>[^`\n]+)`|!?\[(?<label>[^\]\n]*)\]\((?<url>[^)\s]+)\)|(?:\*\*|__)(?<bold>[^\n]+?)(?:\*\*|__)|~~(?<strike>[^\n]+?)~~|(?<![\w*])[*_](?<italic>[^*_\n]+?)[*_](?![\w*])|(?<bare>https?:\/\/[^\s<>)]+)/g;

/** @param {Record<string, string>} groups */
function piece({ code, label, url, bold, strike, italic, bare }) {
  if (code) return html`<code>${code}</code>`;
  if (url) return html`<${Link} url=${url}>${label || url}<//>`;
  if (bare) return html`<${Link} url=${bare} />`;
  if (bold) return html`<strong>${inline(bold)}</strong>`;
  return strike ? html`<s>${inline(strike)}</s>` : html`<em>${inline(italic)}</em>`;
}

/** Words with their marks. @param {string} text */
export function inline(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(text.slice(end, found.index), piece(found.groups));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

const RULES = [
  { open: /^```/, take: fence },
  { open: /^#{1,6}\s/, take: heading },
  { open: /^(?:-{3,}|\*{3,}|_{3,})\s*$/, take: (lines) => [html`<hr />`, lines.slice(1)] },
  { open: /^>\s?/, take: quote },
  { open: /^\s*(?:[-*+]|\d+\.)\s/, take: list },
  { open: /^\|.*\|\s*$/, take: table },
];

function fence(lines) {
  const end = lines.findIndex((line, at) => at > 0 && line.startsWith("```"));
  const last = end < 0 ? lines.length : end;
  return [html`<pre>${lines.slice(1, last).join("\n")}</pre>`, lines.slice(last + 1)];
}

function heading(lines) {
  const [, marks, words] = /^(#+)\s+(.*)$/.exec(lines[0]) ?? [null, "#", lines[0]];
  return [html`<p class=${`md-h md-h${Math.min(marks.length, 4)}`}>${inline(words)}</p>`, lines.slice(1)];
}

function run(lines, belongs) {
  const end = lines.findIndex((line) => !belongs.test(line));
  return end < 0 ? [lines, []] : [lines.slice(0, end), lines.slice(end)];
}

function quote(lines) {
  const [mine, rest] = run(lines, /^>/);
  return [html`<blockquote>${parts(mine.map((line) => line.replace(/^>\s?/, "")))}</blockquote>`, rest];
}

function list(lines) {
  const [mine, rest] = run(lines, /^\s*(?:[-*+]|\d+\.)\s|^\s{2,}\S/);
  const tag = /^\s*\d+\./.test(mine[0]) ? "ol" : "ul";
  const items = mine.map((line) => html`<li style=${`--indent:${Math.floor(/^\s*/.exec(line)[0].length / 2)}`}>${inline(item(line))}</li>`);
  return [html`<${tag} class="rich-list">${items}<//>`, rest];
}

const item = (line) => line.replace(/^\s*(?:[-*+]|\d+\.)\s+/, "").replace(/^\[( |x)\]\s/, (_, mark) => (mark === "x" ? "☑ " : "☐ "));

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function table(lines) {
  const [mine, rest] = run(lines, /^\|/);
  const [head, ...body] = mine.filter((line) => !/^\|[\s:|-]+\|\s*$/.test(line));
  return [html`
    <table>
      <thead><tr>${cells(head).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
      <tbody>${body.map((line) => html`<tr>${cells(line).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
    </table>`, rest];
}

function paragraph(lines) {
  const end = lines.findIndex((line, at) => at > 0 && (!line.trim() || RULES.some((rule) => rule.open.test(line))));
  const mine = end < 0 ? lines : lines.slice(0, end);
  return [html`<p>${inline(mine.join("\n"))}</p>`, lines.slice(mine.length)];
}

function parts(lines) {
  const shown = [];
  let rest = lines;
  while (rest.length) {
    if (!rest[0].trim()) {
      rest = rest.slice(1);
      continue;
    }
    const rule = RULES.find((one) => one.open.test(rest[0]));
    const [part, left] = (rule?.take ?? paragraph)(rest);
    shown.push(part);
    rest = left;
  }
  return shown;
}

/** A whole Markdown text. */
export const Markdown = ({ text }) => html`<div class="md">${parts(String(text ?? "").split("\n"))}</div>`;
