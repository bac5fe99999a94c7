/** The bar at the top: year, view, language, guessing, and what can be taken along. */

import { dress, download, el } from "./dom.js";
import { csvOf, runCommand, scenarioFile, textOf } from "./saving.js";
import { withFile } from "./choices.js";
import { ScenarioError } from "./messages.js";
import { said, t } from "./texts.js";

/** @typedef {import("./app.js").App} App */

/** @type {Record<string, string>} In their own words, whatever is spoken. */
const LANGUAGE_NAMES = { en: "English", ru: "\u0420\u0443\u0441\u0441\u043a\u0438\u0439" };

/** @param {App} app @param {{trust: () => void}} acts @returns {{element: HTMLElement, sync: () => void}} */
export function toolbar(app, acts) {
  const year = el(
    "select",
    { id: "year" },
    ...app.offer.years.map((one) => el("option", { value: one }, String(one))),
  );
  year.addEventListener("change", () => app.change((choices) => (choices.year = Number(year.value))));
  const view = (/** @type {"deviation" | "level"} */ kind, /** @type {string} */ words) =>
    el("button", { type: "button", click: () => app.change((choices) => (choices.view = kind)) }, words);
  const [deviation, level] = [view("deviation", t("Change")), view("level", t("Level"))];
  const guess = el("button", { type: "button", click: () => app.change((choices) => (choices.guess = !choices.guess)) }, t("Guess first"));
  const language = el(
    "select",
    { "aria-label": t("Language") },
    ...app.offer.languages.map((name) => el("option", { value: name, lang: name }, LANGUAGE_NAMES[name] ?? name)),
  );
  language.addEventListener("change", () => app.change((choices) => (choices.language = language.value)));
  const file = el("input", { type: "file", accept: ".toml", class: "visually-hidden", tabindex: -1, "aria-label": t("Open a scenario file") });
  file.addEventListener("change", async () => {
    for (const one of file.files ?? []) await openFile(app, one);
    file.value = "";
  });
  const element = el(
    "div",
    { class: "toolbar", role: "group", "aria-label": t("Tools") },
    el("span", { class: "tool" }, el("label", { for: "year" }, t("Year")), year),
    el("div", { class: "segments", role: "group", "aria-label": t("What is shown") }, deviation, level),
    guess,
    el("button", { type: "button", click: acts.trust }, t("How sure is this?")),
    el(
      "details",
      { class: "menu" },
      el("summary", {}, t("Save and share")),
      el(
        "div",
        { class: "sheet" },
        el("button", { type: "button", click: () => copyLink(app) }, t("Copy link")),
        el("button", { type: "button", click: () => saveScenario(app) }, t("Save scenario (TOML)")),
        el("button", { type: "button", click: () => saveAll(app) }, t("Save data (CSV)")),
        el("button", { type: "button", click: () => file.click() }, t("Open a scenario file")),
        el("button", { type: "button", click: () => print() }, t("Print")),
      ),
    ),
    file,
    language,
  );
  const menu = /** @type {HTMLDetailsElement} */ (element.querySelector("details.menu"));
  menu.addEventListener("click", (event) => {
    if (event.target instanceof HTMLButtonElement) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  addEventListener("pointerdown", (event) => {
    if (menu.isConnected && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  const sync = () => {
    year.value = String(app.choices.year);
    language.value = app.choices.language;
    dress(deviation, { "aria-pressed": String(app.choices.view === "deviation") });
    dress(level, { "aria-pressed": String(app.choices.view === "level") });
    dress(guess, { "aria-pressed": String(app.choices.guess) });
  };
  return { element, sync };
}

/** @param {App} app */
async function copyLink(app) {
  app.redraw();
  try {
    await navigator.clipboard.writeText(location.href);
    app.tell(t("The link is copied. It opens on this page only, with everything that is switched on."));
  } catch {
    app.tell(t("The link stands in the address bar."));
  }
}

/** @param {App} app */
function saveScenario(app) {
  if (!app.acting.length) {
    app.tell(t("Nothing is switched on: there is no scenario to save."));
    return;
  }
  const { name, text } = scenarioFile(app);
  download(name, text, "application/toml");
  const words = { name, command: runCommand(app, name) };
  app.tell(
    app.payload.made?.given
      ? t("Saved {name}. On all draws, of which this page took some by their weight, it is run by: {command}", words)
      : t("Saved {name}. The same numbers come from: {command}", words),
  );
}

/** @param {App} app */
function saveAll(app) {
  download("tajsim.csv", csvOf(app, app.payload.charts), "text/csv");
}

/**
 * Read a scenario file and switch it on, or say what is wrong with it.
 * @param {App} app @param {File} file
 */
export async function openFile(app, file) {
  try {
    const text = await textOf(file);
    const trial = { ...app.choices, on: new Map(app.choices.on), files: [...app.choices.files] };
    const scenario = withFile(trial, file.name, text, app.offer);
    const refusal = app.model.refusal([scenario]);
    if (refusal) throw new ScenarioError(refusal.heading, refusal.details);
    app.change((choices) => {
      choices.files = trial.files;
      choices.on = trial.on;
    });
    app.tell(t("{title} is switched on.", { title: said(scenario.title || scenario.name) }));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    app.tell(error.message, "error");
  }
}
