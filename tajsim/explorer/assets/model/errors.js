// What is wrong with an input, and numbers and names as messages show them.

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
    this.problems = problems.length ? problems : [heading];
  }
}

/**
 * A name or a value in quotes, cut where it is long.
 * @param {unknown} value
 * @returns {string}
 */
export function quoted(value) {
  const text = typeof value === "string" ? `'${value}'` : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
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
