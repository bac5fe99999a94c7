/**
 * TOML 1.0, read and refused as Python's `tomllib` does: the same values, the same words, the same places.
 *
 * A table is a Map (a key such as `__proto__` is a key like any other), an integer a bigint, a float a number.
 */

import { DEEPEST_TOML, EXPLICIT, FROZEN, mostParts, nestOf, NoTable, TomlFlags, tuple } from "./toml_tables.js";
import { control, dateAt, illegal, numberAt, TomlError } from "./toml_values.js";

/** @typedef {import("./toml_values.js").TomlDate} TomlDate */
/** @typedef {string | boolean | bigint | number | TomlDate | TomlValue[] | Map<string, any>} TomlValue */

const MOST_BITS = 2000; // bits of an integer
const SPACE = " \t";
const SPACE_AND_LINE = " \t\n";
const BARE = /[A-Za-z0-9_-]/;
const ESCAPES = new Map(Object.entries({ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" }));
/**
 * The text of a TOML file as a table. Throws TomlError in the words of the command line.
 * @param {string} text @param {string} what The file, in messages. @returns {Map<string, any>}
 */
export function parseToml(text, what) {
  const cannot = `cannot read ${what}: `;
  const clean = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const parts = mostParts(clean);
  if (parts > DEEPEST_TOML) {
    const many = parts.toLocaleString("en-US");
    throw new TomlError(
      `${cannot}its tables are more than ${DEEPEST_TOML} deep in one another (a key has ${many} parts)`,
    );
  }
  let content;
  try {
    content = new TomlParser(clean).document();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TomlError(`${cannot}not valid TOML (maximum recursion depth exceeded)`);
    }
    throw error instanceof TomlError ? new TomlError(`${cannot}not valid TOML (${error.message})`) : error;
  }
  /** @type {any[]} */
  let level = [content];
  for (let depth = 0; depth < DEEPEST_TOML; depth++) {
    level = level.flatMap((value) => (value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : []));
    if (level.some((value) => typeof value === "bigint" && bitsOf(value) > MOST_BITS)) {
      throw new TomlError(`${cannot}it holds an integer of more than ${MOST_BITS} bits`);
    }
  }
  if (level.length) throw new TomlError(`${cannot}its tables are more than ${DEEPEST_TOML} deep in one another`);
  return content;
}

/** @param {bigint} value @returns {number} */
function bitsOf(value) {
  return (value < 0n ? -value : value).toString(2).length;
}

class TomlParser {
  /** @param {string} source With lines that end in a single newline. */
  constructor(source) {
    this.source = source;
    this.at = 0;
    /** @type {Map<string, any>} */
    this.root = new Map();
    this.flags = new TomlFlags();
    /** @type {string[]} */
    this.header = [];
  }

  /** @returns {Map<string, any>} */
  document() {
    for (;;) {
      this.skip(SPACE);
      const letter = this.source[this.at];
      if (letter === undefined) break;
      if (letter === "\n") {
        this.at += 1;
        continue;
      }
      if (BARE.test(letter) || letter === '"' || letter === "'") {
        this.keyValue();
        this.skip(SPACE);
      } else if (letter === "[") {
        this.flags.finalizePending();
        if (this.source[this.at + 1] === "[") this.listHeader();
        else this.tableHeader();
        this.skip(SPACE);
      } else if (letter !== "#") throw this.fault("Invalid statement");
      this.comment();
      if (this.source[this.at] === undefined) break;
      if (this.source[this.at] !== "\n") throw this.fault("Expected newline or end of document after a statement");
      this.at += 1;
    }
    return this.root;
  }

  /** @param {string} message @param {number} at @returns {TomlError} */
  fault(message, at = this.at) {
    if (at >= this.source.length) return new TomlError(`${message} (at end of document)`);
    const lines = this.source.slice(0, at).split("\n");
    const column = [...lines[lines.length - 1]].length + 1;
    return new TomlError(`${message} (at line ${lines.length}, column ${column})`);
  }

  /** @param {string} letters */
  skip(letters) {
    while (this.at < this.source.length && letters.includes(this.source[this.at])) this.at += 1;
  }

  /** @param {string} end @param {string} allowed @param {boolean} needed @returns {string} What stands before `end`. */
  until(end, allowed, needed) {
    const start = this.at;
    let stop = this.source.indexOf(end, start);
    if (stop < 0) {
      stop = this.source.length;
      if (needed) throw this.fault(`Expected ${end.includes("'") ? `"${end}"` : `'${end}'`}`, stop);
    }
    for (let i = start; i < stop; i++) {
      if (illegal(this.source[i], allowed)) {
        throw this.fault(`Found invalid character ${control(this.source[i])}`, i);
      }
    }
    this.at = stop;
    return this.source.slice(start, stop);
  }

  comment() {
    if (this.source[this.at] !== "#") return;
    this.at += 1;
    this.until("\n", "\t", false);
  }

  commentsAndSpace() {
    for (let before = -1; before !== this.at; ) {
      before = this.at;
      this.skip(SPACE_AND_LINE);
      this.comment();
    }
  }

  tableHeader() {
    this.at += 1;
    this.skip(SPACE);
    const key = this.key();
    if (this.flags.has(key, EXPLICIT) || this.flags.has(key, FROZEN)) {
      throw this.fault(`Cannot declare ${tuple(key)} twice`);
    }
    this.flags.set(key, EXPLICIT, false);
    this.guarded(() => nestOf(this.root, key));
    if (!this.source.startsWith("]", this.at)) throw this.fault("Expected ']' at the end of a table declaration");
    this.at += 1;
    this.header = key;
  }

  listHeader() {
    this.at += 2;
    this.skip(SPACE);
    const key = this.key();
    if (this.flags.has(key, FROZEN)) throw this.fault(`Cannot mutate immutable namespace ${tuple(key)}`);
    this.flags.unsetAll(key);
    this.flags.set(key, EXPLICIT, false);
    this.guarded(() => {
      const place = nestOf(this.root, key.slice(0, -1));
      const last = key[key.length - 1];
      const list = place.get(last);
      if (list === undefined) place.set(last, [new Map()]);
      else if (Array.isArray(list)) list.push(new Map());
      else throw new NoTable();
    });
    if (!this.source.startsWith("]]", this.at)) throw this.fault("Expected ']]' at the end of an array declaration");
    this.at += 2;
    this.header = key;
  }

  keyValue() {
    const [key, value] = this.pair();
    const parent = [...this.header, ...key.slice(0, -1)];
    for (let i = 1; i < key.length; i++) {
      const part = [...this.header, ...key.slice(0, i)];
      if (this.flags.has(part, EXPLICIT)) throw this.fault(`Cannot redefine namespace ${tuple(part)}`);
      this.flags.pending.push([part, EXPLICIT]);
    }
    if (this.flags.has(parent, FROZEN)) throw this.fault(`Cannot mutate immutable namespace ${tuple(parent)}`);
    const place = this.guarded(() => nestOf(this.root, parent));
    const last = key[key.length - 1];
    if (place.has(last)) throw this.fault("Cannot overwrite a value");
    if (value instanceof Map || Array.isArray(value)) this.flags.set([...this.header, ...key], FROZEN, true);
    place.set(last, value);
  }

  /** @template T @param {() => T} work @returns {T} */
  guarded(work) {
    try {
      return work();
    } catch (error) {
      throw error instanceof NoTable ? this.fault("Cannot overwrite a value") : error;
    }
  }

  /** @returns {[string[], any]} */
  pair() {
    const key = this.key();
    if (this.source[this.at] !== "=") throw this.fault("Expected '=' after a key in a key/value pair");
    this.at += 1;
    this.skip(SPACE);
    return [key, this.value()];
  }

  /** @returns {string[]} */
  key() {
    const parts = [this.keyPart()];
    this.skip(SPACE);
    while (this.source[this.at] === ".") {
      this.at += 1;
      this.skip(SPACE);
      parts.push(this.keyPart());
      this.skip(SPACE);
    }
    return parts;
  }

  /** @returns {string} */
  keyPart() {
    const letter = this.source[this.at];
    if (letter === "'") return this.literal();
    if (letter === '"') return this.basic();
    if (letter === undefined || !BARE.test(letter)) throw this.fault("Invalid initial character for a key part");
    const start = this.at;
    while (this.at < this.source.length && BARE.test(this.source[this.at])) this.at += 1;
    return this.source.slice(start, this.at);
  }

  /** @returns {string} */
  literal() {
    this.at += 1;
    const text = this.until("'", "\t", true);
    this.at += 1;
    return text;
  }

  /** @returns {string} */
  basic() {
    this.at += 1;
    return this.basicRest(false);
  }

  /** @param {boolean} lines Whether it may have several. @returns {string} */
  multiline(lines) {
    this.at += 3;
    if (this.source[this.at] === "\n") this.at += 1;
    let text;
    if (lines) text = this.basicRest(true);
    else {
      text = this.until("'''", "\t\n", true);
      this.at += 3;
    }
    const mark = lines ? '"' : "'";
    for (let i = 0; i < 2 && this.source[this.at] === mark; i++) {
      text += mark;
      this.at += 1;
    }
    return text;
  }

  /** @param {boolean} lines @returns {string} */
  basicRest(lines) {
    const allowed = lines ? "\t\n" : "\t";
    let text = "";
    for (;;) {
      const letter = this.source[this.at];
      if (letter === undefined) throw this.fault("Unterminated string");
      if (letter === '"' && (!lines || this.source.startsWith('"""', this.at))) {
        this.at += lines ? 3 : 1;
        return text;
      }
      if (letter === "\\") text += this.escape(lines);
      else {
        if (illegal(letter, allowed)) throw this.fault(`Illegal character ${control(letter)}`);
        text += letter;
        this.at += 1;
      }
    }
  }

  /** @param {boolean} lines @returns {string} */
  escape(lines) {
    const id = this.source[this.at + 1];
    this.at = Math.min(this.at + 2, this.source.length);
    if (lines && (id === " " || id === "\t" || id === "\n")) {
      if (id !== "\n") {
        this.skip(SPACE);
        if (this.source[this.at] === undefined) return "";
        if (this.source[this.at] !== "\n") throw this.fault("Unescaped '\\' in a string");
        this.at += 1;
      }
      this.skip(SPACE_AND_LINE);
      return "";
    }
    if (id === "u" || id === "U") return this.hex(id === "u" ? 4 : 8);
    const meant = id === undefined ? undefined : ESCAPES.get(id);
    if (meant === undefined) throw this.fault("Unescaped '\\' in a string");
    return meant;
  }

  /** @param {number} length @returns {string} */
  hex(length) {
    const digits = this.source.slice(this.at, this.at + length);
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) throw this.fault("Invalid hex value");
    this.at += length;
    const code = parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw this.fault("Escaped character is not a Unicode scalar value");
    }
    return String.fromCodePoint(code);
  }

  /** @returns {TomlValue} */
  value() {
    const { source } = this;
    const letter = source[this.at];
    if (letter === '"') return source.startsWith('"""', this.at) ? this.multiline(true) : this.basic();
    if (letter === "'") return source.startsWith("'''", this.at) ? this.multiline(false) : this.literal();
    for (const truth of [true, false]) {
      if (source.startsWith(String(truth), this.at)) {
        this.at += String(truth).length;
        return truth;
      }
    }
    if (letter === "[") return this.list();
    if (letter === "{") return this.inlineTable();
    return this.dateOrNumber();
  }

  /** @returns {TomlValue} */
  dateOrNumber() {
    let found;
    try {
      found = dateAt(this.source, this.at);
    } catch (error) {
      throw error instanceof TomlError ? this.fault(error.message) : error;
    }
    found ??= numberAt(this.source, this.at);
    if (!found) throw this.fault("Invalid value");
    this.at += found.length;
    return found.value;
  }

  /** @returns {TomlValue[]} */
  list() {
    this.at += 1;
    /** @type {TomlValue[]} */
    const list = [];
    this.commentsAndSpace();
    while (this.source[this.at] !== "]") {
      list.push(this.value());
      this.commentsAndSpace();
      if (this.source[this.at] === "]") break;
      if (this.source[this.at] !== ",") throw this.fault("Unclosed array");
      this.at += 1;
      this.commentsAndSpace();
    }
    this.at += 1;
    return list;
  }

  /** @returns {Map<string, any>} */
  inlineTable() {
    this.at += 1;
    /** @type {Map<string, any>} */
    const table = new Map();
    const flags = new TomlFlags();
    this.skip(SPACE);
    if (this.source[this.at] === "}") {
      this.at += 1;
      return table;
    }
    for (;;) {
      const [key, value] = this.pair();
      const last = key[key.length - 1];
      if (flags.has(key, FROZEN)) throw this.fault(`Cannot mutate immutable namespace ${tuple(key)}`);
      const place = this.guarded(() => nestOf(table, key.slice(0, -1), false));
      if (place.has(last)) throw this.fault(`Duplicate inline table key ${tuple([last]).slice(1, -2)}`);
      place.set(last, value);
      this.skip(SPACE);
      const letter = this.source[this.at];
      if (letter === "}") {
        this.at += 1;
        return table;
      }
      if (letter !== ",") throw this.fault("Unclosed inline table");
      if (value instanceof Map || Array.isArray(value)) flags.set(key, FROZEN, true);
      this.at += 1;
      this.skip(SPACE);
    }
  }
}
