/** Where the reader is: the conversation, thread or Home tab in the fragment. */
import { firstChannel, isApp, store } from "./store.js";

function read() {
  const [channel = "", rest = ""] = location.hash.replace(/^#\/?/, "").split("/");
  const known = store.state.channels[channel];
  const home = isApp(known) ? rest === "home" || (rest === "" && store.state.app.home_tab) : false;
  return { channel, thread: /^\d+\.\d+$/.test(rest) ? rest : "", home };
}

/** Take the place from the address; an unknown one becomes the first conversation. */
export function follow() {
  let route = read();
  const app = Object.values(store.state.channels).find(isApp);
  if (route.channel === "app" && app) history.replaceState(null, "", `#/${app.id}`);
  if (route.channel === "app") route = read();
  if (route.channel !== "app" && !store.state.channels[route.channel]) {
    history.replaceState(null, "", `#/${firstChannel()}`);
    route = read();
  }
  const opens = route.thread && route.thread !== store.state.route.thread;
  store.set({ route, ...(opens && !store.state.wide && { tool: "" }) });
}
