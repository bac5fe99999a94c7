// The parts of the page that need no browser: numbers and words, the address, charts, files.
// TAJSIM_ASSETS: the folder of the scripts where that is not the one of this checkout.

import assert from "node:assert/strict";
import { test } from "node:test";

const here = new URL("../../../tajsim/explorer/assets/", import.meta.url).href;
/** @param {string} path */
const part = (path) => import((process.env.TAJSIM_ASSETS ?? here) + path);
const { scaleOf, bandPath, domainOf, linePath } = await part("ui/chart.js");
const { acting, composed, fromHash, toHash, withFile } = await part("ui/choices.js");
const { sureness } = await part("ui/effects.js");
const { limited } = await part("ui/guess.js");
const { chance, figure, threeDigits, signed, ticks, unitWords, withUnit } = await part("ui/numbers.js");
const { decodedText, fileName } = await part("ui/saving.js");
const { readScenario, writeScenario } = await part("ui/scenario_file.js");
const { capital, listed, marked, quarterWords, said, speak, t, within } = await part("ui/texts.js");
const { safeAddress } = await part("ui/trust.js");

const RUSSIAN = {
  decimal: ",",
  thousands: "\u00a0",
  texts: {
    "{count} years": ["{count} год", "{count} года", "{count} лет"],
    "{year}Q2": "2 кв. {year}",
    Crackdown: "Ужесточение",
    "Rouble shock": "Рублёвый шок",
    points: "п. п.",
  },
};

/** @param {() => void} work */
function inRussian(work) {
  speak("ru", RUSSIAN);
  try {
    work();
  } finally {
    speak("en", { decimal: ".", thousands: ",", texts: {} });
  }
}

test("numbers are written for people", () => {
  assert.equal(figure(1234567), "1,234,567");
  assert.equal(figure(0.01251), "0.01251");
  assert.equal(figure(-11.34), "\u221211.34");
  assert.equal(figure(NaN), "n/a");
  assert.deepEqual([1157986, 15.162, 0.012345, 0, NaN].map(threeDigits), ["1,160,000", "15.2", "0.0123", "0", "n/a"]);
  assert.equal(signed(3.24), "+3.2");
  assert.equal(signed(-34.4), "\u221234");
  assert.equal(signed(0.004), "+0.004");
  assert.equal(signed(0), "0.0");
  assert.equal(signed(9.97), "+10");
  assert.equal(signed(-1234.5), "\u22121,235");
  assert.equal(withUnit("+3.2", "% of baseline"), "+3.2\u00a0%");
  assert.equal(unitWords("percentage points of GDP"), "points");
  inRussian(() => {
    assert.equal(figure(1234567.5), "1\u00a0234\u00a0568");
    assert.equal(withUnit(signed(3.24), "percentage points"), "+3,2\u00a0п. п.");
  });
});

test("a share is only certain when it is", () => {
  assert.equal(chance(1), "100\u00a0%");
  assert.equal(chance(0.9996), "> 99.9\u00a0%");
  assert.equal(chance(0.0004), "< 0.1\u00a0%");
  assert.equal(chance(0.8996, [0.9]), "89.96\u00a0%");
  assert.equal(chance(0.5), "50\u00a0%");
});

test("texts bend with counts, and what a user wrote stays", () => {
  inRussian(() => {
    assert.deepEqual(
      [1, 2, 5, 11, 21, 1004].map((count) => t("{count} years", { count })),
      ["1 год", "2 года", "5 лет", "11 лет", "21 год", "1\u00a0004 года"],
    );
    assert.equal(said("Crackdown + Rouble shock + Mine"), "Ужесточение + Рублёвый шок + Mine");
    assert.equal(quarterWords("2027Q2"), "2 кв. 2027");
  });
  assert.equal(said("constructor"), "constructor");
  assert.equal(t("__proto__ {toString}", { year: 1 }), "__proto__ {toString}");
  assert.equal(listed(["a", "b", "c"]), "a, b and c");
  assert.equal(within("Remittances"), "remittances");
  assert.equal(within("GDP growth"), "GDP growth");
  assert.equal(capital("in 2027"), "In 2027");
  assert.equal(marked("1,234.5"), "1,234.5");
});

test("ticks are round and within the axis", () => {
  assert.deepEqual(ticks(-42, 3, 3), [-40, -20, 0]);
  assert.deepEqual(ticks(0, 1, 4), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(ticks(5, 5, 4), [5]);
  assert.deepEqual(ticks(-Infinity, Infinity, 4), [-Infinity]);
});

const BANDS = { median: [0, -2], mean: [0, -2], low50: [0, -3], high50: [0, -1], low90: [0, -4], high90: [0, 1] };
const PLOT = { periods: ["2025Q1", "2025Q2"], bands: BANDS, base: null, chosen: -1, hidden: false, guess: [], domain: null };
const BOX = { width: 120, height: 120, left: 10, right: 10, top: 10, bottom: 10 };

test("a chart fits its bands, and breaks its line where there is no number", () => {
  const [low, high] = domainOf(PLOT);
  assert.ok(low < -4 && high > 1 && high < 2);
  const scale = scaleOf({ ...PLOT, domain: [-10, 10] }, BOX);
  assert.equal(scale.x(1), 110);
  assert.equal(scale.y(0), 60);
  assert.equal(scale.value(scale.y(-7)), -7);
  assert.equal(linePath([0, NaN, 10, 0], scaleOf({ ...PLOT, periods: ["1Q1", "1Q2", "1Q3", "1Q4"], domain: [-10, 10] }, BOX)), "M10 60M76.7 10L110 60");
  assert.equal(bandPath([0, -10], [0, 10], scale), "M10 60L110 10L110 110L10 60Z");
  assert.equal(bandPath([NaN], [NaN], scale), "");
  const hidden = domainOf({ ...PLOT, hidden: true });
  assert.ok(hidden[0] > -1 && hidden[1] < 1); // the axis does not tell the answer
});

test("how sure a direction is", () => {
  const effect = { output: "gdp", unit: "%", middle: -2, low: -4, high: -1, down: 1, up: 0, level: 1, base: 1 };
  assert.equal(sureness(effect), "certain");
  assert.equal(sureness({ ...effect, down: 0.8, up: 0.2 }), "probable");
  assert.equal(sureness({ ...effect, down: 0.6, up: 0.4 }), "open");
  assert.equal(sureness({ ...effect, down: 0, up: 0 }), "none");
  assert.equal(sureness({ ...effect, middle: 0.01, low: 0, high: 0.02 }), "slight");
});

test("a guess stays in its range", () => {
  assert.equal(limited(12.345, 40), 12.3);
  assert.equal(limited(-99, 40), -40);
  assert.equal(limited(NaN, 40), 0);
});

/** @param {string} name @param {any[]} shocks */
function scenario(name, shocks) {
  return { name, title: name, narrative: "story", sources: ["S1"], shocks, parts: [] };
}
/** @param {string} operation @param {number} value */
function shock(operation, value) {
  return { target: "rub_per_usd", operation, shape: { kind: "step", values: [value], start: "2026Q1" }, weight: 1, note: "" };
}
const SCENARIOS = [scenario("crackdown", [shock("multiply", 1.5)]), scenario("fixed, rate", [shock("set", 90)])];
const KNOWN = {
  scenarios: SCENARIOS,
  targets: { rub_per_usd: { kind: "driver", unit: "RUB per USD", low: 1, high: 10000, description: "Rouble" } },
  outputs: ["gdp", "poverty_rate"],
};
/** @returns {any} */
function offer() {
  const first = { on: new Map(), levers: new Map(), from: "2026Q1", year: 2027, view: "deviation", freq: "Q", open: null, guess: false, language: "en", files: [] };
  const lever = { group: "russia", target: "rub_per_usd", operation: "multiply", low: 0.5, high: 2, neutral: 1, step: 0.05 };
  const outputs = KNOWN.outputs;
  return { scenarios: SCENARIOS, levers: [lever], quarters: ["2025Q1", "2026Q1"], years: [2026, 2027], outputs, languages: ["en", "ru"], known: KNOWN, first };
}

test("an address brings back every choice", () => {
  const all = offer();
  assert.equal(toHash(all.first, all), "");
  const choices = { ...all.first, on: new Map([["crackdown", 1.5], ["fixed, rate", 0.3]]), levers: new Map([["rub_per_usd", 1.2]]), from: "2025Q1", year: 2026, view: "level", freq: "A", open: "gdp", guess: true, language: "ru" };
  withFile(choices, "mine & yours.toml", writeScenario(scenario("моё = own", [shock("add", 5)])), all);
  const back = fromHash(`#${toHash(choices, all)}`, all);
  assert.deepEqual(back.problems, []);
  assert.deepEqual(back.choices, choices);
  assert.deepEqual(acting(back.choices, all), acting(choices, all));
});

test("an address that cannot be is refused piece by piece", () => {
  const all = offer();
  for (const hash of ["#s=nobody:1", "#s=crackdown:3", "#s=crackdown:Infinity", "#s=crackdown:", "#s=fixed%2C%20rate:1.5", "#l=rub_per_usd:NaN", "#l=gdp:1", "#y=1", "#o=x", "#view=y", "#lang=xx", "#file=!!", "#__proto__=1", "#toString", "#guess=2", "#from=9999Q9"]) {
    const { choices, problems } = fromHash(hash, all);
    assert.equal(problems.length, 1, hash);
    assert.deepEqual([...choices.on, ...choices.levers], [], hash);
  }
  const { choices, problems } = fromHash("#s=crackdown:0.5,nobody:1&y=2026", all);
  assert.equal(problems.length, 1);
  assert.deepEqual([...choices.on], [["crackdown", 0.5]]);
  assert.equal(choices.year, 2026);
  assert.equal(fromHash(`#${"s".repeat(5_000_000)}`, all).problems.length, 1);
});

test("what acts is written as one scenario and read back", () => {
  const all = offer();
  const choices = { ...all.first, on: new Map([["crackdown", 0.5]]), levers: new Map([["rub_per_usd", 1.2]]) };
  const both = composed(acting(choices, all));
  const back = readScenario(writeScenario(both), "both.toml", KNOWN);
  assert.equal(back.name, "crackdown x 0.5 + rub_per_usd");
  assert.deepEqual(back.shocks, both.shocks);
  assert.deepEqual(back.shocks.map((one) => one.shape.values), [[1.25], [1.2]]);
});

test("names of files and addresses of sources are harmless", () => {
  assert.equal(fileName("../../etc/passwd <x>"), "etc-passwd-x");
  assert.equal(fileName("\u0000"), "scenario");
  assert.equal(fileName("Кризис 2"), "кризис-2");
  assert.equal(safeAddress("javascript:alert(1)"), "");
  assert.equal(safeAddress("https://example.org/a"), "https://example.org/a");
  assert.equal(safeAddress(null), "");
});

test("bytes that are no text are refused as the command line does", () => {
  const bad = new Uint8Array([0x61, 0xff, 0x62]);
  assert.throws(() => decodedText(bad, "x.toml"), /cannot read x.toml: not UTF-8 text \(byte 1\)/);
  assert.throws(() => decodedText(new Uint8Array([0xe2, 0x82]), "x.toml"), /byte 0/);
  assert.throws(() => decodedText(new Uint8Array([0xff, 0xfe, 0x61, 0]), "x.toml"), /UTF-16/);
  assert.throws(() => decodedText(new Uint8Array([0x61, 0]), "x.toml"), /UTF-16/);
  assert.equal(decodedText(new TextEncoder().encode("é"), "x.toml"), "é");
});
