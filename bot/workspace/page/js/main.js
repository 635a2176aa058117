/** Starts the page: who looks, what there is, and then whatever changes. */
import { announce } from "./actions.js";
import { get, live } from "./api.js";
import { App } from "./app.js";
import { t, useLanguage } from "./i18n.js";
import { html, render } from "./lib.js";
import { WIRE_KEPT, applied, fromState, wired } from "./reduce.js";
import { follow, personInAddress } from "./route.js";
import { loadDrafts, me, nameOf, store } from "./store.js";

/** Everything anew, for the first time or after the connection was lost. */
async function load(person) {
  const doc = await get("state", { as: person, messages: 0 });
  const after = Math.max(0, doc.last_wire - WIRE_KEPT / 2);
  const [wire] = await Promise.all([get("wire", { after }), useLanguage(doc.people.find((one) => one.id === doc.me)?.locale)]);
  store.set((state) => ({ ...fromState(doc, Date.now()), wire: wire.records, world: state.world + 1, ready: true, error: "", online: true }));
  follow();
}

/** Somebody to be when the address names nobody: the first person there is. */
async function anyone() {
  const { people } = await get("state");
  return people.find((user) => !user.is_bot && !user.deleted)?.id ?? "";
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

function onItem(item) {
  if (item.reload) load(store.state.me).catch(() => {});
  else if (item.wire) store.set((state) => wired(state, item.wire));
  else if (item.change) onChange(item.change);
}

async function start() {
  const person = personInAddress() || (await anyone());
  if (!personInAddress()) history.replaceState(null, "", `?as=${person}${location.hash}`);
  await load(person);
  store.set({ drafts: loadDrafts(store.state.me), tool: store.state.guide?.open ? "guide" : "" });
  live(store.state.me, {
    open: (again) => (again ? load(store.state.me).catch(() => {}) : undefined),
    item: onItem,
    lost: () => store.set({ online: false }),
  });
  addEventListener("hashchange", follow);
}

const root = document.getElementById("root");
render(html`<${App} />`, root);
start().catch((error) => store.set({ error: String(error.message ?? error) }));
