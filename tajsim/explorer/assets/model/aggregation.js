// From the quarters of a run to quarterly and annual values, as in tajsim.engine.aggregation.

/**
 * Quarterly and annual values of one output: of the quarters and years shown, by draw.
 * @param {import("./payload.js").Payload} payload
 * @param {import("./payload.js").Output} output
 * @param {(name: string, t: number) => Float64Array} found what a quarter computed
 * @param {(name: string) => Float64Array} opening the quarters of the base year
 * @returns {{Q: Float64Array[], A: Float64Array[]}}
 */
export function aggregated(payload, output, found, opening) {
  const start = Number(payload.simulated[0].slice(5)) - 1; // quarters of the first year that are past
  const firstYear = Number(payload.simulated[0].slice(0, 4));
  const past = output.name === "inflation" ? "prices" : "gdp";
  const recent = output.annual === "growth" ? [0, 1, 2, 3].map((i) => opening(`year.${past}.${i}`)) : [];
  let before = sum(recent);
  let total = recent.length && start ? sum(recent.slice(-start)) : null;
  let weight = null;
  const made = { Q: /** @type {Float64Array[]} */ ([]), A: /** @type {Float64Array[]} */ ([]) };
  for (let t = 0; t < payload.simulated.length; t++) {
    const season = (start + t) % 4;
    const year = firstYear + Math.floor((start + t) / 4);
    const value = seasonal(found(`value.${output.name}`, t), payload.seasons[output.season]?.[season] ?? 1);
    if (t >= payload.first) made.Q.push(output.annual === "growth" ? growth(value, recent[0]) : value);
    if (output.annual === "growth") recent.push(value), recent.shift();
    const shown = payload.years.includes(year);
    if (output.annual === "end") {
      if (season === 3 && shown) made.A.push(value);
      continue;
    }
    const share = output.annual === "ratio" ? found(`weight.${output.name}`, t) : null;
    const part = share ? value.map((x, i) => x * share[i]) : value;
    if (season === 0 || total === null) [total, weight] = [part, share && share.slice()];
    else {
      total = sum([total, part]);
      weight = share && weight && sum([weight, share]);
    }
    if (season !== 3) continue;
    if (shown) made.A.push(closed(output, total, weight, before));
    before = total;
  }
  return made;
}

/**
 * @param {import("./payload.js").Output} output
 * @param {Float64Array} total
 * @param {?Float64Array} weight
 * @param {?Float64Array} before the sum of the year before
 * @returns {Float64Array}
 */
function closed(output, total, weight, before) {
  if (output.annual === "growth" && before) return growth(total, before);
  if (output.annual === "ratio" && weight) return total.map((x, i) => x / weight[i]);
  return output.annual === "mean" ? total.map((x) => 0.25 * x) : total;
}

/** @param {Float64Array} values @param {number} factor */
function seasonal(values, factor) {
  return factor === 1 ? values.slice() : values.map((x) => x * factor);
}

/** @param {Float64Array} now @param {Float64Array} before in percent */
function growth(now, before) {
  return now.map((x, i) => 100 * (x / before[i] - 1));
}

/** @param {Float64Array[]} rows @returns {Float64Array} */
function sum(rows) {
  if (!rows.length) return new Float64Array(0);
  return rows.slice(1).reduce((total, row) => total.map((x, i) => x + row[i]), rows[0].slice());
}
