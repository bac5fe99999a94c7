/** Guess first: a line that the visitor draws, with the mouse or the keys, before the answer is shown. */

import { dress, svg } from "./dom.js";
import { signed, withUnit } from "./numbers.js";
import { t } from "./texts.js";

/** @typedef {import("./chart.js").Scale} Scale */
/** @typedef {{place: number, value: number, year: number}} GuessPoint */

/** @param {string} unit Of deviations. @param {number} base The level of the baseline. @returns {number} How far a guess may go. */
export function guessRange(unit, base) {
  if (unit === "% of baseline") return 40;
  if (unit.startsWith("percentage points")) return 15;
  return Math.max(1, Math.round(0.5 * Math.abs(base) || 1));
}

/**
 * Handles over a chart that hides its answer, one a year, each of them a slider for the keyboard.
 * @param {SVGSVGElement} into @param {GuessPoint[]} points @param {Scale} scale @param {number} range @param {string} unit
 * @param {(place: number, value: number) => void} moved
 */
export function drawHandles(into, points, scale, range, unit, moved) {
  for (const { place, value, year } of points) {
    const handle = svg("circle", {
      class: "handle",
      cx: scale.x(place),
      cy: scale.y(value),
      r: 8,
      tabindex: 0,
      role: "slider",
      "data-place": place,
      "aria-orientation": "vertical",
      "aria-label": t("Your guess for {year}", { year }),
      "aria-valuemin": -range,
      "aria-valuemax": range,
      "aria-valuenow": value,
      "aria-valuetext": withUnit(signed(value), unit),
    });
    const step = range / 40;
    /** @type {Record<string, number>} */
    const keys = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 5 * step, PageDown: -5 * step };
    dress(handle, {
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const change = keys[event.key];
        if (change === undefined) return;
        event.preventDefault();
        moved(place, limited(value + change, range));
      },
      pointerdown: (/** @type {PointerEvent} */ event) => {
        event.preventDefault();
        drag(into, scale, range, (to) => moved(place, to));
      },
    });
    into.append(handle);
  }
}

/**
 * @param {SVGSVGElement} into @param {Scale} scale @param {number} range @param {(value: number) => void} moved
 */
function drag(into, scale, range, moved) {
  const stop = new AbortController();
  const { signal } = stop;
  const follow = (/** @type {PointerEvent} */ event) => {
    const box = into.getBoundingClientRect();
    const tall = into.viewBox.baseVal.height || box.height;
    moved(limited(scale.value(((event.clientY - box.top) / box.height) * tall), range));
  };
  addEventListener("pointermove", follow, { signal });
  addEventListener("pointerup", () => stop.abort(), { signal });
  addEventListener("pointercancel", () => stop.abort(), { signal });
}

/** @param {number} value @param {number} range @returns {number} */
export function limited(value, range) {
  const rounded = Number(value.toPrecision(3));
  return Math.max(-range, Math.min(range, Number.isFinite(rounded) ? rounded : 0));
}
