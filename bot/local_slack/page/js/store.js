/** The page's memory: one state object, replaced on every change, and who wants to hear of it. */

/** Who speaks for Slack itself. */
const SLACKBOT = "USLACKBOT";

/** What the page knows before the workspace has answered. */
const EMPTY = {
  error: "", online: true, me: "", team: {}, app: { commands: [], shortcuts: [] },
  people: {}, groups: {}, channels: {}, messages: {}, modals: [], home: null, faults: [], skew: 0, world: 0,
  wire: [], walkthrough: null, route: { channel: "", thread: "", home: false }, tool: "", drawer: false,
  outside: [], confirm: null, toasts: [], said: "", drafts: {}, focus: null, wide: true,
  viewer: null, typed: null,
};

export const store = {
  state: EMPTY,
  listeners: new Set(),

  /** Merge a patch, or what a function of the state returns, and tell listeners. */
  set(patch) {
    const change = typeof patch === "function" ? patch(this.state) : patch;
    if (!change) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  },

  /** Call `listener` after every change; returns the way to stop it. */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  },
};

/** The workspace's time in milliseconds. */
export const now = () => Date.now() + store.state.skew;

/** Who looks, for writing times. @returns {import("./time.js").Reader} */
export function reader() {
  const person = me();
  return { locale: person?.locale || "en-US", tz: person?.tz || "UTC", now: now() };
}

/** The person this tab acts as. */
export const me = () => store.state.people[store.state.me];

/** A person's name, or the id when unknown. @param {string} id */
export const nameOf = (id) => store.state.people[id]?.real_name || store.state.people[id]?.name || (id === SLACKBOT ? "Slackbot" : id);

/** The other member of a direct message. */
export function partner(channel) {
  return channel.members.find((id) => id !== store.state.me) ?? store.state.me;
}

/** What a conversation is called in the list, without the leading sign. */
export function titleOf(channel) {
  if (channel.kind === "im") return nameOf(partner(channel));
  if (channel.kind === "mpim") {
    return channel.members.filter((id) => id !== store.state.me).map(nameOf).join(", ");
  }
  return channel.name;
}

/** The thread on the screen; where there is room for one pane only, a tool covers it. */
export const threadShown = ({ route, tool, wide }) => (tool && !wide ? "" : route.thread);

/** Whether a conversation is the direct message with the app. */
export const isApp = (channel) => channel?.kind === "im" && partner(channel) === store.state.app.bot_user_id;

/** The key of the words for why the reader cannot write into a conversation, empty where they can. */
export function closedBecause(channel) {
  const { me: person, app } = store.state;
  if (channel.is_archived) return "archived.note";
  if (!channel.members.includes(person)) return "not.member";
  return isApp(channel) && app.read_only ? "read.only" : "";
}

/** The first conversation worth showing: one the person can write in, a channel if there is any. */
export function firstChannel() {
  const all = Object.values(store.state.channels).filter((one) => one.members.includes(store.state.me));
  const open = all.filter((one) => !closedBecause(one));
  return (open.find((one) => one.kind === "channel") ?? open[0] ?? all[0])?.id ?? "app";
}

/** Keep what was typed but not sent, across conversations and reloads. */
export function saveDraft(key, text) {
  const drafts = { ...store.state.drafts, [key]: text };
  if (!text) delete drafts[key];
  store.state.drafts = drafts;
  try {
    sessionStorage.setItem(`drafts ${store.state.me}`, JSON.stringify(drafts));
  } catch { /* a full or forbidden storage only loses drafts */ }
}

/** Drafts of an earlier load of this tab. @param {string} person */
export function loadDrafts(person) {
  try {
    return JSON.parse(sessionStorage.getItem(`drafts ${person}`) ?? "{}");
  } catch {
    return {};
  }
}
