"""Every figure on a page is computed again from the draws and compared with what a reader sees."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import outlook
from tajsim.languages import language
from tajsim.parameters import declarations
from tajsim.report.comparison import chance, figure, fine
from tajsim.report.evidence import accounts, scores
from tajsim.report.subject import Subject, subject
from tajsim.report.words import effects, opening, reading, stories
from tajsim.results import Result

from ..results import synthetic
from .conftest import Page

HEADLINE = {
    "Migrants in Russia": "migrants_russia",
    "Remittances": "remittances_usd",
    "Household consumption": "consumption",
    "Imports, volume": "imports",
    "GDP": "gdp",
    "Reserves": "reserves_usd",
    "Unemployment": "unemployment_rate",
    "Poverty (national line)": "poverty_rate",
}
RATES = ("unemployment_rate", "poverty_rate", "gdp_growth", "reserves_months")


class Tables(HTMLParser):
    """The tables of a page: label of the region, then rows of cells as text, a line break as a bar."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, list[list[str]]] = {}
        self.label = ""
        self.cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("role") == "region":
            self.label = str(given["aria-label"])
            self.found[self.label] = []
        elif tag == "tr" and self.label:
            self.found[self.label].append([])
        elif tag in ("td", "th"):
            self.found[self.label][-1].append("")
            self.cell = True
        elif self.cell and tag in ("span", "code"):
            self.found[self.label][-1][-1] += "|"

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = False
            cells = self.found[self.label][-1]
            cells[-1] = cells[-1].strip().replace("\N{NO-BREAK SPACE}", " ")

    def handle_data(self, data):
        if self.cell:
            self.found[self.label][-1][-1] += data


@pytest.fixture(scope="module")
def tables(page: Page) -> dict[str, list[list[str]]]:
    return Tables(page.text).found


def about(result: Result, language: str = "en") -> Subject:
    return subject(result, None, None, None, None, language)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def deviation(result: Result, scenario: str, name: str, year: int = 2027) -> np.ndarray:
    """By hand, in percent of the baseline for what is no rate."""
    at = result.years.index(year)
    of, base = (
        result.annual[name][at, result.position(s)].astype(float) for s in (scenario, result.baseline)
    )
    return of - base if name in RATES else 100.0 * (of - base) / base


def rounds_to(text: str, value: float) -> bool:
    """Whether a number in text is the value, rounded to the last digit shown."""
    digits = len(text.partition(".")[2])
    return abs(number(text) - value) <= 0.5000001 * 10.0**-digits


def test_the_comparison(result: Result, tables: dict[str, list[list[str]]]) -> None:
    header, *rows = tables["Deviation from the published outlook in 2027"]
    names = [HEADLINE[cell.partition("|")[0].strip()] for cell in header[1:]]
    assert names == [name for name in HEADLINE.values() if name in result.kept]
    units = [cell.partition("|")[2] for cell in header[1:]]
    assert units == ["points" if name in RATES else "%" for name in names]
    assert len(rows) == len(result.scenarios) - 1
    for scenario, row in zip(result.scenarios[1:], rows, strict=True):
        for name, cell in zip(names, row[1:], strict=True):
            middle, _, band = cell.partition("|")
            low, high = band.split(" to ")
            expected = np.quantile(deviation(result, scenario, name), (0.5, 0.05, 0.95))
            for text, value in zip((middle, low, high), expected, strict=True):
                assert rounds_to(text, value), (scenario, name, text, value)
                assert text == "0.0" or text.startswith("+" if value > 0 else "\N{MINUS SIGN}")


def test_the_event_probabilities(result: Result, tables: dict[str, list[list[str]]]) -> None:
    header, *rows = tables["Share of draws in which it happens"]
    assert [re.sub(r",.*", "", cell) for cell in header[1:]] == [
        "Reserves cover less than 3 months of imports",
        "GDP is lower than a year before",
        "Remittances are more than 20 % lower than the baseline",
        "Consumption is more than 5 % lower than the baseline",
        "Poverty is more than 5 points higher than the baseline",
    ]
    assert header[1].endswith("at the end of 2027")
    assert rows[0][0].startswith("Baseline: the published outlook")
    for scenario, row in zip(result.scenarios, rows, strict=True):
        at = (result.years.index(2027), result.position(scenario))
        happens = [result.annual["reserves_months"][at] < 3.0, result.annual["gdp_growth"][at] < 0.0]
        if scenario != result.baseline:
            happens += [
                deviation(result, scenario, "remittances_usd") < -20.0,
                deviation(result, scenario, "consumption") < -5.0,
                deviation(result, scenario, "poverty_rate") > 5.0,
            ]
        shown = [plain(chance(float(np.mean(h)))) for h in happens]
        assert row[1:] == shown + ["–"] * (5 - len(shown))


def test_parameters_drivers_and_counts(page: Page, tables: dict[str, list[list[str]]]) -> None:
    p, followed = ts.parameters("calibrated-2024"), outlook("baseline")
    _, *rows = tables["Headline parameters"]
    shown = [name for name, declared in declarations().items() if declared.headline]
    for name, row in zip(shown, rows, strict=True):
        entry = p.entries[name]
        assert row[0] == f"{declarations()[name].description} |{name}"
        assert row[1] == figure(entry.value)
        span = f"{figure(entry.low)} to {figure(entry.high)}"
        assert row[2] == ("fixed" if entry.distribution == "fixed" else span)
        assert row[4] == entry.confidence
    header, *rows = tables["Drivers by year"]
    assert header[2:-1] == [str(year) for year in (2025, 2026, 2027)]
    for driver, row in zip(DRIVERS, rows, strict=True):
        values = followed.drivers[driver.name].values
        assert row[:2] == [driver.description, driver.unit]
        assert row[2:-1] == [figure(values[year]) for year in (2025, 2026, 2027)]
    grades = [e.confidence for e in p.entries.values()]
    stated = re.search(r"Of (\d+) parameters (\d+) are .*?\(A\), (\d+) are .*?\(B\), (\d+) are", page.prose)
    assert stated
    assert [int(text) for text in stated.groups()] == [len(grades), *(grades.count(k) for k in "ABC")]
    assert f"{grades.count('C')} of {len(grades)} parameters are a proxy or judgement" in page.prose
    assert f"{grades.count('C')} parameters that are a proxy or a judgement (C)" in page.prose
    assert len(tables["Proxies and judgements"]) == 1 + grades.count("C")


def test_the_run_and_its_manifest(result: Result, page: Page, tables: dict[str, list[list[str]]]) -> None:
    for text in (
        "Draws 60, seed 5, the same in every scenario", "Quarters 2025Q1 to 2027Q4", "Period reported 2027",
        "Scenarios Crackdown; Weak rouble; Crackdown + Weak rouble",
        "a standard error" if (result.manifest.draws or 0) >= 100 else "only 60 draws",
    ):  # fmt: skip
        assert text in page.prose, text
    fields = dict(row for row in tables["Manifest"][1:])
    m = result.manifest
    assert fields["Draws"] == "60"
    assert fields["Seed"] == "5"
    assert fields["Parameter set"] == f"{m.vintage} (SHA-256 {m.vintage_sha256[:16]})"
    for name, digest in m.scenarios.items():
        assert fields[f"Scenario {name}"] == f"SHA-256 {digest[:16]}"
    for name, digest in m.data.items():
        assert fields[f"File {name}"] == f"SHA-256 {digest[:16]}"
    assert fields["Outputs kept"] == f"{len(result.kept)}: {', '.join(result.kept)}"


def test_the_accounts(result: Result, page: Page, tables: dict[str, list[list[str]]]) -> None:
    worst = max(result.identities, key=lambda c: c.worst)
    assert f"{len(result.identities)} accounting identities were checked" in page.prose
    assert (
        f"The worst relative violation is {worst.worst:.1e} ({worst.identity.replace('_', ' ')}, "
        f"{worst.scenario}, {worst.quarter}), which is rounding." in page.prose
    )
    stated = {row[0]: row[1] for row in tables["Accounting identities"][1:]}
    assert stated == {c.identity.replace("_", " "): f"{c.worst:.1e}" for c in result.identities}


def test_a_broken_account_is_reported_as_such_and_the_worst_one_named() -> None:
    made = synthetic.result(draws=5)
    first, second = made.identities
    broken = replace(made, identities=(replace(first, worst=2.5e-3), replace(second, worst=1e-2)))
    assert accounts(about(broken)) == (
        f"The worst relative violation of an accounting identity is 1.0e-02 ({second.identity}, "
        f"{second.scenario}, {second.quarter}): more than rounding."
    )
    assert "2 accounting identities were checked" in accounts(about(made))
    assert f"is 2.2e-13 ({second.identity}, " in accounts(about(made))
    assert "2,2·10⁻¹³" in accounts(about(made, "ru"))


def test_the_levels_of_a_baseline_that_stands_alone() -> None:
    made = synthetic.result(draws=300, quarters=12, scenarios=("baseline",))
    text = plain(opening(about(made), {}))
    for name in ("migrants_russia", "remittances_usd", "gdp"):
        central = made.central_annual[name][2, 0]
        low, high = np.quantile(made.annual[name][2, 0].astype(float), (0.05, 0.95))
        unit = made.infos[name].unit
        assert f"{figure(central)} {unit} ({figure(low)} to {figure(high)} in 90 % of draws)" in text
    assert "On the single path in 2027: " in text


def with_share(falls: int, draws: int, size: float = 0.1) -> Result:
    """Draws of which exactly `falls` lower remittances."""
    made = synthetic.result(draws=draws, quarters=12, outputs=("remittances_usd",))
    annual = {"remittances_usd": made.annual["remittances_usd"].copy()}
    sign = np.where(np.arange(draws) < falls, -1.0, 1.0)
    annual["remittances_usd"][2, 1] = annual["remittances_usd"][2, 0] * (1.0 + size * sign)
    return replace(made, annual=annual)


@pytest.mark.parametrize(
    ("falls", "draws", "expected"),
    [
        (200, 200, "Same sign in every one of the 200 draws: "),
        (199, 200, "Nearly certain in sign: .*, down in 99.5 % of draws"),
        (1999, 2000, "Nearly certain in sign: .*, down in > 99.9 % of draws"),
        (190, 200, "Nearly certain in sign: .*, down in 95 % of draws"),
        (1891, 2000, "Sign not certain: .*, down in 94.5 % of draws"),
        (1899, 2000, "Sign not certain: .*, down in 94.95 % of draws"),
        (18_999, 20_000, "Sign not certain: .*, down in 94.99 % of draws"),
        (101, 200, "Sign not certain: .*, down in 50.5 % of draws"),
        (100, 200, "Sign not certain: .*, up in 50 % of draws"),
        (60, 200, "Sign not certain: .*, up in 70 % of draws"),
        (10, 200, "Nearly certain in sign: .*, up in 95 % of draws"),
        (0, 200, "Same sign in every one of the 200 draws: .*\\+10 %"),
    ],
)
def test_the_word_about_a_sign_and_the_share_beside_it_agree(falls: int, draws: int, expected: str) -> None:
    made = about(with_share(falls, draws))
    (story,) = [one for one in stories(made, effects(made)) if one.scenario == "crackdown"]
    (sentence,) = story.sentences
    assert re.match(expected, plain(sentence)), plain(sentence)


def test_a_sign_never_stands_beside_a_zero() -> None:
    made = synthetic.result(draws=200, quarters=12, outputs=("remittances_usd",))
    annual = {"remittances_usd": made.annual["remittances_usd"].copy()}
    fall = np.where(np.arange(200) < 20, 0.02, 0.0002)
    annual["remittances_usd"][2, 1] = annual["remittances_usd"][2, 0] * (1.0 - fall)
    found = about(replace(made, annual=annual))
    (story,) = [one for one in stories(found, effects(found)) if one.scenario == "crackdown"]
    assert plain(story.sentences[0]).startswith(
        "Same sign in every one of the 200 draws: remittances −0.02 % ("
    )
    assert [fine(x) for x in (0.04, -0.0004, 0.0, -0.06)] == ["+0.04", "−0.0004", "0.0", "−0.1"]


def test_a_summary_of_draws_never_counts_them_all() -> None:
    _, small = synthetic.summarised(draws=800, quarters=12, outputs=("remittances_usd",))
    found = about(small)
    described = " ".join(text for one in stories(found, effects(found)) for text in one.sentences)
    assert "every one of" not in described
    assert "Nearly certain in sign" in described


@pytest.mark.parametrize("draws", [20, 99, 100, 400, 2500])
def test_the_standard_error_is_that_of_a_half(draws: int) -> None:
    text = " ".join(reading(about(synthetic.result(draws=draws, outputs=("gdp",)))))
    if draws < 100:
        assert f"There are only {draws} draws" in text
    else:
        assert (
            f"counted in {draws:,} draws has a standard error of {50.0 / np.sqrt(draws):.1f} points" in text
        )


def test_scores_are_those_of_the_backtest_and_the_winner_stands_out() -> None:
    from tajsim.evidence.backtest.scores import Forecast
    from tajsim.evidence.backtest.study import Backtest

    def forecasts(shift: float) -> tuple[Forecast, ...]:
        sample = [i / 100.0 - 1.0 + shift for i in range(201)]
        return tuple(
            Forecast.of(
                sample, variable="imports_usd", horizon=1, conditional=True, origin=year - 1,
                observed=0.3, base=0.0,
            )
            for year in (2010, 2011)
        )  # fmt: skip

    found = Backtest(forecasts(0.0), {"no change": forecasts(0.001)}, {})
    (row,) = scores(found, language("en")).rows
    (raw,) = found.rows()
    assert row.outcomes == 2
    assert row.span == "2010-2011"
    assert row.kind == "1 year ahead, drivers as they were"
    assert (row.rmse, row.crps) == (f"{raw['rmse']:.3f}", f"{raw['crps']:.3f}")
    assert plain(row.sign) == plain(chance(raw["sign"]))
    best = raw["benchmarks"]["no change"]
    rival, own = re.findall(r"\d\.\d+", row.rival)
    assert (float(rival) < float(own)) == (best["crps"] < best["model_crps"])
    assert rival != own
    beaten = scores(found, language("en")).beaten
    assert beaten.startswith("A benchmark has the lower CRPS") == (best["crps"] < best["model_crps"])
    assert "2 forecasts of 2010-2011" in scores(found, language("en")).text


def test_a_page_file_holds_what_it_states(path: Path, result: Result) -> None:
    text = plain(path.read_text(encoding="utf-8"))
    found = about(result)
    for sentence in (opening(found, effects(found)), *reading(found)):
        assert plain(sentence).replace("'", "&#39;") in text
