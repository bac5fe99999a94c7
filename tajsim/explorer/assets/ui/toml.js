/**
 * TOML 1.0, read and refused as Python's `tomllib` does: the same values, the same words, the same places.
 *
 * A table is a Map (a key such as `__proto__` is a key like any other), an integer a bigint, a float a number.
 */

/** @typedef {string | boolean | bigint | number | TomlDate | TomlValue[] | Map<string, any>} TomlValue */

/** A date or a time. Scenario files have none: it is kept only to be shown in a message. */
export class TomlDate {
  /** @param {string} shown As a message shows it. @param {string} words As it is written. */
  constructor(shown, words) {
    this.shown = shown;
    this.words = words;
  }
}

/** The text is no TOML; the message says where. */
export class TomlError extends Error {}

const DEEPEST_TOML = 50; // levels of tables and lists in one another
const MOST_BITS = 2000; // bits of an integer
const MOST_DIGITS = 4300; // of an integer, which Python reads
const SPACE = " \t";
const SPACE_AND_LINE = " \t\n";
const BARE = /[A-Za-z0-9_-]/;
const ESCAPES = new Map(Object.entries({ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" }));
const TIME = "([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\\.([0-9]{1,6})[0-9]*)?";
const TOML_DATETIME = new RegExp(
  `([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:[Tt ]${TIME}(?:([Zz])|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?)?`,
  "y",
);
const LOCALTIME = new RegExp(TIME, "y");
const TOML_NUMBER =
  /0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)|[+-]?(?:0|[1-9](?:_?[0-9])*)((?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)/y;
const TEXTS = /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|#[^\n]*/g;

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

/** @param {string} text @returns {number} How many parts the longest key has, as in a.b.c. */
function mostParts(text) {
  if (text.split(".").length <= DEEPEST_TOML) return 0;
  const bare = text.replace(TEXTS, (found) => (found.startsWith("#") ? "" : "_"));
  return bare.split(/[=[\]{},\n]/).reduce((most, word) => Math.max(most, word.split(".").length), 0);
}

const FROZEN = "frozen"; // an inline table or list, which nothing may be added to
const EXPLICIT = "explicit"; // a table that was opened and cannot be opened again

/** What is known of the tables seen so far. */
class TomlFlags {
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
class NoTable extends Error {}

/**
 * @param {Map<string, any>} root @param {string[]} key @param {boolean} throughLists @returns {Map<string, any>}
 */
function nestOf(root, key, throughLists = true) {
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
function tuple(key) {
  const texts = key.map((part) => (part.includes("'") && !part.includes('"') ? `"${part}"` : `'${part}'`));
  return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(", ")})`;
}

/** @param {string} letter @returns {string} A control character as Python shows it. */
function control(letter) {
  /** @type {Record<string, string>} */
  const short = { "\n": "'\\n'", "\t": "'\\t'", "\r": "'\\r'" };
  return short[letter] ?? `'\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}'`;
}

/** @param {string | undefined} letter @param {string} allowed @returns {boolean} */
function illegal(letter, allowed) {
  return letter !== undefined && (letter < " " || letter === "\x7f") && !allowed.includes(letter);
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
    return this.date() ?? this.number();
  }

  /** @returns {TomlDate | null} */
  date() {
    TOML_DATETIME.lastIndex = this.at;
    const match = TOML_DATETIME.exec(this.source);
    if (match) {
      const [year, month, day] = match.slice(1, 4).map(Number);
      if (year === 0 || day > new Date(Date.UTC(2000, month, 0)).getUTCDate() - (month === 2 && !leap(year) ? 1 : 0)) {
        throw this.fault("Invalid date or datetime");
      }
      this.at += match[0].length;
      if (match[4] === undefined) return new TomlDate(`datetime.date(${year}, ${month}, ${day})`, match[0]);
      const shown = `datetime.datetime(${year}, ${month}, ${day}, ${clock(match.slice(4, 8))}${zone(match)})`;
      return new TomlDate(shown, match[0].replace(/[Tt]/, " ").replace(/[Zz]$/, "+00:00"));
    }
    LOCALTIME.lastIndex = this.at;
    const time = LOCALTIME.exec(this.source);
    if (!time) return null;
    this.at += time[0].length;
    return new TomlDate(`datetime.time(${clock(time.slice(1, 5))})`, time[0]);
  }

  /** @returns {bigint | number} */
  number() {
    TOML_NUMBER.lastIndex = this.at;
    const match = TOML_NUMBER.exec(this.source);
    if (match) {
      this.at += match[0].length;
      const plain = match[0].replace(/_/g, "");
      if (match[1]) return Number(plain);
      const digits = plain.replace(/^[+-]/, "");
      if (/^\d/.test(digits) && !/^0[xbo]/.test(digits) && digits.length > MOST_DIGITS) {
        throw new TomlError(
          `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${digits.length} digits; use sys.set_int_max_str_digits() to increase the limit`,
        );
      }
      return plain.startsWith("-") ? -BigInt(digits) : BigInt(digits);
    }
    const special = /[+-]?(?:inf|nan)/y;
    special.lastIndex = this.at;
    const found = special.exec(this.source);
    if (!found) throw this.fault("Invalid value");
    this.at += found[0].length;
    if (found[0].endsWith("nan")) return NaN;
    return found[0].startsWith("-") ? -Infinity : Infinity;
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

/** @param {number} year @returns {boolean} */
function leap(year) {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** @param {(string | undefined)[]} parts Hour, minute, second, fraction. @returns {string} */
function clock([hour, minute, second, fraction]) {
  const micros = fraction ? Number(fraction.padEnd(6, "0")) : 0;
  const tail = micros ? [Number(second), micros] : Number(second) ? [Number(second)] : [];
  return [Number(hour), Number(minute), ...tail].join(", ");
}

/** @param {RegExpExecArray} match @returns {string} */
function zone(match) {
  if (match[8]) return ", tzinfo=datetime.timezone.utc";
  if (!match[9]) return "";
  const seconds = (match[9] === "-" ? -1 : 1) * (Number(match[10]) * 3600 + Number(match[11]) * 60);
  if (!seconds) return ", tzinfo=datetime.timezone.utc";
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const delta = days ? `days=${days}, seconds=${rest}` : `seconds=${rest}`;
  return `, tzinfo=datetime.timezone(datetime.timedelta(${delta}))`;
}
