/** Dates, times and numbers of TOML, and the characters that no text of it may hold. */

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

const MOST_DIGITS = 4300; // of an integer, which Python reads
const TIME = "([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\\.([0-9]{1,6})[0-9]*)?";
const TOML_DATETIME = new RegExp(
  `([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:[Tt ]${TIME}(?:([Zz])|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?)?`,
  "y",
);
const LOCALTIME = new RegExp(TIME, "y");
const TOML_NUMBER =
  /0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)|[+-]?(?:0|[1-9](?:_?[0-9])*)((?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)/y;
const SPECIAL = /[+-]?(?:inf|nan)/y;

/**
 * The date or time at a place, with how long it is; null where there is none. Throws TomlError for no day of a calendar.
 * @param {string} source @param {number} at @returns {{value: TomlDate, length: number} | null}
 */
export function dateAt(source, at) {
  const match = matchAt(TOML_DATETIME, source, at);
  if (!match) {
    const time = matchAt(LOCALTIME, source, at);
    if (!time) return null;
    return { value: new TomlDate(`datetime.time(${clock(time.slice(1, 5))})`, time[0]), length: time[0].length };
  }
  const [text] = match;
  const [year, month, day] = match.slice(1, 4).map(Number);
  if (year === 0 || day > daysOf(year, month)) throw new TomlError("Invalid date or datetime");
  const date = `${year}, ${month}, ${day}`;
  if (match[4] === undefined) return { value: new TomlDate(`datetime.date(${date})`, text), length: text.length };
  const shown = `datetime.datetime(${date}, ${clock(match.slice(4, 8))}${zone(match)})`;
  const words = text.replace(/[Tt]/, " ").replace(/[Zz]$/, "+00:00");
  return { value: new TomlDate(shown, words), length: text.length };
}

/**
 * The number at a place, with how long it is; null where there is none. Throws TomlError for one of too many digits.
 * @param {string} source @param {number} at @returns {{value: bigint | number, length: number} | null}
 */
export function numberAt(source, at) {
  const match = matchAt(TOML_NUMBER, source, at);
  if (!match) {
    const special = matchAt(SPECIAL, source, at);
    if (!special) return null;
    const [text] = special;
    const value = text.endsWith("nan") ? NaN : text.startsWith("-") ? -Infinity : Infinity;
    return { value, length: text.length };
  }
  const [text] = match;
  const plain = text.replace(/_/g, "");
  if (match[1]) return { value: Number(plain), length: text.length };
  const digits = plain.replace(/^[+-]/, "");
  if (!/^0[xbo]/.test(digits) && digits.length > MOST_DIGITS) {
    throw new TomlError(
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${digits.length} digits; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  return { value: plain.startsWith("-") ? -BigInt(digits) : BigInt(digits), length: text.length };
}

/** @param {RegExp} pattern A sticky one. @param {string} source @param {number} at @returns {RegExpExecArray | null} */
function matchAt(pattern, source, at) {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** @param {number} year @param {number} month 1 to 12. @returns {number} */
function daysOf(year, month) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
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

/** @param {string} letter @returns {string} A control character as Python shows it. */
export function control(letter) {
  /** @type {Record<string, string>} */
  const short = { "\n": "'\\n'", "\t": "'\\t'", "\r": "'\\r'" };
  return short[letter] ?? `'\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}'`;
}

/** @param {string | undefined} letter @param {string} allowed @returns {boolean} */
export function illegal(letter, allowed) {
  return letter !== undefined && (letter < " " || letter === "\x7f") && !allowed.includes(letter);
}
