"""In a browser, opened from disk: what a visitor does, what it leads to, and that nothing leaves the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tests import of_2024
from tests.explorer.browser import BROWSER, DESK, FLAGS, PHONE
from tests.explorer.faulty import EVIL
from tests.of_2024 import main

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright: pip install 'tajsim[browser]'"
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")

DRAWS, END, YEAR = 40, "2028Q4", 2027


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return of_2024.explore(draws=DRAWS, end=END).save(tmp_path_factory.mktemp("page") / "explore.html")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One visitor in front of one page; notes every request, every complaint and every file saved."""

    def __init__(self, browser: Any, file: Path, fragment: str = "", **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": DESK, "locale": "en-GB", **options})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.file = file
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri() + fragment)
        self.page.locator(".big strong").filter(visible=True).first.wait_for()

    def switch(self, title: str) -> Any:
        self.open_folds()
        return self.page.get_by_role("switch", name=title, exact=True)

    def open_folds(self) -> None:
        self.page.evaluate("document.querySelectorAll('details.group').forEach(one => one.open = true)")

    def pull(self, label: str, value: float) -> None:
        """Move a slider to a value."""
        self.open_folds()
        self.page.get_by_label(label, exact=True).evaluate(
            "(range, value) => { range.value = value; range.dispatchEvent(new Event('input')); }",
            value,
        )
        self.settle()

    def settle(self) -> None:
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def hash(self) -> str:
        self.page.wait_for_timeout(350)
        return str(self.page.evaluate("location.hash"))

    def save(self, button: str, folder: Path) -> Path:
        self.page.locator("details.menu summary").click()
        with self.page.expect_download() as saved:
            self.page.locator("details.menu").get_by_role("button", name=button).click()
        path = folder / saved.value.suggested_filename
        saved.value.save_as(path)
        return path

    def drop(self, name: str, text: str) -> None:
        """Drop a file on the page."""
        self.page.evaluate(
            """([name, text]) => {
              const data = new DataTransfer();
              data.items.add(new File([text], name));
              window.dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
            }""",
            [name, text],
        )
        self.page.locator("#message .told").wait_for()
        self.settle()

    def told(self) -> str:
        return "\n".join(self.page.locator("#message .told p").all_inner_texts())

    def end(self) -> None:
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith((self.file.as_uri(), "blob:"))] == []
        assert self.page.evaluate("window.stolen") is None
        self.context.close()


@pytest.fixture
def visit(chromium: Any, file: Path) -> Iterator[Any]:
    opened: list[Visit] = []

    def begin(fragment: str = "", **options: Any) -> Visit:
        opened.append(Visit(chromium, options.pop("file", file), fragment, **options))
        return opened[-1]

    yield begin
    for one in opened:
        one.end()


def values(path: Path, scenario: str, variable: str, statistic: str, period: str) -> float:
    table = pd.read_csv(path, dtype={"period": str})
    found = table[
        (table.scenario == scenario) & (table.variable == variable)
        & (table.statistic == statistic) & (table.period == period)
    ]  # fmt: skip
    assert len(found) == 1
    return float(found.value.iloc[0])


def deviation(scenario: ts.Scenario, output: str, shares: tuple[float, ...]) -> list[float]:
    """Points of the deviation in the year that the page shows, as a run on the same draws has them."""
    r = of_2024.run(scenario, draws=DRAWS, end=END)
    found = r.delta(scenario.name, output, "Y").distribution().row(r.years.index(YEAR))
    return [float(point) for point in found.quantiles(shares)]


def test_it_opens_with_the_baseline_and_eight_charts(visit: Any) -> None:
    page = visit().page
    assert page.locator(".card").count() == 8
    assert page.locator(".card svg path.median").count() == 8
    assert "Nothing is switched on" in page.locator(".story").inner_text()
    assert "Accounts close to" in page.locator("footer").inner_text()


def test_a_first_visitor_is_offered_an_example(visit: Any) -> None:
    v = visit()
    v.page.get_by_role("button", name="For example: Crackdown + Rouble shock").click()
    v.settle()
    assert v.page.locator(".story h2").inner_text() == "Crackdown + Rouble shock"
    assert v.page.locator(".story .reveal").filter(visible=True).count() == 0
    assert "people live in poverty" in v.page.locator(".story").inner_text()
    v.page.get_by_role("button", name="Start over").click()
    v.settle()
    assert v.page.get_by_role("button", name="For example: Crackdown + Rouble shock").is_visible()


def test_on_a_phone_the_example_stands_over_what_can_be_chosen(visit: Any) -> None:
    v = visit(viewport=PHONE)
    example = v.page.get_by_role("button", name="For example: Crackdown + Rouble shock")
    assert example.bounding_box()["y"] < PHONE["height"] / 2
    example.click()
    v.settle()
    assert example.count() == 0
    assert "points" in v.page.locator(".strip").inner_text()


def test_switches_and_strengths_move_the_numbers_as_a_run_does(visit: Any, tmp_path: Path) -> None:
    v = visit()
    v.switch("Crackdown").check()
    v.switch("Rouble shock").check()
    v.pull("Strength of Rouble shock", 50)
    assert v.page.locator(".story h2").inner_text().replace("\xa0", " ") == "Crackdown + Rouble shock (50 %)"
    saved = v.save("Save data", tmp_path)
    both = ts.scenario("crackdown") + ts.scenario("rouble-shock").scale(0.5)
    low, middle = deviation(both, "poverty_rate", (0.05, 0.5))
    found = [values(saved, both.name, "poverty_rate", f"delta_{name}", "2027") for name in ("q05", "q50")]
    assert found == pytest.approx([low, middle], rel=1e-6)
    shown = v.page.locator(".card", has_text="Poverty").locator(".big strong").inner_text()
    assert shown == f"+{middle:.1f}"


def test_a_lever_acts_from_the_quarter_chosen(visit: Any, tmp_path: Path) -> None:
    v = visit()
    v.open_folds()
    v.page.get_by_label("They act from").select_option("2026Q3")
    v.pull("Exchange rate of the rouble, quarterly average", 1.5)
    saved = v.save("Save data", tmp_path)
    shock = ts.Shock("rub_per_usd", multiply=ts.step(1.5, start="2026Q3"))
    lever = ts.Scenario("rub_per_usd", [shock])
    found = values(saved, lever.name, "remittances_usd", "delta_q50", "2027")
    assert found == pytest.approx(deviation(lever, "remittances_usd", (0.5,))[0], rel=1e-6)


def test_levers_move_what_the_model_determines_itself(visit: Any, tmp_path: Path) -> None:
    v = visit()
    v.pull("Average wage in Russia, nominal", 0.8)
    v.pull("Tajiks deported or removed from Russia in a quarter", 12_000.0)
    today = v.page.locator(".lever", has_text="Tajiks deported").locator(".today").inner_text()
    own = of_2024.run(draws=None, outputs=["deported"], end="2025Q4").central["deported"]
    assert today.replace("\xa0", " ").startswith(f"Today {float(own[0, 0]):,.0f} persons")
    toml = v.save("Save scenario", tmp_path)
    saved = v.save("Save data", tmp_path)
    lever = ts.scenario(str(toml))
    assert {shock.target for shock in lever.shocks} == {"russia_wage", "deported"}
    found = values(saved, lever.name, "remittances_usd", "delta_q50", "2027")
    assert found == pytest.approx(deviation(lever, "remittances_usd", (0.5,))[0], rel=1e-6)


def test_a_page_of_figures_says_what_it_rests_on(visit: Any, tmp_path: Path) -> None:
    quarter = ts.Quarter(2025, 1)
    known = ts.Condition(name="rub_per_usd", first=quarter, last=quarter, measure="mean", value=93.0)
    r = of_2024.run(given=known, draws=400, end="2026Q4", outputs=["gdp"])
    v = visit(file=r.explore(tmp_path / "given.html", draws=DRAWS))
    assert r.weights is not None
    words = v.page.locator("footer").inner_text().replace("\xa0", " ")
    told = f"Conditioned on figures (1): effective draws {r.weights.ess:.0f} of 400"
    assert f"{told}, of which this page took {DRAWS} by their weight." in words
    v.page.get_by_label("Language").select_option("ru")
    assert "С учётом показателей (1): эффективных симуляций" in v.page.locator("footer").inner_text()


def test_the_address_brings_everything_back(visit: Any) -> None:
    v = visit()
    v.switch("Crackdown").check()
    v.pull("Strength of Crackdown", 150)
    v.pull("Price of Urals crude, quarterly average", 0.7)
    v.page.locator("#year").select_option("2026")
    v.page.get_by_role("button", name="Level").click()
    v.page.get_by_role("button", name="Poverty (national line)").click()
    v.settle()
    words = v.page.locator(".story").inner_text()
    again = visit(v.hash())
    assert again.page.locator(".story").inner_text() == words
    assert again.page.locator(".detail select").input_value() == "poverty_rate"
    assert again.page.get_by_role("button", name="Level").get_attribute("aria-pressed") == "true"
    again.page.get_by_role("button", name="Start over").click()
    again.settle()
    assert again.hash() == ""


SHAPES = ts.Scenario(
    "shapes",
    [
        ts.Shock("rub_per_usd", multiply=ts.ramp(1.3, "2026Q1", 3, fade=4, fade_to=0.5)),
        ts.Shock("enforcement", multiply=ts.path([1.5, 2.5, 2.0], "2026Q1"), note='of "three" quarters'),
        ts.Shock("deported", add=ts.pulse(4_000.0, "2026Q4", 3)),
        ts.Shock("remittance_cost", multiply=ts.fade(1.5, "2026Q3", 4)),
        ts.Shock("intervention_share", set=ts.step(0.2, "2027Q1", "2027Q3"), weight=0.4),
    ],
    title="Every shape",
    narrative="One of each.",
)
JUDGED = ts.Judgement(
    "seen",
    [
        ts.AddFactor(
            equation="remittances", values=[0.1], start="2025Q2", fades="2026Q2", author="A. Author",
            date="2025-07-15", why="Transfers of the first half.",
        )
    ],
)  # fmt: skip


def test_a_saved_scenario_of_every_shape_runs_with_judgement(
    visit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switches, levers and a scenario of one's own, on a page with judgement, guessing first."""
    monkeypatch.chdir(tmp_path)
    JUDGED.to_toml("seen.toml")
    made = of_2024.explore(SHAPES, judgement="seen.toml", start="2025Q3", end="2027Q4", draws=30, seed=4)
    v = visit(
        "#s=shapes:0.5,crackdown:1.5&l=oil_price:0.8,vat_rate:2&guess=1", file=made.save(tmp_path / "x.html")
    )
    saved = {one: v.save(one, tmp_path) for one in ("Save scenario", "Save data")}
    v.save("Save scenario", tmp_path)
    told = v.told().split("come from: ")[1].split()
    assert told[2] == saved["Save scenario"].name
    assert {"--judgement", "seen.toml", "--start", "2025Q3", "--end", "2027Q4"} <= set(told)
    assert main([*told[1:], "--out", "out"]) in (0, None)
    same(saved["Save data"], Path("out") / "summary.csv")


def test_a_saved_scenario_runs_on_the_command_line_with_the_same_numbers(visit: Any, tmp_path: Path) -> None:
    v = visit("#s=border-closure:1,reintegration:0.4&l=oil_price:0.7&from=2026Q2")
    scenario, data = v.save("Save scenario", tmp_path), v.save("Save data", tmp_path)
    told = v.told().split("come from: ")[1].split()
    assert told[:3] == ["tajsim", "run", scenario.name]
    out = tmp_path / "out"
    code = main(["run", str(scenario), *told[3:], "--out", str(out)])
    assert code in (0, None)
    same(data, out / "summary.csv")


def same(saved: Path, summary: Path) -> None:
    """Hold the data that a page saved against the summary of a run."""
    page = pd.read_csv(saved, dtype={"period": str})
    run = pd.read_csv(summary, dtype={"period": str})
    keys = ["scenario", "variable", "unit", "period", "statistic", "freq"]
    both = page.merge(run, on=keys, suffixes=("_page", "_run"), how="left")
    assert both.value_run.notna().all()
    apart = (both.value_page - both.value_run).abs()
    deviation = both.statistic.str.startswith("delta_")  # percent of levels that are alike to 1e-6 at least
    assert (apart <= 1e-6 * both.value_run.abs() + 1e-5 * deviation).all()


def test_a_file_that_is_dropped_acts_and_stays_in_the_address(visit: Any) -> None:
    v = visit()
    text = (ts.scenario("rouble-shock") + ts.scenario("crackdown")).scale(0.5)
    path = v.file.parent / "mine.toml"
    text.to_toml(path)
    v.drop("mine.toml", path.read_text(encoding="utf-8"))
    assert "is switched on" in v.told()
    words = v.page.locator(".story").inner_text()
    assert visit(v.hash()).page.locator(".story").inner_text() == words


def test_a_file_that_goes_too_far_is_refused_as_a_run_is(visit: Any, tmp_path: Path) -> None:
    huge = ts.Scenario("huge", [ts.Shock("rub_per_usd", multiply=ts.step(1e200, start="2026Q1"))])
    huge.to_toml(tmp_path / "huge.toml")
    with pytest.raises(InputError) as refused:
        of_2024.run(huge, draws=DRAWS, end=END)
    v = visit()
    v.drop("huge.toml", (tmp_path / "huge.toml").read_text(encoding="utf-8"))
    assert v.told() == str(refused.value)
    assert "Nothing is switched on" in v.page.locator(".story").inner_text()


def test_a_page_made_of_markup_shows_it_as_text(visit: Any, tmp_path: Path) -> None:
    shock = ts.Shock("oil_price", multiply=ts.step(0.9, start="2026Q1"), note=EVIL)
    evil = ts.Scenario("</script>" + EVIL, [shock], title=EVIL, narrative=EVIL, sources=[EVIL])
    v = visit(file=of_2024.explore(evil, draws=10, end="2027Q4").save(tmp_path / "evil.html"))
    assert v.page.locator(".story h2").inner_text() == EVIL
    assert v.page.locator("img").count() == 0
    assert v.page.locator("script").count() == 2


def test_markup_in_titles_and_narratives_is_text(visit: Any) -> None:
    v = visit()
    shock = ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2026Q1"), note=EVIL)
    evil = ts.Scenario(EVIL, [shock], title=EVIL, narrative=EVIL, sources=[EVIL])
    path = v.file.parent / "evil.toml"
    evil.to_toml(path)
    v.drop("evil.toml", path.read_text(encoding="utf-8"))
    assert v.page.locator(".story h2").inner_text() == EVIL
    v.page.locator(".own .more").click()
    assert EVIL in v.page.locator(".own .about").inner_text()
    v.page.locator(".card button.open").first.click()
    v.page.locator(".bar-row").first.wait_for()
    v.page.get_by_role("button", name="How sure is this?").click()
    assert v.page.locator("img, #page script").count() == 0


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        (f"#s={quote(EVIL)}:1", "this page does not have"),
        ("#s=crackdown:1e999", "a strength that cannot be"),
        ("#s=crackdown:NaN,rouble-shock:-1", "a strength that cannot be"),
        ("#l=rub_per_usd:1e9", "outside its range"),
        ("#l=__proto__:1&constructor=2", "does not know"),
        ("#file=%%%", "it cannot be read"),
        ("#y=99999&view=x&o=nothing&from=1", "does not know"),
        (f"#{quote(EVIL)}", "does not know"),
        (f"#{'a' * 1_000_000}", "does not know"),
        (f"#file={'A' * 1_000_000}", "it cannot be read"),
        (f"#{'&'.join(f'x{i}=1' for i in range(20_000))}", "19,994 more of the kind"),
    ],
)
def test_an_address_that_cannot_be_is_said_so(fragment: str, words: str, visit: Any) -> None:
    v = visit(fragment)
    assert words in v.told()
    assert v.page.locator(".card").count() == 8


def test_what_cannot_act_together_is_said_and_the_charts_stay(visit: Any) -> None:
    v = visit()
    for name, level in (("one", 150.0), ("two", 200.0)):
        shock = ts.Shock("rub_per_usd", set=ts.step(level, start="2026Q1"))
        path = v.file.parent / f"{name}.toml"
        ts.Scenario(name, [shock], title=name, narrative="n").to_toml(path)
        v.drop(f"{name}.toml", path.read_text(encoding="utf-8"))
        v.settle()
    assert "conflicting values set for 'rub_per_usd'" in v.page.locator(".refused").inner_text()
    assert v.page.locator(".card svg path.median").count() == 8


def test_a_chart_opens_with_the_keyboard_and_says_why(visit: Any) -> None:
    v = visit("#s=crackdown:1,rouble-shock:1")
    v.page.get_by_role("button", name="Poverty (national line)").focus()
    v.page.keyboard.press("Enter")
    v.page.locator(".bar-row").first.wait_for()
    parts = v.page.locator(".bar-value").all_inner_texts()
    assert len(parts) == 3
    first, second, total = (float(text.replace("\N{MINUS SIGN}", "-")) for text in parts)
    assert first + second == pytest.approx(total, abs=0.11)  # of figures with one decimal
    assert "How earlier forecasts of it fared" in v.page.locator(".trust-in").inner_text()
    v.page.locator("svg.large").focus()
    v.page.keyboard.press("ArrowRight")
    assert "2025Q1" in v.page.locator(".reading").inner_text()
    v.page.locator(".numbers summary").click()
    v.page.locator(".numbers tbody tr").first.wait_for()
    assert v.page.locator(".numbers tbody tr").count() == 16
    v.page.keyboard.press("Escape")
    v.settle()
    assert v.page.evaluate("document.activeElement.textContent") == "Poverty (national line)"


def test_every_control_has_a_name_and_the_keyboard_reaches_a_switch(visit: Any) -> None:
    v = visit()
    v.open_folds()
    nameless = v.page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary, a, [role=slider], [role=img]")]
          .filter(one => !(one.getAttribute("aria-label") || one.labels?.length || one.textContent.trim()))
          .map(one => one.outerHTML)"""
    )
    assert nameless == []
    switch = v.switch("Crackdown")
    switch.focus()
    v.page.keyboard.press("Space")
    v.settle()
    assert "Crackdown" in v.page.locator(".story h2").inner_text()
    label = v.page.locator(".card svg").first.get_attribute("aria-label")
    assert "In 2027" in label or "in 2027" in label


def test_guessing_first_keeps_the_answer_back(visit: Any) -> None:
    v = visit("#s=crackdown:1&guess=1")
    assert set(v.page.locator(".big strong").all_inner_texts()) == {"?"}
    assert v.page.locator("path.median, path.band90").count() == 0
    v.page.locator(".card").first.get_by_role("slider", name="Your guess for 2027").focus()
    v.page.keyboard.press("PageDown")
    v.settle()
    v.page.get_by_role("button", name="Show what the model says").click()
    v.settle()
    assert "Your guess \N{MINUS SIGN}5.0\xa0%" in v.page.locator(".card .sentence").first.inner_text()
    assert v.page.locator("path.median").count() == 8


def test_it_speaks_russian_with_its_numbers(visit: Any) -> None:
    v = visit("#s=crackdown:1", locale="ru-RU")
    words = v.page.locator("#page").inner_text()
    assert "Ужесточение" in words
    assert "Почти наверняка ниже" in words
    assert v.page.evaluate("document.documentElement.lang") == "ru"
    v.page.get_by_role("button", name="Бедность (национальная черта)").click()
    v.settle()
    assert "Бедность по национальной черте" in v.page.locator(".trust-in").inner_text()
    v.page.get_by_label("Язык").select_option("en")
    v.settle()
    assert "Almost certainly higher" in v.page.locator("#page").inner_text()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_runs_sideways(viewport: Any, scheme: str, language: str, visit: Any) -> None:
    for fragment in ("", "&o=poverty_rate", "&guess=1", "&view=level"):
        chosen = f"#s=crackdown:1,rouble-shock:1&lang={language}{fragment}"
        v = visit(chosen, viewport=viewport, color_scheme=scheme)
        v.open_folds()
        wide = v.page.evaluate(
            """[document.documentElement, ...document.querySelectorAll(".left, .right")]
              .filter(one => one.scrollWidth > one.clientWidth).map(one => one.className)"""
        )
        assert wide == []


def test_it_prints_without_its_controls(visit: Any) -> None:
    v = visit("#s=crackdown:1")
    v.page.emulate_media(media="print")
    assert not v.page.locator(".left").is_visible()
    assert not v.page.locator(".toolbar").is_visible()
    assert v.page.locator(".card").last.is_visible()
    assert v.page.pdf().startswith(b"%PDF")


def test_it_works_within_a_notebook(chromium: Any, tmp_path: Path) -> None:
    """In a frame that may not see what is around it, without an address of its own."""
    shown = of_2024.explore("crackdown", draws=DRAWS, end=END)._repr_html_()
    (tmp_path / "notebook.html").write_text(f'<!doctype html><meta charset="utf-8">{shown}', encoding="utf-8")
    page = chromium.new_page(viewport=DESK)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".card .big strong").first.wait_for()
    before = frame.locator(".card .big strong").first.inner_text()
    frame.get_by_label("Strength of Crackdown").fill("200")
    page.wait_for_timeout(500)
    assert frame.locator(".card .big strong").first.inner_text() != before
    frame.locator("details.menu summary").click()
    with page.expect_download() as saved:
        frame.get_by_role("button", name="Save scenario").click()
    assert saved.value.suggested_filename == "crackdown-x-2.toml"
    assert complaints == []
    page.close()


def test_a_redraw_is_measured_by_the_page_itself(visit: Any) -> None:
    v = visit()
    v.switch("Crackdown").check()
    v.pull("Strength of Crackdown", 80)
    names = v.page.evaluate("performance.getEntriesByType('measure').map(one => one.name)")
    assert names.count("tajsim:first-chart") == 1
    assert names.count("tajsim:redraw") >= 3
