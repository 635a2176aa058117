/** The workspace's time: seen in the viewer's zone, moved forward at will. */
import { announce, operate } from "./actions.js";
import { get } from "./api.js";
import { t } from "./i18n.js";
import { html, useEffect, useState } from "./lib.js";
import { now, reader, store } from "./store.js";
import { formatted, fromLocalInput, localInput } from "./time.js";

const HOUR = 3600;
const SHOWN = 6;
const STEPS = [["minute", 60], ["hour", HOUR], ["hours.8", 8 * HOUR], ["day", 24 * HOUR], ["days.3", 72 * HOUR], ["week", 168 * HOUR], ["days.30", 720 * HOUR]];

async function advance(seconds) {
  const answer = await operate("clock", { advance_seconds: seconds });
  if (!answer) return;
  store.set((state) => ({ skew: Date.parse(answer.now) - Date.now(), world: state.world + 1 }));
  announce(words());
}

function words() {
  const who = reader();
  return `${formatted(who.now, "date_long", who)}, ${formatted(who.now, "time_secs", who)}`;
}

/** Draws again every second while it is shown. */
function useTick() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
}

function Until() {
  const { tz } = reader();
  const [value, setValue] = useState(() => localInput(Math.ceil(now() / 1000) + 24 * HOUR, tz));
  const go = (event) => {
    event.preventDefault();
    const seconds = fromLocalInput(value, tz) - now() / 1000;
    if (seconds > 0) advance(seconds);
    else announce(t("clock.past"));
  };
  return html`
    <form class="row" onSubmit=${go}>
      <label class="grow"><span class="label">${t("clock.until")}</span>
        <input class="field" type="datetime-local" value=${value} min=${localInput(Math.ceil(now() / 1000), tz)} onInput=${(event) => setValue(event.currentTarget.value)} /></label>
      <button type="submit" class="button">${t("clock.go")}</button>
    </form>`;
}

/** Times the embedding program says are worth going to. */
function Moments() {
  const [moments, setMoments] = useState([]);
  const { skew, wire } = store.state;
  useEffect(() => { get("moments").then((answer) => setMoments(answer.moments), () => setMoments([])); }, [skew, wire.length]);
  const who = reader();
  const ahead = moments.filter((one) => Date.parse(one.at) > who.now);
  if (!ahead.length) return null;
  return html`
    <h3>${t("clock.moments")}</h3>
    <ul class="plain-list">${ahead.slice(0, SHOWN).map((one) => html`
      <li key=${one.at + one.label}><button type="button" class="button moment" onClick=${() => advance((Date.parse(one.at) - now()) / 1000 + 1)}>
        <span>${one.label}</span><span class="muted">${formatted(Date.parse(one.at), "date_short", who)}, ${formatted(Date.parse(one.at), "time", who)}</span></button></li>`)}
    </ul>`;
}

export default function Clock() {
  useTick();
  const ahead = Math.round(store.state.skew / 60_000);
  return html`
    <div class="panel-body" tabindex="0" role="group" aria-label=${t("tool.clock")}>
      <p class="now"><time>${words()}</time><span class="muted">${reader().tz}</span></p>
      <p class="muted">${ahead > 0 ? t("clock.ahead", { n: ahead }) : t("clock.real")}</p>
      <h3>${t("clock.advance")}</h3>
      <div class="buttons">${STEPS.map(([name, seconds]) => html`
        <button type="button" class="button" key=${name} onClick=${() => advance(seconds)}>+ ${t(`clock.${name}`)}</button>`)}
      </div>
      <${Until} key=${store.state.skew} />
      <${Moments} />
      <p class="muted">${t("clock.note")}</p>
    </div>`;
}
