/** How far to trust it: plausibility, judgement, scores of the past, what the bands leave out, and the sources. */

import { outcomeChances, sureReading } from "./sentences.js";
import { el, fill } from "./dom.js";
import { chance, figure, tiny, unitWords } from "./numbers.js";
import { capital, grouped, languageSpoken, marked, quarterWords, said, t } from "./texts.js";
import { isActing, once } from "./app.js";
import { unusualAlone, unusualText, unusualTogether } from "./unusual.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../model/scenario.js").Scenario} Scenario */

const JUDGED = "C"; // the grade of an input that is a judgement or a proxy

/**
 * A scenario behind its switch: its story, how unusual it is, what it rests on.
 * @param {App} app @param {Scenario} scenario @returns {Node[]}
 */
export function aboutScenario(app, scenario) {
  const story = scenario.narrative.split(/\n+/).filter(Boolean).map((text) => el("p", {}, said(text)));
  const unusual = unusualText(app, scenario);
  const judged = judgedTargets(app, [scenario]);
  return [
    ...story,
    ...(unusual ? [el("p", {}, unusual)] : []),
    ...(judged.length ? [el("p", {}, t("Judgement, not measured: {things}.", { things: judged.map((one) => said(one.description)).join("; ") }))] : []),
    ...(scenario.sources.length ? [el("p", { class: "sources" }, t("Sources"), ": ", ...sourceLinks(app, scenario.sources))] : []),
  ];
}

/** @param {App} app @param {Scenario[]} scenarios @returns {{description: string, note: string}[]} Inputs they move that are judgement. */
function judgedTargets(app, scenarios) {
  const names = new Set(scenarios.flatMap((one) => one.shocks.map((shock) => shock.target)));
  return [...names].map((name) => app.payload.targets[name]).filter((one) => one?.confidence === JUDGED);
}

/** @param {App} app @param {string[]} sources @returns {Node[]} Each a link where the register has an address. */
function sourceLinks(app, sources) {
  return sources.flatMap((text, i) => [...(i ? [document.createTextNode("; ")] : []), sourceLink(app, text)]);
}

/** @param {App} app @param {string} text @returns {Node} */
function sourceLink(app, text) {
  const register = app.payload.sources ?? {};
  const known = Object.hasOwn(register, text) ? register[text] : null;
  if (!known) return document.createTextNode(text);
  const words = `${[said(known.title), known.source].filter(Boolean).join(": ")} [${text}]`;
  const address = safeAddress(known.url);
  return address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words) : document.createTextNode(words);
}

/** @param {unknown} text @returns {string} An address of the web; empty for anything else, such as a script. */
export function safeAddress(text) {
  return typeof text === "string" && /^https?:\/\/[^\s]+$/i.test(text) ? text : "";
}

/**
 * What is known of the output shown: its definition, its scores, the inputs and the bands.
 * @param {App} app @param {string} output @returns {(Node | false)[]}
 */
export function trustIn(app, output) {
  const info = app.model.output(output);
  const judged = judgedTargets(app, app.acting);
  return [
    el("h3", {}, t("How far to trust it")),
    (languageSpoken() === "en" || said(info.definition) !== info.definition) && el("p", {}, said(info.definition)),
    ...scoreNodes(app, output),
    isActing(app) && el("details", {}, el("summary", {}, t("How unusual what is switched on would be")), ...unusualTogether(app)),
    ...(judged.length
      ? [el("p", {}, t("Inputs moved here that are judgement: {things}.", { things: judged.map((one) => said(one.description)).join("; ") }))]
      : []),
  ];
}

/** @param {App} app @param {string} output @returns {Node[]} What the backtest says of an output. */
function scoreNodes(app, output) {
  const rows = Object.hasOwn(app.payload.scores ?? {}, output) ? app.payload.scores[output] : [];
  const listed = Array.isArray(rows) ? rows : [rows];
  if (!listed.length) return [el("p", {}, t("No forecast of it was ever scored: its bands are untested."))];
  return [
    el("p", {}, t("How earlier forecasts of it fared, each from data up to its year alone:")),
    el(
      "ul",
      { class: "scores" },
      ...listed.map((row) => el("li", {}, scoreWords(row))),
    ),
  ];
}

/** @param {any} row @returns {string} */
function scoreWords(row) {
  const kind = row.conditional
    ? t("{count} years ahead, drivers as they were", { count: row.horizon })
    : t("{count} years ahead, forecast drivers", { count: row.horizon });
  const inside = t("{share} of {number} outcomes inside the 90 % band", { share: chance(row.coverage90, [0.9]), number: row.n });
  const sign = typeof row.sign === "number" ? t("direction right in {share}", { share: chance(row.sign) }) : "";
  return `${kind}: ${[inside, sign].filter(Boolean).join("; ")}.`;
}

/** @param {App} app @returns {Node[]} The chances of some outcomes in the chosen year, as a table. */
export function chanceTable(app) {
  const { year } = app.choices;
  const rows = once(app.run, `chances ${year}`, () => outcomeChances(app.model, app.run, year));
  return [
    el(
      "table",
      {},
      el("caption", {}, t("How likely in {year}", { year })),
      el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, t("As chosen")), el("th", { scope: "col" }, t("Baseline")))),
      el(
        "tbody",
        {},
        ...rows.map(({ words, own, base }) =>
          el("tr", {}, el("th", { scope: "row" }, capital(words)), el("td", {}, own), el("td", {}, base ?? "\u2013")),
        ),
      ),
    ),
  ];
}

/** @param {App} app @returns {string} How well the accounts close, in one line. */
export function accountsLine(app) {
  const { worst, quarter } = app.run.accounts;
  return t("Accounts close to {worst} of their size in every draw and quarter (worst: {quarter}).", {
    worst: tiny(worst),
    quarter: quarterWords(quarter),
  });
}

/** @param {App} app @param {HTMLDialogElement} dialog Filled with everything that the numbers rest on, and opened. */
export function showTrust(app, dialog) {
  const { payload } = app;
  const judged = Object.entries(payload.targets).filter(([, one]) => /** @type {any} */ (one).confidence === JUDGED);
  const close = el("button", { type: "button", class: "close", click: () => dialog.close() }, t("Close"));
  fill(
    dialog,
    el("header", {}, el("h2", {}, t("How sure is this?")), close),
    el("p", {}, t("Shaded: the middle 50 % and 90 % of {count} draws of the model, the same in baseline and scenario.", { count: app.model.draws })),
    el("p", {}, sureReading()),
    el("h3", {}, t("What the bands leave out")),
    el("ul", {}, ...(payload.bandsLeaveOut ?? []).map((/** @type {string} */ text) => el("li", {}, said(text)))),
    el("h3", {}, t("How unusual what is switched on would be")),
    ...unusualTogether(app),
    ...unusualAlone(app),
    el("h3", {}, t("Inputs that are judgement")),
    el("p", {}, t("{number} of {all} inputs are a judgement or a proxy rather than measured or estimated.", { number: judged.length, all: Object.keys(payload.targets).length })),
    el(
      "details",
      {},
      el("summary", {}, t("All of them")),
      el("ul", {}, ...judged.map(([, one]) => judgedNode(/** @type {any} */ (one)))),
    ),
    el("h3", {}, t("Sources")),
    el("ul", {}, ...usedSources(app).map((text) => el("li", {}, sourceLink(app, text)))),
    el("h3", {}, t("The run")),
    el("p", {}, accountsLine(app)),
    el("p", {}, madeLine(app)),
  );
  dialog.showModal();
}

/** @param {any} one @returns {Node} */
function judgedNode(one) {
  const value = `${figure(one.today)} ${unitWords(one.unit)}`;
  return el("li", {}, `${said(one.description)}: ${value}. ${said(one.note)}`);
}

/** @param {App} app @returns {string[]} Sources of what is switched on, then all others of the register. */
function usedSources(app) {
  const acting = app.acting.flatMap((one) => one.sources);
  return [...new Set([...acting, ...Object.keys(app.payload.sources ?? {})])];
}

/** @param {App} app @returns {string} Which model, parameters and draws the numbers come from. */
export function madeLine(app) {
  const { made } = app.payload;
  const run = t("tajsim {version}; parameters {parameters}; {number} draws, seed {seed}.", {
    version: app.payload.version,
    parameters: made.parameters,
    number: marked(String(app.model.draws)),
    seed: made.seed,
  });
  const judged = made.judgement ? t("Judgement of whoever made this page is in it: {title}.", { title: said(made.judgement) }) : "";
  return [run, givenLine(app), judged].filter(Boolean).join(" ");
}

/** @param {App} app @returns {string} What the draws were conditioned on and how many of them count; "" where nothing was given. */
function givenLine(app) {
  const { given } = app.payload.made;
  if (!given) return "";
  const line = t("Conditioned on figures ({number}): effective draws {effective} of {all}, of which this page took {draws} by their weight.", {
    number: given.figures,
    effective: grouped(given.effective, 0),
    all: grouped(given.draws, 0),
    draws: grouped(app.model.draws, 0),
  });
  return given.trusted ? line : `${line} ${t("They are too few to be trusted.")}`;
}
