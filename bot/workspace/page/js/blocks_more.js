/** The less common blocks: alert, card, carousel, container, plan, task and video. */
import { Element } from "./elements.js";
import { Block } from "./blocks.js";
import { html } from "./lib.js";
import { Picture } from "./picture.js";
import { RichText } from "./richtext.js";
import { Link, Text, plain } from "./text.js";
import { t } from "./i18n.js";

const list = (value) => (Array.isArray(value) ? value : []);

export const Alert = ({ block }) => html`
  <div class=${`alert alert-${block.level ?? "default"}`} role="note"><${Text} of=${block.text} /></div>`;

export const Card = ({ block, surface }) => html`
  <div class="card">
    ${block.hero_image && html`<${Picture} image=${block.hero_image} />`}
    ${["title", "subtitle", "body", "subtext"].map((part) =>
      block[part] && html`<div class=${`card-${part}`}><${Text} of=${block[part]} /></div>`)}
    ${block.actions && html`<div class="actions">${list(block.actions).map((element) => html`
      <${Element} key=${element.action_id} block=${block} element=${element} surface=${surface} />`)}</div>`}
  </div>`;

export const Carousel = ({ block, surface }) => html`
  <div class="carousel" role="group" tabindex="0" aria-label=${t("carousel")}>
    ${list(block.elements).map((card) => html`<${Block} block=${card} surface=${surface} />`)}
  </div>`;

export const Container = ({ block, surface, error }) => html`
  <div class="container">
    ${block.title && html`<div class="card-title"><${Text} of=${block.title} /></div>`}
    ${list(block.child_blocks).map((child) => html`<${Block} block=${child} surface=${surface} errors=${{ [child.block_id]: error }} />`)}
  </div>`;

const MARKS = { complete: "✓", error: "✕", in_progress: "…", pending: "○" };

export const Task = ({ block }) => html`
  <div class="task">
    <span aria-hidden="true">${MARKS[block.status] ?? "○"}</span>
    <span>${block.title} <span class="muted">(${block.status})</span></span>
    ${block.details && html`<${RichText} block=${block.details} />`}
  </div>`;

export const Plan = ({ block }) => html`
  <div class="container">
    <div class="card-title">${typeof block.title === "string" ? block.title : plain(block.title)}</div>
    ${list(block.tasks).map((task) => html`<${Task} block=${task} />`)}
  </div>`;

export const Video = ({ block }) => html`
  <div class="card">
    <div class="card-title"><${Link} url=${block.title_url ?? block.video_url}>▶ ${plain(block.title)}<//></div>
    ${block.description && html`<div class="card-body">${plain(block.description)}</div>`}
    <${Picture} image=${{ image_url: block.thumbnail_url, alt_text: block.alt_text }} />
  </div>`;
