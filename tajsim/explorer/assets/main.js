/** The page: unpacks the model, makes the parts, and draws again whenever something was chosen. */

import { InputError } from "./model/errors.js";
import { Model } from "./model/model.js";
import { unpack } from "./model/payload.js";
import { isActing, isHidden, once } from "./ui/app.js";
import { board } from "./ui/board.js";
import { acting, fromHash, toHash } from "./ui/choices.js";
import { actingWords, controls } from "./ui/controls.js";
import { detail } from "./ui/detail.js";
import { byId, el, fill, write } from "./ui/dom.js";
import { signed, unitWords } from "./ui/numbers.js";
import { effectIn } from "./ui/plots.js";
import { besideBaseline, impactSentence } from "./ui/sentences.js";
import { said, speak, t } from "./ui/texts.js";
import { openFile, toolbar } from "./ui/toolbar.js";
import { accountsLine, chanceTable, madeLine, showTrust } from "./ui/trust.js";

/** @typedef {import("./ui/app.js").App} App */
/** @typedef {import("./ui/choices.js").Choices} Choices */
/** @typedef {import("./ui/choices.js").Offer} Offer */

const EXAMPLE = ["crackdown", "rouble-shock"]; // what a visitor is offered who sees the page for the first time
const HASH_WAIT = 200; // ms that the choices must rest before the address is renewed

/** @param {any} payload @returns {Offer} What the page has to choose from. */
function offerOf(payload) {
  const shipped = payload.scenarios.filter((/** @type {any} */ one) => one.group !== "own");
  const choosable = payload.scenarios.filter((/** @type {any} */ one) => one.shocks.length);
  const languages = ["en", ...Object.keys(payload.languages ?? {}).filter((name) => name !== "en")];
  /** @type {Choices} */
  const choices = {
    on: new Map(payload.active.map((/** @type {string} */ name) => [name, 1])),
    levers: new Map(),
    from: payload.quarters.find((/** @type {string} */ quarter) => quarter > `${payload.quarters[0].slice(0, 4)}Q4`) ?? payload.quarters[0],
    year: payload.years[Math.min(2, payload.years.length - 1)],
    view: "deviation",
    freq: "Q",
    open: null,
    guess: false,
    language: firstLanguage(languages),
    files: [],
  };
  return {
    scenarios: choosable,
    levers: payload.levers,
    quarters: payload.quarters,
    years: payload.years,
    outputs: payload.outputs.map((/** @type {any} */ one) => one.name),
    languages,
    known: { scenarios: [payload.unchanged, ...shipped], targets: payload.targets, outputs: payload.outputs.map((/** @type {any} */ one) => one.name) },
    first: choices,
  };
}

/** @param {string[]} languages @returns {string} That of the page, else that of the browser. */
function firstLanguage(languages) {
  const wished = [document.documentElement.lang, ...navigator.languages].map((name) => name.slice(0, 2));
  if (wished[0] !== "en" && languages.includes(wished[0])) return wished[0];
  return wished.slice(1).find((name) => languages.includes(name)) ?? "en";
}

/** @param {any} payload @param {Model} model */
function start(payload, model) {
  const offer = offerOf(payload);
  const { choices, problems } = fromHash(location.hash, offer);
  /** @type {App} */
  const app = {
    payload,
    model,
    offer,
    choices,
    run: model.baseline,
    acting: [],
    revealed: false,
    guesses: new Map(),
    change,
    redraw,
    tell,
  };
  let parts = build();
  let asked = 0; // when the visitor did what is being drawn
  let waiting = 0;
  let hashTimer = 0;
  let ran = "";

  /** @param {(choices: Choices) => void} work */
  function change(work) {
    const before = app.choices;
    app.choices = { ...before };
    work(app.choices);
    if (app.choices.language !== before.language) parts = build();
    if (app.choices.open !== before.open) parts.moved = before.open ?? app.choices.open;
    if (app.choices.on !== before.on || app.choices.levers !== before.levers || app.choices.guess !== before.guess) app.revealed = false;
    redraw();
  }

  function redraw() {
    if (!asked) asked = performance.now();
    if (!waiting) waiting = requestAnimationFrame(draw);
  }

  function draw() {
    waiting = 0;
    const begun = asked || performance.now();
    asked = 0;
    compute();
    parts.sync();
    performance.measure("tajsim:redraw", { start: begun, end: performance.now() });
    clearTimeout(hashTimer);
    hashTimer = setTimeout(writeHash, HASH_WAIT);
  }

  function compute() {
    try {
      const wanted = acting(app.choices, offer);
      const key = JSON.stringify(wanted);
      if (key === ran) return;
      app.run = wanted.length ? model.run(wanted) : model.baseline;
      app.acting = wanted;
      ran = key;
      parts.refuse("");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      parts.refuse(t("This cannot be run: {why} The charts show what was switched on before.", { why: `${error.problems.join("; ")}.` }));
    }
  }

  function writeHash() {
    const hash = toHash(app.choices, offer);
    const now = location.hash.replace(/^#/, "");
    if (hash === now) return;
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch {
      // in a frame without an address of its own there is none to renew
    }
  }

  /** @param {string} text @param {"note" | "error"} kind */
  function tell(text, kind = "note") {
    const message = byId("message");
    const close = el("button", { type: "button", class: "close", "aria-label": t("Close"), click: () => fill(message) }, "\u00d7");
    const lines = text.split("\n").map((line) => el("p", {}, line.replace(/^ {2}- /, "\u2022 ")));
    fill(message, el("div", { class: `told ${kind}`, role: kind === "error" ? "alert" : "status" }, el("div", {}, ...lines), close));
  }

  function reset() {
    app.guesses = new Map();
    app.change((now) => Object.assign(now, { ...offer.first, on: new Map(), levers: new Map(), files: [], language: now.language }));
  }

  /** Make every part anew, in the language chosen. */
  function build() {
    speak(app.choices.language, payload.languages?.[app.choices.language] ?? { decimal: ".", thousands: ",", texts: {} });
    document.documentElement.lang = app.choices.language;
    document.title = t("What if? Tajikistan and its migrants");
    const bar = toolbar(app, { trust: () => showTrust(app, dialog) });
    const dialog = el("dialog", { "aria-label": t("How sure is this?") });
    const left = controls(app, reset);
    const hint = exampleButton(app); // on a phone, where what stands over the charts is far below
    const cards = board(app);
    const large = detail(app);
    const summary = story(app);
    const refused = el("p", { class: "refused", role: "alert", hidden: true });
    const strip = keyStrip(app);
    const tabs = el(
      "nav",
      { class: "skip" },
      el("a", { href: "#results", click: jumpTo("results") }, t("To the results")),
    );
    fill(
      byId("page"),
      tabs,
      el("header", { class: "top" }, el("h1", {}, t("What if? Tajikistan and its migrants")), bar.element),
      el("div", { id: "message" }),
      el(
        "div",
        { class: "sides" },
        el("section", { class: "left", "aria-label": t("What happens") }, el("div", { class: "hint" }, hint.element), left.element),
        el("main", { class: "right", id: "results", tabindex: -1 }, refused, summary.element, large.element, cards.element),
      ),
      strip.element,
      el("footer", {}, summary.footer),
      dialog,
    );
    return {
      moved: /** @type {string | null} */ (null),
      /** @param {string} text */
      refuse(text) {
        if (refused.hidden && !text) return;
        refused.hidden = !text;
        fill(refused, text);
      },
      sync() {
        cards.element.hidden = Boolean(app.choices.open);
        bar.sync();
        left.sync();
        hint.sync();
        summary.sync();
        strip.sync();
        large.sync();
        if (!app.choices.open) cards.sync();
        if (this.moved === null) return;
        if (app.choices.open) large.focus();
        else /** @type {HTMLElement | null} */ (cards.element.querySelector(`[data-output="${CSS.escape(this.moved)}"]`))?.focus();
        this.moved = null;
      },
    };
  }

  addEventListener("hashchange", () => {
    if (location.hash.replace(/^#/, "") === toHash(app.choices, offer)) return;
    const given = fromHash(location.hash, offer);
    app.choices = { ...given.choices };
    parts = build();
    redraw();
    if (given.problems.length) tell(given.problems.join("\n"), "error");
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.choices.open && !document.querySelector("dialog[open]")) change((now) => (now.open = null));
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) await openFile(app, file);
  });

  draw();
  if (problems.length) tell(problems.join("\n"), "error");
  performance.measure("tajsim:first-chart", { start: 0, end: performance.now() });
}

/** @param {string} id @returns {(event: Event) => void} A link within the page that leaves the address as it is. */
function jumpTo(id) {
  return (event) => {
    event.preventDefault();
    byId(id).focus();
    byId(id).scrollIntoView();
  };
}

/**
 * What everything switched on leads to, in words, above the charts; the line on the accounts below them.
 * @param {App} app @returns {{element: HTMLElement, footer: HTMLElement, sync: () => void}}
 */
function story(app) {
  const heading = el("h2", {});
  const words = el("p", { class: "story-words", "aria-live": "polite" });
  const chances = el("div", { class: "scroll" });
  const fold = el("details", {}, el("summary", {}, t("How likely is the worst?")), chances);
  const reveal = el("button", { type: "button", class: "reveal" }, t("Show what the model says"));
  reveal.addEventListener("click", () => {
    app.revealed = true;
    app.redraw();
  });
  const guess = el("p", { class: "guess-bar", hidden: true }, el("span", {}, t("Guess first: how far will each go from the baseline? Draw it, then look.")), " ", reveal);
  const tryIt = exampleButton(app);
  const legend = el("p", { class: "legend" }, t("Line: median. Shaded: 50 % and 90 % of draws. Dashed: the baseline."));
  const element = el("section", { class: "story" }, heading, words, tryIt.element, guess, el("div", { class: "under" }, fold, legend));
  const footer = el("p", { class: "accounts" });
  fold.addEventListener("toggle", () => fold.open && fill(chances, ...chanceTable(app)));
  const beside = besideBaseline(app.payload.made?.baseline ?? "baseline", app.payload.baseline?.title ?? "");
  const sync = () => {
    const { year } = app.choices;
    write(heading, isActing(app) ? actingWords(app) : t("Nothing is switched on"));
    const text = isHidden(app)
      ? ""
      : isActing(app)
        ? once(app.run, `story ${year} ${app.choices.language}`, () => impactSentence(app.model, app.run, year, beside))
        : t("The charts show the baseline. Switch on what happens and see what follows.");
    write(words, text);
    guess.hidden = !isHidden(app);
    tryIt.sync();
    legend.hidden = isHidden(app);
    fold.hidden = isHidden(app);
    if (fold.open && !isHidden(app)) fill(chances, ...chanceTable(app));
    write(footer, `${accountsLine(app)} ${madeLine(app)}`);
  };
  return { element, footer, sync };
}

/** @param {App} app @returns {{element: HTMLElement, sync: () => void}} What is offered to a visitor who has chosen nothing. */
function exampleButton(app) {
  const shown = EXAMPLE.map((name) => app.offer.scenarios.find((one) => one.name === name)).filter((one) => one !== undefined);
  const titles = shown.map((one) => said(one.title || one.name)).join(" + ");
  const show = () => app.change((choices) => (choices.on = new Map(shown.map((one) => [one.name, 1]))));
  const element = el("button", { type: "button", class: "reveal", click: show }, t("For example: {titles}", { titles }));
  const sync = () => {
    element.hidden = isActing(app) || shown.length < EXAMPLE.length;
  };
  return { element, sync };
}

/** @param {App} app @returns {{element: HTMLElement, sync: () => void}} The first figures, in reach while one chooses on a phone. */
function keyStrip(app) {
  const wished = ["remittances_usd", "consumption", "poverty_rate"].filter((name) => app.payload.charts.includes(name));
  const shown = wished.length ? wished : app.payload.charts.slice(0, 3);
  const values = shown.map(() => el("strong", {}));
  const element = el(
    "a",
    { class: "strip", href: "#results", click: jumpTo("results") },
    ...shown.map((/** @type {string} */ output, /** @type {number} */ i) => el("span", {}, said(app.model.output(output).title), " ", values[i])),
    el("span", { class: "visually-hidden" }, t("To the results")),
  );
  const sync = () =>
    shown.forEach((/** @type {string} */ output, /** @type {number} */ i) => {
      const effect = effectIn(app, output);
      fill(values[i], isHidden(app) ? "?" : `${effect.middle === 0 ? "0" : signed(effect.middle)}\u00a0${unitWords(effect.unit)}`);
    });
  return { element, sync };
}

/** @param {unknown} error */
function fail(error) {
  const text = error instanceof Error ? error.message : String(error);
  fill(byId("page"), el("p", { class: "told error", role: "alert" }, t("The page cannot run here: {why}", { why: text })));
}

try {
  const payload = await unpack(byId("tajsim-payload").textContent ?? "");
  start(payload, await Model.load(payload));
} catch (error) {
  fail(error);
  throw error;
}
