/** Blocks in order; one that is not known shows its JSON, never nothing. */
import { Chart } from "./charts.js";
import { DataTable } from "./datatable.js";
import { Element, Input } from "./elements.js";
import { t } from "./i18n.js";
import { cls, html } from "./lib.js";
import { Markdown } from "./markdown.js";
import { BlockImage } from "./images.js";
import { RichText } from "./richtext.js";
import { Link, plain, Raw, Text } from "./text.js";


const Section = ({ block, surface }) => html`
  <div class=${cls("section", block.accessory && "with-accessory")}>
    <div class="section-body">
      ${block.text && html`<div class="section-text"><${Text} of=${block.text} /></div>`}
      ${block.fields && html`<div class="fields">${list(block.fields).map((field) => html`<div><${Text} of=${field} /></div>`)}</div>`}
    </div>
    ${block.accessory && html`
      <div class="accessory"><${Element} block=${block} element=${block.accessory} surface=${surface} /></div>`}
  </div>`;

const Header = ({ block, surface }) => html`
  <div role="heading" aria-level=${surface.level} class="block-header">${plain(block.text)}</div>`;

const Context = ({ block }) => html`
  <div class="context">${list(block.elements).map((one) =>
    one.type === "image" ? html`<${BlockImage} image=${one} small />` : html`<span><${Text} of=${one} /></span>`)}
  </div>`;

const Actions = ({ block, surface }) => html`
  <div class="actions">${list(block.elements).map((element) => html`
    <${Element} key=${element.action_id} block=${block} element=${element} surface=${surface} />`)}
  </div>`;

const Image = ({ block }) => html`
  <figure class="image">
    ${block.title && html`<figcaption>${plain(block.title)}</figcaption>`}
    <${BlockImage} image=${block} />
  </figure>`;

function cell(one, setting, tag) {
  const style = `text-align:${setting?.align ?? "left"};${setting?.is_wrapped ? "white-space:normal" : ""}`;
  const shown = one?.type === "rich_text" ? html`<${RichText} block=${one} />` : String(one?.text ?? "");
  return html`<${tag} style=${style} scope=${tag === "th" ? "col" : undefined}>${shown}<//>`;
}

function Table({ block }) {
  const [head, ...rows] = list(block.rows);
  const settings = list(block.column_settings);
  const row = (line, tag) => html`<tr>${list(line).map((one, at) => cell(one, settings[at], tag))}</tr>`;
  return html`
    <div class="table" tabindex="0" role="group" aria-label="table">
      <table><thead>${head && row(head, "th")}</thead><tbody>${rows.map((line) => row(line, "td"))}</tbody></table>
    </div>`;
}

const Alert = ({ block }) => html`
  <div class=${`alert alert-${block.level ?? "default"}`} role="note"><${Text} of=${block.text} /></div>`;

const Card = ({ block, surface }) => html`
  <div class="card">
    ${block.hero_image && html`<${BlockImage} image=${block.hero_image} />`}
    ${["title", "subtitle", "body", "subtext"].map((part) =>
      block[part] && html`<div class=${`card-${part}`}><${Text} of=${block[part]} /></div>`)}
    ${block.actions && html`<div class="actions">${list(block.actions).map((element) => html`
      <${Element} key=${element.action_id} block=${block} element=${element} surface=${surface} />`)}</div>`}
  </div>`;

const Carousel = ({ block, surface }) => html`
  <div class="carousel" role="group" tabindex="0" aria-label=${t("carousel")}>
    ${list(block.elements).map((card) => html`<${Block} block=${card} surface=${surface} />`)}
  </div>`;

const Container = ({ block, surface, error }) => html`
  <div class="container">
    ${block.title && html`<div class="card-title"><${Text} of=${block.title} /></div>`}
    ${list(block.child_blocks).map((child) => html`<${Block} block=${child} surface=${surface} errors=${{ [child.block_id]: error }} />`)}
  </div>`;

const MARKS = { complete: "✓", error: "✕", in_progress: "…", pending: "○" };

const Task = ({ block }) => html`
  <div class="task">
    <span aria-hidden="true">${MARKS[block.status] ?? "○"}</span>
    <span>${block.title} <span class="muted">(${block.status})</span></span>
    ${block.details && html`<${RichText} block=${block.details} />`}
  </div>`;

const Plan = ({ block }) => html`
  <div class="container">
    <div class="card-title">${typeof block.title === "string" ? block.title : plain(block.title)}</div>
    ${list(block.tasks).map((task) => html`<${Task} block=${task} />`)}
  </div>`;

const Video = ({ block }) => html`
  <div class="card">
    <div class="card-title"><${Link} url=${block.title_url ?? block.video_url}>▶ ${plain(block.title)}<//></div>
    ${block.description && html`<div class="card-body">${plain(block.description)}</div>`}
    <${BlockImage} image=${{ image_url: block.thumbnail_url, alt_text: block.alt_text }} />
  </div>`;

const DRAW = {
  actions: Actions,
  alert: Alert,
  card: Card,
  carousel: Carousel,
  container: Container,
  context: Context,
  context_actions: Actions,
  data_table: DataTable,
  data_visualization: Chart,
  divider: () => html`<hr class="divider" />`,
  header: Header,
  image: Image,
  input: Input,
  markdown: ({ block }) => html`<${Markdown} text=${block.text} />`,
  plan: Plan,
  rich_text: RichText,
  section: Section,
  table: Table,
  task_card: Task,
  video: Video,
};

/** One block, keyed by its id so that what was typed stays while the block stays. */
export function Block({ block, surface, errors }) {
  const Draw = DRAW[block?.type];
  if (!Draw) return html`<${Raw} value=${block} what=${block?.type ?? "?"} />`;
  return html`<div class=${`block block-${block.type}`} data-block-id=${block.block_id}>
    <${Draw} block=${block} surface=${surface} error=${errors?.[block.block_id]} />
  </div>`;
}

/** Blocks in reading order. */
export const Blocks = ({ blocks, surface, errors }) => html`
  <div class="blocks">${list(blocks).map((block, at) => html`
    <${Block} key=${block?.block_id ?? at} block=${block} surface=${surface} errors=${errors} />`)}
  </div>`;

const list = (value) => (Array.isArray(value) ? value : []);
