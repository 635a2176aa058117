/** What a person does, sent to the workspace; what went wrong is said where they look. */
import { get, post } from "./api.js";
import { t } from "./i18n.js";
import { older } from "./reduce.js";
import { closedBecause, firstChannel, store } from "./store.js";

export const PAGE = 100;
const TOAST_MS = 9_000;
const pending = new Set();
let toasts = 0;

/** Show a short notice; `ref` leads to the exchange in the inspector. */
export function toast(text, { ref = "", tone = "bad" } = {}) {
  const one = { id: ++toasts, text, ref, tone };
  store.set((state) => ({ toasts: [...state.toasts.slice(-3), one] }));
  setTimeout(() => dropToast(one.id), TOAST_MS);
}

export const dropToast = (id) => store.set((state) => ({ toasts: state.toasts.filter((one) => one.id !== id) }));

/** Say something to a screen reader without showing it. */
export const announce = (said) => store.set({ said });

/** Keep `flush` to be run before anything that depends on typed text; returns the way to forget it. */
export function beforeActing(flush) {
  pending.add(flush);
  return () => pending.delete(flush);
}

/** Send every text that was typed and not yet sent. */
export const flushTyped = () => Promise.all([...pending].map((flush) => flush()));
addEventListener("pagehide", flushTyped);

function explain(outcome) {
  if (!outcome?.shown) return;
  const text = t(`failed.${outcome.shown}`, { app: store.state.app.name, code: outcome.shown });
  const words = text.startsWith("failed.") ? t("failed", { app: store.state.app.name, code: outcome.shown }) : text;
  toast(words, { ref: outcome.ref });
}

/** One action; answers its outcome, or null when the workspace refused it. `quiet` leaves the refusal unsaid. */
export async function act(name, args = {}, { quiet = false, keepalive = false } = {}) {
  try {
    const { outcome } = await post("act", { as: store.state.me, do: name, args }, keepalive);
    if (!quiet) explain(outcome);
    if (outcome?.url) openOutside(outcome.url);
    return outcome;
  } catch (error) {
    if (!quiet) toast(error.message);
    return null;
  }
}

/** An action that must see all typed text. */
export async function actAfterTyping(name, args, options) {
  await flushTyped();
  return act(name, args, options);
}

/** Ask as a confirmation dialog does; true when there is nothing to ask. */
export function confirmed(dialog) {
  if (!dialog) return Promise.resolve(true);
  return new Promise((resolve) => {
    store.set({ confirm: { dialog, answer: (yes) => { store.set({ confirm: null }); resolve(yes); } } });
  });
}

/** Fetch older messages of a conversation. */
export async function loadOlder(channel) {
  const known = store.state.messages[channel] ?? { list: [], complete: false };
  if (known.complete || known.loading) return;
  keep(channel, { ...known, loading: true });
  const query = { as: store.state.me, id: channel, limit: PAGE };
  if (known.list.length) query.before = known.list[0].ts;
  try {
    const page = (await get("channel", query)).messages;
    keep(channel, older(store.state.messages[channel], page, PAGE));
  } catch (error) {
    keep(channel, { ...store.state.messages[channel], loading: false, complete: true });
    toast(error.message);
  }
}

const keep = (channel, history) => store.set((state) => ({ messages: { ...state.messages, [channel]: history } }));

/** Where a panel covers the conversation. */
const PHONE = "(max-width: 760px)";

/** Put text into the message field, in the first conversation that has one if there is none here. */
export function putIntoField(text) {
  const { route, channels, tool } = store.state;
  const here = channels[route.channel];
  if (!here || route.home || closedBecause(here)) location.hash = `#/${firstChannel()}`;
  store.set({ typed: { text }, tool: matchMedia(PHONE).matches ? "" : tool });
}

/** Links to other hosts open beside the workspace, never instead of it. */
export function openOutside(url) {
  store.set((state) => ({
    outside: [{ url, at: Date.now() + state.skew }, ...state.outside.filter((one) => one.url !== url)].slice(0, 20),
    tool: "outside",
  }));
}

/** Change something about the workspace itself; a refusal becomes a notice. */
export async function operate(path, body) {
  try {
    return await post(path, body);
  } catch (error) {
    toast(error.message);
    return null;
  }
}
