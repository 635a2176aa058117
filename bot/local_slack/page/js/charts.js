/** Charts of data_visualization: a picture for eyes, the same numbers as a table for screen readers. */
import { t } from "./i18n.js";
import { html } from "./lib.js";

const list = (value) => (Array.isArray(value) ? value : []);
const WIDE = 460;
const HIGH = 220;
const LEFT = 64;
const BOTTOM = 34;
const shade = (at) => `var(--chart-${(at % 6) + 1})`;
const number = (value) => Number(value).toLocaleString(document.documentElement.lang);

/** Round steps that cover the values and nothing. @param {number[]} values */
function scale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const raw = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((one) => one * power >= raw) * power;
  const from = Math.floor(low / step);
  const to = Math.max(Math.ceil(high / step), from + 1);
  const ticks = Array.from({ length: to - from + 1 }, (_, at) => Number(((from + at) * step).toPrecision(12)));
  const top = HIGH - BOTTOM;
  return { ticks, y: (value) => 10 + ((ticks.at(-1) - value) / (ticks.at(-1) - ticks[0])) * (top - 10) };
}

function Axes({ categories, axis, ticks, y, x }) {
  const every = Math.ceil(categories.length / 8);
  return html`
    ${ticks.map((tick) => html`
      <line class=${tick === 0 ? "chart-zero" : "chart-grid"} x1=${LEFT} x2=${WIDE} y1=${y(tick)} y2=${y(tick)} />
      <text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${number(tick)}</text>`)}
    ${categories.map((name, at) => at % every === 0 && html`
      <text x=${x(at)} y=${HIGH - BOTTOM + 16} text-anchor="middle">${categories.length > 5 && name.length > 9 ? `${name.slice(0, 8)}…` : name}</text>`)}
    ${axis.x_label && html`<text x=${(LEFT + WIDE) / 2} y=${HIGH - 3} text-anchor="middle">${axis.x_label}</text>`}
    ${axis.y_label && html`<text transform=${`translate(10 ${(HIGH - BOTTOM) / 2}) rotate(-90)`} text-anchor="middle">${axis.y_label}</text>`}`;
}

function bars(rows, x, y, slot) {
  const wide = (slot * 0.7) / rows.length;
  return rows.map((values, at) => values.map((value, place) => html`
    <rect class="chart-bar" fill=${shade(at)} x=${x(place) - slot * 0.35 + at * wide} width=${wide}
      y=${Math.min(y(value), y(0))} height=${Math.abs(y(value) - y(0))} />`));
}

function lines(rows, x, y, filled) {
  return rows.map((values, at) => {
    const points = values.map((value, place) => `${x(place)},${y(value)}`).join(" ");
    const floor = `${x(values.length - 1)},${y(0)} ${x(0)},${y(0)}`;
    return html`
      ${filled && html`<polygon class="chart-area" fill=${shade(at)} points=${`${points} ${floor}`} />`}
      <polyline class="chart-line" stroke=${shade(at)} points=${points} />
      ${values.map((value, place) => html`<circle r="3" fill=${shade(at)} cx=${x(place)} cy=${y(value)} />`)}`;
  });
}

function Plot({ chart, categories, rows }) {
  const { ticks, y } = scale(rows.flat());
  const slot = (WIDE - LEFT) / categories.length;
  const x = (at) => LEFT + slot * (at + 0.5);
  return html`
    <${Axes} categories=${categories} axis=${chart.axis_config ?? {}} ticks=${ticks} y=${y} x=${x} />
    ${chart.type === "bar" ? bars(rows, x, y, slot) : lines(rows, x, y, chart.type === "area")}`;
}

function Pie({ segments }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  const turn = (share) => [WIDE / 2 + 100 * Math.sin(share * 2 * Math.PI), HIGH / 2 - 100 * Math.cos(share * 2 * Math.PI)].join(" ");
  let before = 0;
  if (segments.length === 1) return html`<circle cx=${WIDE / 2} cy=${HIGH / 2} r="100" fill=${shade(0)} />`;
  return segments.map((one, at) => {
    const from = before;
    before += one.value / total;
    const large = before - from > 0.5 ? 1 : 0;
    return html`<path class="chart-bar" fill=${shade(at)} d=${`M ${WIDE / 2} ${HIGH / 2} L ${turn(from)} A 100 100 0 ${large} 1 ${turn(before)} Z`} />`;
  });
}

function Numbers({ title, head, rows }) {
  return html`
    <div class="sr"><table>
      <caption>${title}</caption>
      <thead><tr>${head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${rows.map(([name, ...values]) => html`<tr><th scope="row">${name}</th>${values.map((one) => html`<td>${number(one)}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

const Legend = ({ names }) => html`
  <div class="chart-legend" aria-hidden="true">${names.map((name, at) => html`
    <span><i style=${`background:${shade(at)}`}></i>${name}</span>`)}</div>`;

/** One block; the title is told once, by the table. */
export function Chart({ block }) {
  const chart = block.chart ?? {};
  const pie = chart.type === "pie";
  const segments = list(chart.segments);
  const series = list(chart.series);
  const categories = pie ? segments.map((one) => one.label) : list(chart.axis_config?.categories);
  const value = (one, name) => one.data.find((point) => point.label === name)?.value ?? 0;
  const rows = pie ? [segments.map((one) => one.value)] : series.map((one) => categories.map((name) => value(one, name)));
  const names = series.map((one) => one.name);
  return html`
    <div class="chart">
      <div class="chart-title" aria-hidden="true">${block.title}</div>
      <svg viewBox=${`0 0 ${WIDE} ${HIGH}`} aria-hidden="true">
        ${pie ? html`<${Pie} segments=${segments} />` : html`<${Plot} chart=${chart} categories=${categories} rows=${rows} />`}
      </svg>
      <${Legend} names=${pie ? segments.map((one) => `${one.label}: ${number(one.value)}`) : names} />
      <${Numbers} title=${block.title} head=${[chart.axis_config?.x_label ?? t("chart.item"), ...(pie ? [t("chart.value")] : names)]}
        rows=${categories.map((name, at) => [name, ...rows.map((line) => line[at])])} />
    </div>`;
}
