/** Where the reader is: the conversation, thread or Home tab in the fragment. */
import { isApp, store } from "./store.js";

function read() {
  const [channel = "", rest = ""] = location.hash.replace(/^#\/?/, "").split("/");
  const known = store.state.channels[channel];
  const home = isApp(known) ? rest === "home" || (rest === "" && store.state.app.home_tab) : false;
  return { channel, thread: /^\d+\.\d+$/.test(rest) ? rest : "", home };
}

/** The first conversation worth showing: one the person is in, a channel if there is any. */
function first() {
  const all = Object.values(store.state.channels).filter((one) => one.members.includes(store.state.me));
  const channel = all.find((one) => one.kind === "channel") ?? all[0];
  return channel?.id ?? "app";
}

/** Take the place from the address; an unknown one becomes the first conversation. */
export function follow() {
  let route = read();
  const app = Object.values(store.state.channels).find(isApp);
  if (route.channel === "app" && app) history.replaceState(null, "", `#/${app.id}`);
  if (route.channel === "app") route = read();
  if (route.channel !== "app" && !store.state.channels[route.channel]) {
    history.replaceState(null, "", `#/${first()}`);
    route = read();
  }
  const opens = route.thread && route.thread !== store.state.route.thread;
  store.set({ route, ...(opens && !store.state.wide && { tool: "" }) });
}
