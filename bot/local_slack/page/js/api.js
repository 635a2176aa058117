/** Talks with the workspace: requests and one live websocket that comes back by itself. */

const RETRY_MS = 800;

/** A refusal by the workspace; the message says why and what would work. */
export class Refused extends Error {}

async function answer(response) {
  const body = await response.json().catch(() => ({ error: `HTTP ${response.status}` }));
  if (!response.ok) throw new Refused(body.error ?? `HTTP ${response.status}`);
  return body;
}

/** GET `/_/{path}`. @param {string} path @param {Record<string, any>} query */
export const get = async (path, query = {}) => answer(await fetch(`/_/${path}?${new URLSearchParams(query)}`));

/** The address of a file's bytes, as one person sees it. */
export const fileUrl = (person, id) => `/_/file?${new URLSearchParams({ as: person, id })}`;

/** POST JSON to `/_/{path}`; with `keepalive` it arrives even when the page goes away meanwhile. */
export async function post(path, body, keepalive = false) {
  const options = { keepalive, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return answer(await fetch(`/_/${path}`, options));
}

/**
 * Listens to `/_/live`. `on.item(item)` runs for each frame, `on.lost()` when the workspace went away; it is tried
 * again until the page closes.
 */
export function live(person, on) {
  const connect = () => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/_/live?as=${person}`);
    socket.onmessage = (event) => on.item(JSON.parse(event.data));
    socket.onclose = () => {
      on.lost();
      setTimeout(connect, RETRY_MS);
    };
  };
  connect();
}
