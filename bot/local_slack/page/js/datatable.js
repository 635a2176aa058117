/** data_table: sorted by a press on a header, one page of rows at a time. */
import { t } from "./i18n.js";
import { cls, html, useState } from "./lib.js";
import { RichText } from "./richtext.js";

const list = (value) => (Array.isArray(value) ? value : []);

/** The words of a cell, however deep. @returns {string} */
function words(cell) {
  if (Array.isArray(cell)) return cell.map(words).join(" ");
  return typeof cell?.text === "string" ? cell.text : cell?.elements ? words(cell.elements) : "";
}

function compare(one, other) {
  if (one?.type === "raw_number" && other?.type === "raw_number") return one.value - other.value;
  return words(one).localeCompare(words(other), document.documentElement.lang, { numeric: true });
}

const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

function Head({ cell, order, onSort }) {
  return html`
    <th scope="col" aria-sort=${order} class=${cls(cell?.type === "raw_number" && "number")}>
      <button type="button" onClick=${onSort}>${words(cell)}
        <span aria-hidden="true">${{ none: "↕", ascending: "↑", descending: "↓" }[order]}</span></button>
    </th>`;
}

function Cell({ cell, header }) {
  const tag = header ? "th" : "td";
  return html`<${tag} scope=${header ? "row" : undefined} class=${cls(cell?.type === "raw_number" && "number")}>
    ${cell?.type === "rich_text" ? html`<${RichText} block=${cell} />` : words(cell)}<//>`;
}

function Pager({ page, pages, go }) {
  return html`
    <div class="pager">
      <button type="button" class="button tiny" disabled=${page === 0} onClick=${() => go(page - 1)}>${t("page.before")}</button>
      <span role="status">${t("page.of", { n: page + 1, all: pages })}</span>
      <button type="button" class="button tiny" disabled=${page === pages - 1} onClick=${() => go(page + 1)}>${t("page.next")}</button>
    </div>`;
}

/** One block; sorting starts again at the first page, as what is on top has changed. */
export function DataTable({ block }) {
  const [sort, setSort] = useState({ column: -1, order: "none" });
  const [wanted, go] = useState(0);
  const [head, ...rows] = list(block.rows).map(list);
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(wanted, pages - 1);
  const sign = sort.order === "descending" ? -1 : 1;
  const sorted = sort.order === "none" ? rows : [...rows].sort((a, b) => sign * compare(a[sort.column], b[sort.column]));
  const order = (at) => (sort.column === at ? sort.order : "none");
  const press = (at) => { setSort({ column: at, order: NEXT[order(at)] }); go(0); };
  return html`
    <div class="table data-table" tabindex="0" role="group" aria-label=${block.caption}>
      <table>
        <caption>${block.caption}</caption>
        <thead><tr>${list(head).map((cell, at) => html`<${Head} cell=${cell} order=${order(at)} onSort=${() => press(at)} />`)}</tr></thead>
        <tbody>${sorted.slice(page * size, (page + 1) * size).map((row) => html`
          <tr>${row.map((cell, at) => html`<${Cell} cell=${cell} header=${at === block.row_header_column_index} />`)}</tr>`)}</tbody>
      </table>
      ${pages > 1 && html`<${Pager} page=${page} pages=${pages} go=${go} />`}
    </div>`;
}
