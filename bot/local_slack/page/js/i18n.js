/** The page's own words in the viewer's language. */

const LANGUAGES = ["en", "es"];
let words = {};
let plurals = new Intl.PluralRules("en");

/** The language of a locale for which there is a catalogue. @param {string} locale */
export function languageOf(locale) {
  const language = (locale || "en").split("-")[0].toLowerCase();
  return LANGUAGES.includes(language) ? language : "en";
}

/** Take a catalogue that came with the page. */
export function speak(language, catalogue) {
  words = catalogue;
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

/** Load the catalogue of a locale and mark the document with its language. */
export async function useLanguage(locale) {
  const language = languageOf(locale);
  if (document.documentElement.lang === language && Object.keys(words).length) return;
  speak(language, await (await fetch(`/i18n/${language}.json`)).json());
}

/** The words for a key, `{names}` filled in; a key with plural forms chooses by `n`. */
export function t(key, values = {}) {
  const found = words[key] ?? key;
  const text = typeof found === "string" ? found : (found[plurals.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
