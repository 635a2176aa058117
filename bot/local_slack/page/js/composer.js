/** The message field: completes slash commands, people and channels; Enter sends. */
import { act, toast } from "./actions.js";
import { Avatar } from "./images.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./lib.js";
import { Menu } from "./menu.js";
import { loadDrafts, saveDraft, store } from "./store.js";

const LISTED = 8;
const COMMAND = /^\/(\S*)$/;
const NAME = /(?:^|\s)([@#])([\w.-]*)$/;

const startsWith = (word, typed) => word.toLowerCase().startsWith(typed.toLowerCase());

function commands(typed) {
  return store.state.app.commands.filter((one) => startsWith(one.command, `/${typed}`)).map((one) => ({
    key: one.command, words: one.command, usage: one.usage_hint, note: one.description, put: `${one.command} `,
  }));
}

function people(typed) {
  const all = Object.values(store.state.people).filter((user) => !user.deleted);
  const fits = (user) => startsWith(user.name, typed) || startsWith(user.real_name, typed);
  return all.filter(fits).map((user) => ({ key: user.id, id: user.id, words: user.real_name, note: `@${user.name}`, put: `@${user.name} ` }));
}

function rooms(typed) {
  const all = Object.values(store.state.channels).filter((one) => one.kind === "channel" && startsWith(one.name, typed));
  return all.map((one) => ({ key: one.id, words: `#${one.name}`, note: one.topic, put: `#${one.name} ` }));
}

/** What the words before the cursor can become. @returns {{items: any[], from: number} | null} */
export function suggestions(text) {
  const command = COMMAND.exec(text);
  if (command) return { items: commands(command[1]), from: 0 };
  const name = NAME.exec(text);
  if (!name) return null;
  const items = (name[1] === "@" ? people : rooms)(name[2]).slice(0, LISTED);
  return { items, from: text.length - name[2].length - 1 };
}

function Suggestions({ items, active, pick }) {
  return html`
    <div class="suggestions" role="listbox" tabindex="0" id="suggestions" aria-label=${t("suggestions")} onMouseDown=${(event) => event.preventDefault()}>
      ${items.map((item, at) => html`
        <div role="option" key=${item.key} id=${`suggestion-${at}`} aria-selected=${at === active} class=${at === active ? "option active" : "option"} onClick=${() => pick(item)}>
          ${item.id && html`<${Avatar} id=${item.id} size=${22} />`}
          <span class="option-words"><span><strong>${item.words}</strong>${item.usage && html` <span class="usage">${item.usage}</span>`}</span>
          ${item.note && html`<small class="muted">${item.note}</small>`}</span>
        </div>`)}
    </div>`;
}

/** Send what was typed: a command of the app, or words. Answers whether it went. */
async function send(channel, thread, text) {
  const [, name, rest] = /^(\/\S+)\s*([^]*)$/.exec(text) ?? [];
  if (!name) return act("say", { channel, text, ...(thread && { thread_ts: thread }) });
  if (!store.state.app.commands.some((one) => one.command === name)) {
    toast(t("command.unknown", { command: name }));
    return null;
  }
  if (thread) {
    toast(t("command.thread"));
    return null;
  }
  return act("command", { command: name, text: rest.trim(), channel });
}

function Shortcuts() {
  const items = store.state.app.shortcuts.filter((one) => one.type === "global").map((one) => ({
    label: one.name, note: one.description, run: () => act("shortcut", { callback_id: one.callback_id }),
  }));
  return items.length > 0 && html`<${Menu} items=${items} label=${t("shortcuts")} icon="bolt" className="icon-button" />`;
}

/** The field grows with its text. */
function useGrowing(field, text) {
  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, 220)}px`;
  }, [text]);
}

/** @param {string} key @returns {[string, (value: string) => void]} */
function useText(key) {
  const [text, setText] = useState("");
  useEffect(() => setText(store.state.drafts[key] ?? loadDrafts(store.state.me)[key] ?? ""), [key]);
  return [text, (value) => { setText(value); saveDraft(key, value); }];
}

export function Composer({ channel, thread = "", label }) {
  const [text, setText] = useText(`${channel} ${thread}`);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const field = useRef(null);
  const { typed } = store.state;
  useGrowing(field, text);
  useEffect(() => {
    if (thread || !typed) return;
    change(typed.text);
    field.current.focus();
    store.set({ typed: null });
  }, [typed]);
  const found = closed ? null : suggestions(text);
  const open = Boolean(found?.items.length);
  const change = (value) => { setText(value); setActive(0); setClosed(false); };
  const pick = (item) => { change(text.slice(0, found.from) + item.put); field.current.focus(); };
  const submit = async () => {
    const sent = text.trim();
    if (!sent) return;
    change("");
    if (!(await send(channel, thread, sent))) change(sent);
  };
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const keys = (event) => {
    if (event.isComposing) return;
    const isWhole = open && found.items[active]?.put.trim() === text.trim();
    if (open && steps[event.key]) setActive((active + steps[event.key] + found.items.length) % found.items.length);
    else if (open && (event.key === "Tab" || (event.key === "Enter" && !isWhole)) && !event.shiftKey) pick(found.items[active]);
    else if (open && event.key === "Escape") setClosed(true);
    else if (event.key === "Enter" && !event.shiftKey) submit();
    else return;
    event.preventDefault();
  };
  return html`
    <div class="composer">
      ${open && html`<${Suggestions} items=${found.items} active=${active} pick=${pick} />`}
      <div class="composer-row">
        <${Shortcuts} />
        <textarea ref=${field} rows="1" class="composer-field" aria-label=${label} placeholder=${label} value=${text}
          aria-autocomplete="list" aria-haspopup="listbox" aria-controls=${open ? "suggestions" : undefined}
          aria-activedescendant=${open ? `suggestion-${active}` : undefined}
          onInput=${(event) => change(event.currentTarget.value)} onKeyDown=${keys}></textarea>
        <button type="button" class="icon-button send" aria-label=${t("send")} title=${t("send")} disabled=${!text.trim()} onClick=${submit}><${Icon} name="send" /></button>
      </div>
    </div>`;
}
