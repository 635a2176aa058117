/** A file of the workspace, opened on the page: a table, text or picture. */
import { fileUrl } from "./api.js";
import { parseCsv } from "./csv.js";
import { useDialog } from "./dialog.js";
import { Download } from "./download.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html, useEffect, useMemo, useState } from "./lib.js";
import { store } from "./store.js";

const ROWS = 1_000;
const LETTERS = 200_000;
const TABLES = new Set(["csv", "tsv"]);
const TEXTS = new Set(["txt", "log", "json", "md", "yml", "yaml", "xml", "html"]);

const kindOf = (file) => (TABLES.has(file.filetype) ? "table" : TEXTS.has(file.filetype) ? "text" : file.mimetype.startsWith("image/") ? "image" : "");

/** The file's words, null while they come. @returns {string | null} */
function useText(file, wanted) {
  const [text, setText] = useState(null);
  useEffect(() => {
    if (!wanted) return;
    const bytes = async () => (await fetch(fileUrl(store.state.me, file.id))).arrayBuffer();
    bytes().then((all) => setText(new TextDecoder().decode(all)), () => setText(""));
  }, [file.id]);
  return text;
}

function Table({ text, label }) {
  const [head = [], ...rows] = useMemo(() => parseCsv(text), [text]);
  const cells = (row, tag) => head.map((_, at) => html`<${tag} scope=${tag === "th" ? "col" : undefined}>${row[at] ?? ""}<//>`);
  return html`
    <p class="muted">${rows.length > ROWS ? t("rows.shown", { n: ROWS, all: rows.length }) : t("rows", { n: rows.length })}</p>
    <div class="table file-table" tabindex="0" role="group" aria-label=${label}>
      <table><thead><tr>${cells(head, "th")}</tr></thead>
        <tbody>${rows.slice(0, ROWS).map((row) => html`<tr>${cells(row, "td")}</tr>`)}</tbody></table>
    </div>`;
}

function Content({ file, name }) {
  const kind = kindOf(file);
  const text = useText(file, kind === "table" || kind === "text");
  if (kind === "image") return html`<img src=${fileUrl(store.state.me, file.id)} alt=${name} />`;
  if (!kind) return html`<p class="muted">${t("file.unshown")}</p>`;
  if (text === null) return html`<p class="muted">${t("loading")}</p>`;
  if (kind === "table") return html`<${Table} text=${text} label=${name} />`;
  return html`<pre tabindex="0" aria-label=${name}>${text.slice(0, LETTERS)}</pre>`;
}

export default function Viewer({ file }) {
  const close = () => store.set({ viewer: null });
  const dialog = useDialog({ key: file.id, escape: close });
  const name = file.title || file.name;
  return html`
    <div class="overlay">
      <div class="modal viewer" role="dialog" aria-modal=${!store.state.tool} aria-labelledby="viewer-title" tabindex="-1" ...${dialog}>
        <div class="modal-head"><h2 id="viewer-title">${name}</h2>
          <${Download} file=${file} />
          <button type="button" class="icon-button" aria-label=${t("close")} title=${t("close")} onClick=${close}><${Icon} name="close" /></button></div>
        <div class="modal-body" tabindex="-1"><${Content} key=${file.id} file=${file} name=${name} /></div>
      </div>
    </div>`;
}
