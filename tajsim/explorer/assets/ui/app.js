/** What all parts of the page share: the model, what is on offer, what was chosen, and what that leads to. */

/** @typedef {import("../model/model.js").Model} Model */
/** @typedef {import("../model/model.js").Run} Run */
/** @typedef {import("./choices.js").Choices} Choices */
/** @typedef {import("./choices.js").Offer} Offer */

/**
 * @typedef {object} App
 * @property {any} payload What the file holds.
 * @property {Model} model
 * @property {Offer} offer
 * @property {Choices} choices
 * @property {Run} run What the choices lead to; the last that could be run.
 * @property {import("../model/scenario.js").Scenario[]} acting What acts in it.
 * @property {boolean} revealed Whether the answer is shown where the visitor guesses first.
 * @property {Map<string, Map<number, number>>} guesses By output and year.
 * @property {(work: (choices: Choices) => void) => void} change Change the choices and draw again.
 * @property {() => void} redraw Draw again.
 * @property {(text: string, kind?: "note" | "error") => void} tell Say something to the visitor.
 */

/** @param {App} app @returns {boolean} Whether results are kept back until the visitor has guessed. */
export function isHidden(app) {
  return app.choices.guess && !app.revealed && isActing(app);
}

/**
 * Whether anything was switched on.
 * @param {App} app @returns {boolean}
 */
export function isActing(app) {
  return app.acting.length > 0;
}

/**
 * The values of a run that several parts of the page need, computed once.
 * @template T
 * @param {Run} run @param {string} key @param {() => T} compute @returns {T}
 */
export function once(run, key, compute) {
  let known = remembered.get(run);
  if (!known) remembered.set(run, (known = new Map()));
  if (!known.has(key)) known.set(key, compute());
  return known.get(key);
}

/** @type {WeakMap<Run, Map<string, any>>} */
const remembered = new WeakMap();
