/** The file input: chosen files are put into the workspace and named. */
import { act } from "./actions.js";
import { useBusy } from "./el_button.js";
import { t } from "./i18n.js";
import { Icon } from "./icons.js";
import { html, useState } from "./lib.js";

const BITS = 0x8000;

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += BITS) text += String.fromCharCode(...bytes.subarray(at, at + BITS));
  return btoa(text);
}

const attach = async (file) => ({ name: file.name, id: await act("attach", { name: file.name, content_base64: await base64(file) }) });

export function FileElement({ block, element, surface, labelled }) {
  const held = (surface.value(block, element) ?? []).map((file) => file.id ?? file);
  const [names, setNames] = useState({});
  const [busy, run] = useBusy();
  const most = element.max_files ?? 10;
  const add = (event) => {
    const files = [...event.currentTarget.files].slice(0, most - held.length);
    event.currentTarget.value = "";
    run(async () => {
      const added = (await Promise.all(files.map(attach))).filter((one) => one.id);
      setNames((known) => ({ ...known, ...Object.fromEntries(added.map((one) => [one.id, one.name])) }));
      await surface.select(block, element, [...held, ...added.map((one) => one.id)]);
    });
  };
  const remove = (id) => run(() => surface.select(block, element, held.filter((one) => one !== id)));
  return html`
    <div class="files">
      <input class="field" type="file" id=${labelled?.id ?? surface.id(block, element)} multiple=${most > 1}
        accept=${(element.filetypes ?? []).map((type) => `.${type}`).join(",") || undefined}
        disabled=${surface.disabled || busy || held.length >= most} aria-label=${labelled ? undefined : t("file")}
        aria-describedby=${labelled?.describedby} data-action-id=${element.action_id} onChange=${add} />
      <ul class="chips" aria-label=${t("files")}>${held.map((id) => html`
        <li class="chip"><${Icon} name="file" size=${14} /> ${names[id] ?? id}
          <button type="button" aria-label=${t("remove", { what: names[id] ?? id })} onClick=${() => remove(id)}>
            <${Icon} name="close" size=${12} /></button></li>`)}
      </ul>
    </div>`;
}
