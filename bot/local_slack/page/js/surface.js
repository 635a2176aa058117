/** Where elements sit - a modal, the Home tab or a message - and how using one reaches the workspace. */
import { act, actAfterTyping, confirmed, flushTyped } from "./actions.js";
import { store } from "./store.js";

/** The key under which each element type keeps its value. */
const KEYS = {
  plain_text_input: "value", email_text_input: "value", url_text_input: "value", number_input: "value",
  rich_text_input: "rich_text_value", static_select: "selected_option", external_select: "selected_option",
  users_select: "selected_user", conversations_select: "selected_conversation", channels_select: "selected_channel",
  multi_static_select: "selected_options", multi_external_select: "selected_options",
  multi_users_select: "selected_users", multi_conversations_select: "selected_conversations",
  multi_channels_select: "selected_channels", checkboxes: "selected_options", radio_buttons: "selected_option",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time", file_input: "files",
};

/** The keys under which a message's elements say what they hold at first. */
const INITIAL = {
  static_select: "initial_option", external_select: "initial_option", radio_buttons: "initial_option",
  users_select: "initial_user", conversations_select: "initial_conversation", channels_select: "initial_channel",
  multi_static_select: "initial_options", multi_external_select: "initial_options", checkboxes: "initial_options",
  multi_users_select: "initial_users", multi_conversations_select: "initial_conversations",
  multi_channels_select: "initial_channels", datepicker: "initial_date", timepicker: "initial_time",
  datetimepicker: "initial_date_time",
};

export class Surface {
  /** @param {{values?: object, message?: {channel: string, ts: string}, disabled?: boolean, level?: number, prefix: string}} options */
  constructor({ values = {}, message = null, disabled = false, level = 2, prefix }) {
    this.values = values;
    this.target = message ? { message: { channel: message.channel, ts: message.ts } } : {};
    this.isMessage = Boolean(message);
    this.disabled = disabled;
    this.prefix = prefix;
    /** The rank of a heading here. */
    this.level = level;
  }

  /** An id for the document, unique among everything on the screen. */
  id(block, element, part = "") {
    return `${this.prefix}-${block.block_id}-${element?.action_id ?? ""}${part}`.replace(/[^\w-]/g, "_");
  }

  /** What an element holds. */
  value(block, element) {
    const held = this.values[block.block_id]?.[element.action_id];
    return held ? held[KEYS[element.type]] : element[INITIAL[element.type]];
  }

  /** Whether the block is still where the workspace would look for it. */
  has(block) {
    const { modals, home } = store.state;
    const place = modals.at(-1) ?? home;
    return this.isMessage || Boolean(place?.blocks.some((one) => one.block_id === block.block_id));
  }

  ref(block, element) {
    return `${block.block_id}/${element.action_id}`;
  }

  /** Choose; false when a confirmation was refused. */
  async select(block, element, value) {
    if (!(await confirmed(element.confirm))) return false;
    await actAfterTyping("select", { ref: this.ref(block, element), value, ...this.target });
    return true;
  }

  type(block, element, text, enter = false) {
    return act("type", { ref: this.ref(block, element), text, enter, ...this.target }, { quiet: true, keepalive: true });
  }

  search(block, element, text) {
    return act("search", { ref: this.ref(block, element), text, ...this.target }, { quiet: true });
  }

  /** Press a button or an entry of an overflow menu; `confirmed` has been asked before. */
  async click(block, element, value) {
    await flushTyped();
    const args = { ref: this.ref(block, element), ...this.target };
    return act("click", value === undefined ? args : { ...args, value });
  }
}
