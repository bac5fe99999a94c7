/**
 * The language of the page: whole texts with their plurals, the marks within numbers, the names of things.
 *
 * Every text of the interface is written in English where it is used, as the argument of `t`; another language is a map
 * from those texts. What is no text of the program, such as a title that a user wrote, stays as it is.
 */

/**
 * @typedef {object} Language
 * @property {string} decimal The mark before decimals.
 * @property {string} thousands The mark between thousands.
 * @property {Record<string, string | string[]>} texts From English; several forms where a text has {count}.
 */

/** @type {{name: string, language: Language}} */
const spoken = { name: "en", language: { decimal: ".", thousands: ",", texts: {} } };

/** How many forms a plural has, and which one a count takes. */
const PLURALS = {
  /** @param {number} count */
  en: (count) => (count === 1 ? 0 : 1),
  /** @param {number} count */
  ru: (count) => {
    if (count % 10 === 1 && count % 100 !== 11) return 0;
    return [2, 3, 4].includes(count % 10) && ![12, 13, 14].includes(count % 100) ? 1 : 2;
  },
};

/** @param {string} name @param {Language} language */
export function speak(name, language) {
  spoken.name = name;
  spoken.language = language;
}

/** @returns {string} The language spoken, as "ru". */
export function languageSpoken() {
  return spoken.name;
}

/**
 * An English text in the language of the page, with values in its {holes}.
 * @param {string} text @param {Record<string, string | number>} values `count` is a whole number. @returns {string}
 */
export function t(text, values = {}) {
  const found = own(spoken.language.texts, text) ?? text;
  const { name } = spoken;
  const plural = name === "ru" ? PLURALS.ru : PLURALS.en;
  const form = typeof found === "string" ? found : found[plural(Number(values.count))] ?? found[found.length - 1];
  const filled = form.replace(/\{(\w+)\}/g, (hole, key) => {
    if (!Object.hasOwn(values, key)) return hole;
    return key === "count" ? marked(grouped(Number(values.count), 0)) : String(values[key]);
  });
  return filled.replace(/(\d) %/g, "$1\u00a0%"); // a number and its sign stay on one line
}

/**
 * A title, unit or note of the model in the language of the page; of a title that is composed (A + B) each part.
 * @param {string} text @returns {string}
 */
export function said(text) {
  const found = own(spoken.language.texts, text);
  if (typeof found === "string") return found;
  if (!text.includes(" + ")) return text;
  return text.split(" + ").map(said).join(" + ");
}

/** @param {Record<string, string | string[]>} texts @param {string} key @returns {string | string[] | undefined} */
function own(texts, key) {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

/** @param {string} text A title. @returns {string} As it stands within a sentence: its first letter small. */
export function within(text) {
  const title = said(text);
  const kept = /^[\p{Lu}]{2}/u.test(title) || /^(Russian|Tajik|Gini)\b/.test(title);
  return kept ? title : title.slice(0, 1).toLowerCase() + title.slice(1);
}

/** @param {string[]} items @returns {string} As in a sentence: a, b and c. */
export function listed(items) {
  if (items.length < 2) return items.join("");
  return t("{items} and {last}", { items: items.slice(0, -1).join(", "), last: items[items.length - 1] });
}

/** @param {string} text @returns {string} With a capital first letter. */
export function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** @param {string} text A number as English writes it. @returns {string} With the marks of the language. */
export function marked(text) {
  const { decimal, thousands } = spoken.language;
  return text.replace(/[.,]/g, (mark) => (mark === "." ? decimal : thousands));
}

/** @param {number} value @param {number} places @returns {string} With thousands apart, as English writes it. */
export function grouped(value, places) {
  const [whole, rest] = Math.abs(value).toFixed(places).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = rest ? `${apart}.${rest}` : apart;
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

/** @param {string} quarter As "2027Q2". @returns {string} */
export function quarterWords(quarter) {
  const year = quarter.slice(0, 4);
  switch (quarter.slice(4)) {
    case "Q1":
      return t("{year}Q1", { year });
    case "Q2":
      return t("{year}Q2", { year });
    case "Q3":
      return t("{year}Q3", { year });
    case "Q4":
      return t("{year}Q4", { year });
    default:
      return quarter;
  }
}
