/** Select menus, single and multi: static and external options, people, conversations and channels. */
import { Combobox } from "./combobox.js";
import { t } from "./i18n.js";
import { html, useEffect, useState } from "./lib.js";
import { store, titleOf } from "./store.js";
import { plain } from "./text.js";

const PAUSE_MS = 220;
const MIN_QUERY = 3;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const has = (item, text) => fold(item.label).includes(fold(text));

const item = (option) => ({ value: option.value, label: plain(option.text), note: plain(option.description), raw: option });
const person = (user) => ({ value: user.id, label: user.real_name || user.name, note: `@${user.name}` });
const room = (channel) => ({ value: channel.id, label: channel.kind === "channel" ? `# ${channel.name}` : titleOf(channel) });

/** Options or groups as the menu shows them. */
const grouped = ({ options, option_groups: groups }) =>
  (groups?.length ? groups.map((group) => ({ label: plain(group.label), items: (group.options ?? []).map(item) })) : [{ items: (options ?? []).map(item) }]);

function filtered(groups, text) {
  const kept = groups.map((group) => ({ ...group, items: group.items.filter((one) => has(one, text)) }));
  return { groups: kept.filter((group) => group.items.length) };
}

const people = () => Object.values(store.state.people).filter((user) => !user.deleted).map(person);

function rooms(element) {
  const only = element.filter?.include ?? ["public", "private", "im", "mpim"];
  const kinds = { channel: "public", private: "private", im: "im", mpim: "mpim" };
  const wanted = element.type.includes("channels") ? ["public"] : only;
  const open = Object.values(store.state.channels).filter((one) => !one.is_archived);
  return open.filter((one) => wanted.includes(kinds[one.kind])).map(room);
}

async function external({ block, element, surface }, text) {
  const least = element.min_query_length ?? MIN_QUERY;
  if (text.length < least) return { groups: [], note: t("type.more", { n: least }) };
  const menu = await surface.search(block, element, text);
  if (!menu || menu.outcome?.shown) return { groups: [], note: t("options.failed", { code: menu?.outcome?.shown ?? "" }) };
  return { groups: grouped(menu).filter((group) => group.items.length) };
}

function loader(props) {
  const { element } = props;
  if (element.type.includes("external")) return (text) => external(props, text);
  if (element.type.includes("users")) return (text) => filtered([{ items: people() }], text);
  if (/conversations|channels/.test(element.type)) return (text) => filtered([{ items: rooms(element) }], text);
  return (text) => filtered(grouped(element), text);
}

/** What is chosen, as menu items; people and conversations are held by id. */
function held(element, value) {
  const all = Array.isArray(value) ? value : value ? [value] : [];
  return all.map((one) => {
    if (typeof one === "object") return item(one);
    const known = store.state.people[one] ? person(store.state.people[one]) : store.state.channels[one] && room(store.state.channels[one]);
    return known ?? { value: one, label: one };
  });
}

export function SelectElement(props) {
  const { block, element, surface, labelled } = props;
  const many = element.type.startsWith("multi_");
  const now = held(element, surface.value(block, element));
  const [chosen, setChosen] = useState(now);
  useEffect(() => setChosen(now), [now.map((one) => one.value + one.label).join("\u0000")]);
  const send = async (next) => {
    setChosen(next);
    const value = many ? next.map((one) => one.value) : (next[0]?.value ?? null);
    if (!(await surface.select(block, element, value))) setChosen(now);
  };
  const most = element.max_selected_items ?? Infinity;
  const full = { groups: [], note: t("max.chosen", { n: most }) };
  const load = loader(props);
  const name = plain(block.label ?? element.placeholder) || t("choose");
  return html`
    <${Combobox} id=${labelled?.id ?? surface.id(block, element)} labelled=${labelled} name=${name} many=${many}
      placeholder=${plain(element.placeholder) || t("choose")} chosen=${chosen} actionId=${element.action_id}
      load=${(text) => (many && chosen.length >= most ? full : load(text))} pause=${element.type.includes("external") ? PAUSE_MS : 0}
      choose=${(one) => send(many ? [...chosen, one] : [one])} remove=${(one) => send(chosen.filter((other) => other.value !== one.value))}
      clear=${!many && block.type === "input" && block.optional ? () => send([]) : null} disabled=${surface.disabled} />`;
}
