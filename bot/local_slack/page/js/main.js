/** Starts the page: who looks, what there is, and then whatever changes. */
import { announce } from "./actions.js";
import { get, live } from "./api.js";
import { App } from "./app.js";
import { speak, t, useLanguage } from "./i18n.js";
import { html, render } from "./lib.js";
import { WIRE_KEPT, applied, fromState, wired } from "./reduce.js";
import { follow } from "./route.js";
import { loadDrafts, me, nameOf, store } from "./store.js";
import { tools } from "./tools.js";

/** From here on there is room for a thread and a tool beside each other. */
const ROOMY = matchMedia("(min-width: 1500px)");

let known = NaN;

/** Take a whole state: at first, and again after the connection was lost. */
function take(doc) {
  known = doc.version;
  store.set((state) => ({ ...fromState(doc, Date.now()), lastWire: doc.last_wire, world: state.world + 1, error: "", online: true }));
  follow();
}

/** What went over the wire lately; it can come after the page is seen. */
async function loadWire(last) {
  const { records } = await get("wire", { after: Math.max(0, last - WIRE_KEPT / 2) });
  const newest = records.at(-1)?.seq ?? 0;
  store.set(({ wire }) => ({ wire: [...records, ...wire.filter((one) => one.seq > newest)] }));
}

/** Everything anew. */
async function load() {
  const doc = await get("state", { as: store.state.me, messages: 0 });
  await useLanguage(doc.people.find((one) => one.id === doc.me)?.locale);
  take(doc);
  await loadWire(doc.last_wire);
}

function hear(message) {
  if (!message || message.user === store.state.me) return;
  const text = message.text || t("message.blocks");
  announce(`${nameOf(message.user)}: ${text.slice(0, 300)}`);
}

async function onChange(change) {
  const { route, channels } = store.state;
  const reading = change.channel === route.channel && document.hasFocus();
  if (change.type === "message" && reading) hear(change.content);
  store.set((state) => applied(state, change, reading));
  if (change.type === "people") await useLanguage(me()?.locale);
  if (change.type === "people") store.set((state) => ({ world: state.world + 1 }));
  const gone = route.channel !== "app" && !store.state.channels[route.channel];
  if (gone || (channels !== store.state.channels && route.channel === "app")) follow();
}

/** A state older than the connection has missed something. */
const onVersion = (version) => (version === known ? loadWire(store.state.lastWire) : load().catch(() => {}));

function onItem(item) {
  if (item.reload) load().catch(() => {});
  else if (item.wire) store.set((state) => wired(state, item.wire));
  else if (item.version !== undefined) onVersion(item.version);
  else if (item.change) onChange(item.change);
}

/** The walkthrough stands open for whoever came by the bare address, and stays while people are switched. */
function welcome() {
  const query = new URLSearchParams(location.search);
  const wanted = query.has("welcome") || sessionStorage.getItem("tool") === "walkthrough";
  query.delete("welcome");
  history.replaceState(null, "", `?${query}${location.hash}`);
  if (wanted && tools().some((one) => one.name === "walkthrough")) store.set({ tool: "walkthrough" });
  store.subscribe(() => sessionStorage.setItem("tool", store.state.tool));
}

function start({ state, error, language, words }) {
  speak(language, words);
  if (error) return store.set({ error });
  store.set({ wide: ROOMY.matches });
  ROOMY.addEventListener("change", () => store.set({ wide: ROOMY.matches }));
  take(state);
  store.set({ drafts: loadDrafts(store.state.me) });
  welcome();
  addEventListener("hashchange", follow);
  live(store.state.me, { item: onItem, lost: () => { known = NaN; store.set({ online: false }); } });
}

start(JSON.parse(document.getElementById("boot").textContent));
render(html`<${App} />`, document.getElementById("root"));
