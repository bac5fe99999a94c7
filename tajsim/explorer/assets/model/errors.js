// What is wrong with an input, and numbers and names as messages show them.

export const LONGEST_SHOWN = 200; // letters of a value in a message

/** Bad input. `problems` lists everything that is wrong, one text each. */
export class InputError extends Error {
  /**
   * @param {string} heading
   * @param {string[]} [problems]
   */
  constructor(heading, problems = []) {
    super(problems.length ? `${heading}: ${problems.join("; ")}` : heading);
    this.name = "InputError";
    this.heading = heading;
    this.details = problems; // below the heading
    this.problems = problems.length ? problems : [heading];
  }
}

/**
 * A text in quotes, as Python shows it; cut where it is long.
 * @param {string} text
 * @returns {string}
 */
export function quoted(text) {
  const letters = [...shownText(text)];
  return letters.length <= LONGEST_SHOWN ? letters.join("") : `${letters.slice(0, LONGEST_SHOWN).join("")}...`;
}

/** @param {string} text @returns {string} In quotes, as Python shows it. */
export function shownText(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  /** @type {Record<string, string>} */
  const marks = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
  let out = "";
  for (const letter of text) {
    const code = /** @type {number} */ (letter.codePointAt(0));
    if (letter in marks) out += marks[letter];
    else if (letter === quote) out += `\\${letter}`;
    else if (letter !== " " && /[\p{C}\p{Z}]/u.test(letter)) out += escaped(code);
    else out += letter;
  }
  return quote + out + quote;
}

/** @param {number} code @returns {string} */
function escaped(code) {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

/**
 * A number in at most six digits, as `%g` writes it.
 * @param {number} x
 * @returns {string}
 */
export function short(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return "0";
  const power = Number(x.toExponential(5).split("e")[1]);
  if (power >= -4 && power < 6) return String(Number(x.toPrecision(6)));
  const [digits, exponent] = x.toExponential(5).split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${Number(digits)}e${sign}${exponent.slice(1).padStart(2, "0")}`;
}
