/** Tables while a TOML file is read: where a key leads, and what may no longer be added to. */

export const DEEPEST_TOML = 50; // levels of tables and lists in one another
export const FROZEN = "frozen"; // an inline table or list, which nothing may be added to
export const EXPLICIT = "explicit"; // a table that was opened and cannot be opened again

/** What is known of the tables seen so far. */
export class TomlFlags {
  constructor() {
    /** @type {Map<string, any>} */
    this.known = new Map();
    /** @type {[string[], string][]} */
    this.pending = [];
  }

  finalizePending() {
    for (const [key, flag] of this.pending) this.set(key, flag, false);
    this.pending = [];
  }

  /** @param {string[]} key */
  unsetAll(key) {
    let place = this.known;
    for (const part of key.slice(0, -1)) {
      if (!place.has(part)) return;
      place = place.get(part).nested;
    }
    place.delete(key[key.length - 1]);
  }

  /** @param {string[]} key @param {string} flag @param {boolean} recursive */
  set(key, flag, recursive) {
    let place = this.known;
    let entry;
    for (const part of key) {
      if (!place.has(part)) place.set(part, { flags: new Set(), recursive: new Set(), nested: new Map() });
      entry = place.get(part);
      place = entry.nested;
    }
    entry[recursive ? "recursive" : "flags"].add(flag);
  }

  /** @param {string[]} key @param {string} flag @returns {boolean} */
  has(key, flag) {
    let place = this.known;
    for (const [i, part] of key.entries()) {
      const entry = place.get(part);
      if (entry === undefined) return false;
      if (entry.recursive.has(flag)) return true;
      if (i === key.length - 1) return entry.flags.has(flag);
      place = entry.nested;
    }
    return false;
  }
}

/** Something other than a table stands where one is needed. */
export class NoTable extends Error {}

/**
 * @param {Map<string, any>} root @param {string[]} key @param {boolean} throughLists @returns {Map<string, any>}
 */
export function nestOf(root, key, throughLists = true) {
  /** @type {any} */
  let place = root;
  for (const part of key) {
    if (!place.has(part)) place.set(part, new Map());
    place = place.get(part);
    if (throughLists && Array.isArray(place)) place = place[place.length - 1];
    if (!(place instanceof Map)) throw new NoTable();
  }
  return place;
}

/** @param {string[]} key @returns {string} As Python writes a tuple of texts. */
export function tuple(key) {
  const texts = key.map((part) => (part.includes("'") && !part.includes('"') ? `"${part}"` : `'${part}'`));
  return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(", ")})`;
}

const TEXTS = /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|#[^\n]*/g;

/** @param {string} text @returns {number} How many parts the longest key has, as in a.b.c. */
export function mostParts(text) {
  if (text.split(".").length <= DEEPEST_TOML) return 0;
  const bare = text.replace(TEXTS, (found) => (found.startsWith("#") ? "" : "_"));
  return bare.split(/[=[\]{},\n]/).reduce((most, word) => Math.max(most, word.split(".").length), 0);
}
