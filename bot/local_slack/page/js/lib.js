/** The view library in one place: components are functions, markup is tagged templates. */
import { Fragment, h, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import htm from "htm";

export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export const html = htm.bind(h);
export { Fragment, render };

/** Joins class names, leaving out what is false. @param {...(string|false|null|undefined)} names */
export const cls = (...names) => names.filter(Boolean).join(" ");

/** A component of a module that is fetched when it is first shown. @param {() => Promise<{default: any}>} load */
export function later(load) {
  let Component = null;
  return function Later(props) {
    const [, draw] = useState(0);
    useEffect(() => {
      if (!Component) load().then((module) => { Component = module.default; draw((n) => n + 1); });
    }, []);
    return Component && html`<${Component} ...${props} />`;
  };
}

/**
 * A function that runs once calls have paused for `ms`; `drop` forgets a waiting call, `flush` runs it at once and
 * answers what the latest run does, which may have begun before: whoever waits for it waits for that one, too.
 * @typedef {((...args: any[]) => void) & {flush: () => any, drop: () => void}} Later
 * @param {(...args: any[]) => any} run @param {number} ms @returns {Later}
 */
export function debounce(run, ms) {
  let timer = 0;
  let waiting = null;
  let latest;
  const fire = () => {
    clearTimeout(timer);
    timer = 0;
    const args = waiting;
    waiting = null;
    if (args) latest = run(...args);
    return latest;
  };
  const call = (...args) => {
    waiting = args;
    clearTimeout(timer);
    timer = setTimeout(fire, ms);
  };
  return Object.assign(call, { flush: fire, drop: () => { clearTimeout(timer); waiting = null; } });
}
