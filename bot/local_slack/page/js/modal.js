/** Modals: the top of the stack, with Slack's title, blocks, errors, submit, close and "x"; and confirm dialogs. */
import { act, actAfterTyping, announce, flushTyped } from "./actions.js";
import { Blocks } from "./blocks.js";
import { focusable, useDialog } from "./dialog.js";
import { useBusy } from "./el_button.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { cls, html, useEffect, useRef } from "./lib.js";
import { firstField, useScreen } from "./screen.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";
import { Text, plain } from "./text.js";

/** What gets the focus: the field that asks for it, else the first, else the body, which the arrow keys scroll. */
function focusFirst(view) {
  return (node) => {
    const wanted = view.blocks.map((block) => block.element ?? block.accessory).find((one) => one?.focus_on_load);
    const asked = wanted && [...node.querySelectorAll("[data-action-id]")].find((one) => one.dataset.actionId === wanted.action_id);
    const body = node.querySelector(".modal-body");
    return (asked && (focusable(asked)[0] ?? asked)) ?? firstField(body) ?? body;
  };
}

/** A form that was still loading when it took the focus hands it on to its first field. */
function useHandOn(view, node) {
  useEffect(() => {
    const { current: dialog } = node;
    const body = dialog.querySelector(".modal-body");
    if ([dialog, body].includes(document.activeElement)) firstField(body)?.focus({ preventScroll: true });
  }, [view]);
}

/** After a refused submission the first field in error gets the focus. */
function useErrorFocus(view, node) {
  const blocks = Object.keys(view.errors);
  useEffect(() => {
    if (!blocks.length || view.submitting) return;
    const first = view.blocks.find((block) => view.errors[block.block_id]);
    const place = [...(node.current?.querySelectorAll("[data-block-id]") ?? [])].find((one) => one.dataset.blockId === first?.block_id);
    place?.querySelector(".field, input")?.focus();
    announce(t("errors.announce", { n: blocks.length }));
  }, [JSON.stringify(view.errors), view.submitting]);
}

function Footer({ view, busy }) {
  const disabled = busy || view.submitting || view.submit_disabled;
  const close = () => act("close");
  return html`
    <div class="modal-foot">
      <button type="button" class="button" onClick=${close} disabled=${view.submitting}>${plain(view.close) || t(view.submit ? "cancel" : "close")}</button>
      ${view.submit && html`
        <button type="submit" class=${cls("button primary", (busy || view.submitting) && "busy")} disabled=${disabled}
          aria-busy=${busy || view.submitting}><span class="button-words">${plain(view.submit)}</span></button>`}
    </div>`;
}

export function Modal({ view, depth }) {
  const [busy, run] = useBusy();
  const body = useRef(null);
  const dialog = useDialog({ key: useScreen(view, body), first: focusFirst(view), escape: () => act("close") });
  useHandOn(view, dialog.ref);
  useErrorFocus(view, dialog.ref);
  const surface = new Surface({ values: view.state.values, disabled: view.submitting, level: 3, prefix: view.id });
  const submit = (event) => {
    event.preventDefault();
    if (view.submit && !view.submitting && !view.submit_disabled) run(() => actAfterTyping("submit"));
  };
  const dismiss = async () => { await flushTyped(); await act("dismiss"); };
  return html`
    <div class=${cls("overlay", depth > 1 && `depth-${depth}`)}>
      <div class="modal" role="dialog" aria-modal=${!store.state.tool} aria-labelledby=${`${view.id}-title`} tabindex="-1"
        ...${dialog} data-view-id=${view.id} data-callback-id=${view.callback_id}><form noValidate onSubmit=${submit}>
        <div class="modal-head">
          <span class="app-badge" aria-hidden="true">${store.state.app.name?.[0]}</span>
          <h2 id=${`${view.id}-title`}>${plain(view.title)}</h2>
          <button type="button" class="icon-button" aria-label=${t("dismiss")} title=${t("dismiss")} onClick=${dismiss}>
            <${Icon} name="close" /></button>
        </div>
        <div class="modal-body" key=${view.id} tabindex="-1" ref=${body}>
          <${Blocks} blocks=${view.blocks} surface=${surface} errors=${view.errors} />
        </div>
        <${Footer} ...${{ view, busy }} />
      </form></div>
    </div>`;
}

/** The dialog an element asks for before it acts. */
export function Confirm({ confirm }) {
  const { dialog, answer } = confirm;
  const props = useDialog({ key: dialog, first: (node) => node.querySelector(".primary, .danger"), escape: () => answer(false) });
  return html`
    <div class="overlay confirm">
      <div class="modal small" role="alertdialog" aria-modal="true" aria-labelledby="confirm-title" aria-describedby="confirm-text" ...${props}>
        <div class="modal-head"><h2 id="confirm-title">${plain(dialog.title)}</h2></div>
        <div class="modal-body" id="confirm-text"><${Text} of=${dialog.text} /></div>
        <div class="modal-foot">
          <button type="button" class="button" onClick=${() => answer(false)}>${plain(dialog.deny) || t("cancel")}</button>
          <button type="button" class=${cls("button", dialog.style ?? "primary")} onClick=${() => answer(true)}>${plain(dialog.confirm) || t("ok")}</button>
        </div>
      </div>
    </div>`;
}
