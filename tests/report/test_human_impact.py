"""The plain sentences: sides, sizes and how sure they are, held against the draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tajsim.report.human_impact import IMPACTS, PROBABLE, human_impact, reading
from tajsim.report.subject import Subject, subject
from tajsim.results import OutputInfo, Result

from ..results import synthetic

RENAMED = {
    "migrants_russia": "migrants_russia",
    "remittances_usd": "remittances_usd",
    "inflation": "unemployment_rate",
    "gdp": "disposable_income",
    "current_account_gdp": "poverty_rate",
}
UNITS = {"unemployment_rate": "% of labour force", "poverty_rate": "% of population"}
PARTS = ("quarterly", "annual", "central", "central_annual")


def people(draws: int | None = 400, **how) -> Result:
    """A made-up result with the outputs of daily life."""
    made = synthetic.result(draws=draws, quarters=12, outputs=tuple(RENAMED), **how)
    infos = {
        name: replace(synthetic.INFOS[old], name=name, unit=UNITS.get(name, synthetic.INFOS[old].unit))
        for old, name in RENAMED.items()
    }
    arrays = {
        part: {RENAMED[old]: values.copy() for old, values in getattr(made, part).items()} for part in PARTS
    }
    manifest = replace(made.manifest, outputs=tuple(RENAMED.values()))
    return replace(made, infos=infos, manifest=manifest, **arrays)


def about(result: Result, language: str = "en") -> Subject:
    return subject(result, None, None, None, None, language)


def moved(result: Result, scenario: str, name: str) -> np.ndarray:
    of, base = (result.annual[name][2, result.position(s)].astype(float) for s in (scenario, "baseline"))
    return of - base if name in UNITS else 100.0 * (of - base) / base


def with_share(share: float, size: float = 0.05) -> Result:
    """Draws of which exactly `share` lower remittances, by a tenth at most; the rest rises a little."""
    made = people(400)
    annual = {name: values.copy() for name, values in made.annual.items()}
    base = annual["remittances_usd"][2, 0]
    falls = np.arange(400) < round(share * 400)
    annual["remittances_usd"][2, 1] = base * np.where(falls, 1.0 - size, 1.0 + size / 5.0)
    return replace(made, annual=annual)


def test_each_clause_has_the_side_and_the_size_of_its_draws() -> None:
    made = people()
    described = dict(human_impact(about(made)))
    assert list(described) == ["crackdown", "rouble-shock"]
    for scenario, sentence in described.items():
        text = sentence.replace("\N{NO-BREAK SPACE}", " ")
        for side in IMPACTS:
            if side.output not in made.kept:
                continue
            draws = moved(made, scenario, side.output)
            share = max((draws < 0).mean(), (draws > 0).mean())
            size = abs(np.median(draws)) * (10.0 if side.of_people else 1.0)
            number = f"{size:,.0f}" if side.of_people or round(size, 1) >= 10 else f"{size:.1f}"
            form = side.rises if np.median(draws) > 0 else side.falls
            sure, _, rest = text.partition("probably ")
            probable, _, open_ = rest.partition("which way these go is open: ")
            if not rest:
                _, _, open_ = text.partition("which way these go is open: ")
            if share < PROBABLE:
                assert side.called in open_
                continue
            clause = form.format(size=number)
            assert clause in (sure if share >= 0.95 else probable), (scenario, clause)
    assert "In 2027, compared with the published outlook: " in described["crackdown"]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "almost certainly"), (0.95, "almost certainly"), (0.9475, "probably"), (0.75, "probably"),
        (0.7475, "which way these go is open: the money that families receive from abroad"),
    ],
)  # fmt: skip
def test_how_sure_it_is_follows_the_exact_share(share: float, words: str) -> None:
    sentence = dict(human_impact(about(with_share(share))))["crackdown"]
    part = next(p for p in sentence.split("; ") if "money" in p or "families" in p)
    assert words in part
    if share >= PROBABLE:
        assert "families receive 5.0\N{NO-BREAK SPACE}% less money from abroad" in part


def test_what_hardly_moves_and_what_is_small_but_sure() -> None:
    made = people(60)
    annual = {name: values.copy() for name, values in made.annual.items()}
    for name, factor in (("remittances_usd", 0.9999), ("disposable_income", 1.0)):
        annual[name][2, 1] = annual[name][2, 0] * factor
    central = {name: values.copy() for name, values in made.central_annual.items()}
    central["disposable_income"][2, 1] = central["disposable_income"][2, 0]
    sentence = dict(human_impact(about(replace(made, annual=annual, central_annual=central))))["crackdown"]
    end = sentence.partition("hardly any change: ")[2]
    assert end == "the money that families receive from abroad and the income of households."
    assert "0.0" not in sentence


def test_a_central_path_claims_no_sureness() -> None:
    described = dict(human_impact(about(people(None))))
    assert "on the single path" in described["crackdown"]
    assert not any(word in described["crackdown"] for word in ("certainly", "probably", "open"))
    assert reading(about(people(None))) == ""
    assert "at least 95 of 100" in reading(about(people(20)))
    assert "at least 75 of 100" in reading(about(people(20)))


def test_a_run_that_kept_nothing_of_it_says_so() -> None:
    made = synthetic.result(draws=20, quarters=4, outputs=("gdp", "inflation"))
    assert {text for _, text in human_impact(about(made))} == {
        "The run kept nothing about work, income or poverty."
    }


def test_a_clause_is_only_reported_in_its_unit() -> None:
    made = people(20)
    odd = OutputInfo("poverty_rate", "persons", "poor people", "welfare", "mean")
    clauses = human_impact(about(replace(made, infos={**made.infos, "poverty_rate": odd})))
    text = " ".join(text for _, text in clauses)
    assert "poverty" not in text


def test_the_same_in_russian() -> None:
    english, russian = (
        dict(human_impact(about(with_share(0.9475), name)))["crackdown"] for name in ("en", "ru")
    )
    assert "probably families receive 5.0\N{NO-BREAK SPACE}% less" in english
    assert "вероятно, семьи получают из-за рубежа на 5,0\N{NO-BREAK SPACE}% меньше денег" in russian
    assert russian.startswith("В 2027 году по сравнению с опубликованным прогнозом: почти наверняка ")
