// What the file holds: texts, lists and numbers, packed into one text.

/**
 * @typedef {object} Layout rows of the inputs and outputs of a program, by name
 * @property {Record<string, number>} state
 * @property {Record<string, number>} inputs
 * @property {Record<string, number>} scalars
 * @property {Record<string, number>} after
 */

/**
 * @typedef {object} Output
 * @property {string} name
 * @property {string} title
 * @property {string} unit
 * @property {string} definition
 * @property {string} block
 * @property {"sum"|"mean"|"end"|"ratio"|"growth"} annual how a year is made of its quarters
 * @property {string} season the seasonal pattern, or ""
 * @property {"percent"|"difference"} deviation how scenarios are compared
 * @property {string} deviationUnit
 */

/**
 * @typedef {object} Target
 * @property {"driver"|"parameter"} kind
 * @property {string} block
 * @property {string} unit
 * @property {number} low
 * @property {number} high
 * @property {string} description
 * @property {number} today
 * @property {boolean} used
 * @property {boolean} observable whether the model makes a value of its own where none is given
 */

/**
 * How far drivers move, in logs, by driver and horizon: quantiles of the model's draws, moves of the past.
 * @typedef {object} Predictive
 * @property {number[]} years the horizons
 * @property {Record<string, number>} starts levels before the first quarter
 * @property {Record<string, number[][]>} drawn
 * @property {Record<string, {moves: number[], first: string}[]>} observed `first`: when the first move ended
 */

/**
 * @typedef {object} Payload
 * @property {number} format
 * @property {number} draws
 * @property {string[]} simulated every quarter computed
 * @property {string[]} quarters those shown
 * @property {number} first the place of the first shown among those computed
 * @property {number[]} years full calendar years shown
 * @property {Output[]} outputs
 * @property {Record<string, Target>} targets
 * @property {Record<string, number[]>} driverPaths central, by quarter computed
 * @property {Record<string, (number|null)[]>} observable what the outlook gives of observable drivers
 * @property {import("./scenario.js").Scenario} baseline
 * @property {number[]} reserveEnds
 * @property {Predictive} predictive
 * @property {Record<string, number[]>} seasons factors by calendar quarter
 * @property {{stride: number, first: Layout, step: Layout}} program
 * @property {Record<string, number>} fixed parameters that are the same in all draws
 * @property {Record<string, number[]>} addFactors those that are the same in all draws, by quarter
 * @property {Record<string, {rows: string[], columns: number, values: Float64Array}>} numbers
 * @property {Uint8Array<ArrayBuffer>} code
 */

/**
 * The payload in a text: in letters a raw deflate stream of the length of a JSON text, the text, and bytes.
 * @param {string} text
 * @returns {Promise<any>}
 */
export async function unpack(text) {
  const bytes = await inflated(unlettered(text.trim()));
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const payload = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const rest = bytes.subarray(4 + length);
  payload.code = rest.slice(0, payload.codeLength);
  for (const table of Object.values(payload.numbers)) {
    table.values = doubles(rest, table.at, table.count, table.bytes);
  }
  return payload;
}

/**
 * Bytes from pairs of 91 letters, which hold 13 bits; the first pair says how many bits at the end only fill up.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function unlettered(text) {
  const letters = Array.from({ length: 94 }, (_, i) => 33 + i).filter((code) => !'"&<'.includes(String.fromCharCode(code)));
  const place = new Uint8Array(128);
  letters.forEach((code, i) => (place[code] = i));
  const pair = (/** @type {number} */ i) => letters.length * place[text.charCodeAt(i)] + place[text.charCodeAt(i + 1)];
  const bytes = new Uint8Array(((text.length / 2 - 1) * 13 - pair(0)) / 8);
  for (let i = 2, at = 0, held = 0, bits = 0; i < text.length; i += 2) {
    held = (held << 13) | pair(i);
    for (bits += 13; bits >= 8 && at < bytes.length; ) bytes[at++] = held >> (bits -= 8);
    held &= 255;
  }
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Uint8Array>} */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Doubles of which the first bytes are kept, byte by byte: all first bytes, all second ones, and so on.
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} count
 * @param {number} kept bytes of each
 * @returns {Float64Array}
 */
function doubles(bytes, at, count, kept) {
  const values = new Float64Array(count);
  const into = new Uint8Array(values.buffer);
  for (let plane = 0; plane < kept; plane++) {
    const from = at + plane * count;
    for (let i = 0, place = 7 - plane; i < count; i++, place += 8) into[place] = bytes[from + i];
  }
  return values;
}
