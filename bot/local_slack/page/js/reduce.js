/** Pure functions from the state and what the workspace sent to what changes in the state. */

export const WIRE_KEPT = 600;

const byId = (list) => Object.fromEntries(list.map((one) => [one.id, one]));
const seconds = (message) => Number(message.ts);

/** The state's part of a `/_/state` document. @param {object} doc @param {number} clock ms of this machine */
export function fromState(doc, clock) {
  return {
    me: doc.me, team: doc.team, app: doc.app, people: byId(doc.people), groups: byId(doc.groups),
    modals: doc.modals, home: doc.home, faults: doc.faults, walkthrough: doc.guide ?? null,
    skew: Date.parse(doc.now) - clock, ...channelsOf(doc.channels),
  };
}

function channelsOf(list) {
  const channels = {};
  const messages = {};
  for (const { messages: newest, ...channel } of list) {
    channels[channel.id] = channel;
    if (newest) messages[channel.id] = history(newest, channel);
  }
  return { channels, messages };
}

const history = (list, channel) => ({ list, complete: list.length >= (channel.message_count ?? 0) });

/** A list with a message put at its place, or replaced where it already is. */
export function placed(list, message) {
  const same = list.findIndex((one) => one.ts === message.ts && one.ephemeral === message.ephemeral);
  if (same >= 0) return list.with(same, message);
  let at = list.length;
  while (at > 0 && seconds(list[at - 1]) > seconds(message)) at -= 1;
  return list.toSpliced(at, 0, message);
}

function onMessage(state, { content }, reading) {
  if (!content) return null;
  const id = content.channel;
  const known = state.messages[id] ?? { list: [], complete: false };
  const isNew = !known.list.some((one) => one.ts === content.ts);
  const messages = { ...state.messages, [id]: { ...known, list: placed(known.list, content) } };
  const channel = state.channels[id];
  const unread = isNew && content.user !== state.me && !content.ephemeral && !reading;
  if (!channel || !unread) return { messages };
  const counted = { ...channel, unread: channel.unread + 1, mentions: channel.mentions + (content.names_me ? 1 : 0) };
  return { messages, channels: { ...state.channels, [id]: counted } };
}

function onDeleted(state, { channel, ts }) {
  const known = state.messages[channel];
  if (!known) return null;
  const list = known.list.filter((one) => one.ts !== ts);
  return { messages: { ...state.messages, [channel]: { ...known, list } } };
}

function onChannel(state, { content }) {
  if (!content) return null;
  const { messages: newest, ...channel } = content;
  const channels = { ...state.channels, [channel.id]: channel };
  if (state.messages[channel.id] || !newest) return { channels, world: state.world + 1 };
  return { channels, world: state.world + 1, messages: { ...state.messages, [channel.id]: history(newest, channel) } };
}

function onGone(state, { channel }) {
  if (!state.channels[channel]) return null;
  const { [channel]: gone, ...channels } = state.channels;
  return { channels, world: state.world + 1 };
}

function onRead(state, { channel }) {
  const known = state.channels[channel];
  return known ? { channels: { ...state.channels, [channel]: { ...known, unread: 0, mentions: 0 } } } : null;
}

const CHANGES = {
  message: onMessage,
  message_deleted: onDeleted,
  channels: onChannel,
  channel_gone: onGone,
  read: onRead,
  views: (_, { content }) => content,
  people: (state, { content }) => ({ people: byId(content), world: state.world + 1 }),
  groups: (state, { content }) => ({ groups: byId(content), world: state.world + 1 }),
  app: (_, { content }) => ({ app: content }),
  clock: (state, { content }) => ({ skew: Date.parse(content) - Date.now(), world: state.world + 1 }),
  faults: (_, { content }) => ({ faults: content }),
  guide: (_, { content }) => ({ walkthrough: content }),
};

/** What one live change alters. @param {object} change @param {boolean} reading its conversation is in view */
export const applied = (state, change, reading) => CHANGES[change.type]?.(state, change, reading) ?? null;

const SOCKETS = { socket_open: 1, socket_closed: -1 };

/** What one more record alters: the wire, the oldest dropped, and the number of open sockets. */
export function wired({ wire, app }, record) {
  const kept = wire.length >= WIRE_KEPT ? wire.slice(-WIRE_KEPT + 100) : wire;
  const step = record.kind === "note" ? (SOCKETS[record.name] ?? 0) : 0;
  return { wire: [...kept, record], ...(step && { app: { ...app, connections: app.connections + step } }) };
}

/** A thread as it was fetched, with what came since. */
export function threadOf(fetched, list, ts) {
  const live = list.filter((one) => one.ts === ts || one.thread_ts === ts);
  return live.reduce(placed, fetched);
}

/** Older messages put before those already there. */
export function older(known, page, limit) {
  const seen = new Set(known.list.map((one) => one.ts));
  const fresh = page.filter((one) => !seen.has(one.ts));
  return { list: [...fresh, ...known.list], complete: page.length < limit };
}
