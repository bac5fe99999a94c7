"""Pictures of a page: narrow enough for a phone, whole, and one that says why for every scenario."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest

import tajsim as ts
from tajsim.analysis.decomposition.picture import _rounded
from tajsim.languages import ENGLISH, language
from tajsim.report import pictures
from tajsim.report.figure_layout import WIDTH, fit, translate
from tajsim.report.subject import Subject, subject
from tajsim.results import Result
from tests import of_2024

from ..results import synthetic
from .conftest import Page


def about(result: Result) -> Subject:
    return subject(result, None, None, None, None)


def test_every_picture_scales_and_none_is_wider_than_a_phone_shows(page: Page) -> None:
    for svg in page.of("svg"):
        width = float(str(svg["viewbox"]).split()[2])
        assert width == pytest.approx(72.0 * WIDTH)
        assert "min-width" not in str(svg["style"])
        sizes = re.findall(r"font-size: ?([\d.]+)px|font: (?:[\w ]*?)([\d.]+)px", page.text)
        assert min(float(a or b) for a, b in sizes) * 366.0 / (72.0 * WIDTH) >= 8.0  # pixels at 390


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_panels_stand_in_at_most_two_columns_and_no_text_leaves_the_figure(count: int) -> None:
    made = synthetic.result(draws=30, scenarios=("baseline", *(f"scenario {i}" for i in range(count))))
    with pictures.drawing():
        drawn = made.plot.fan("remittances_usd")
        figure = pictures._figure(drawn)
        fit(figure)
        figure.draw_without_rendering()
    assert figure.get_figwidth() == WIDTH
    edges = [round(ax.get_position().x0, 2) for ax in figure.axes]
    assert len(set(edges)) <= 2
    for text in figure.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1 + 1
    boxes = [ax.get_position() for ax in figure.axes]
    for i, one in enumerate(boxes):  # panels do not lie on one another
        for other in boxes[i + 1 :]:
            assert one.x1 <= other.x0 or other.x1 <= one.x0 or one.y0 >= other.y1 or other.y0 >= one.y1
    plt.close(figure)


def test_translated_axes_keep_their_data() -> None:
    with pictures.drawing():
        figure, ax = plt.subplots()
        ax.plot([0, 1], [0, 2_000_000])
        ax.set_xticks([0, 1], ["Jan", "mine"])
        ax.set_title("Remittances")
        before = [line.get_xydata().copy() for line in ax.lines]
        translate(figure, language("ru"))
        figure.draw_without_rendering()
    assert [text.get_text() for text in ax.get_xticklabels()] == ["янв.", "mine"]
    assert "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in [t.get_text() for t in ax.get_yticklabels()]
    assert ax.get_title() == "Денежные переводы"
    assert all((line.get_xydata() == old).all() for line, old in zip(ax.lines, before, strict=True))
    plt.close(figure)


def test_english_is_drawn_as_it_is() -> None:
    figure, ax = plt.subplots()
    ax.plot([0, 1], [0, 2])
    ax.set_title("Remittances")
    formatter = ax.yaxis.get_major_formatter()
    translate(figure, ENGLISH)
    assert ax.yaxis.get_major_formatter() is formatter
    plt.close(figure)


def test_every_scenario_is_taken_apart(result: Result) -> None:
    found, unexplained = pictures.waterfalls(about(result))
    assert unexplained == ()
    assert [one.title for one in found] == [
        "Crackdown: Household consumption in 2027, by channel",
        "Weak rouble: Household consumption in 2027, by channel",
        "Crackdown + Weak rouble: Household consumption in 2027, by component",
    ]
    parts = result.decompose("crackdown", "consumption", by="channel")
    for part in parts.parts:
        assert f">{part}<".lower() in found[0].svg.lower()
    place = parts.periods.index(2027)
    mean, begin = parts.values[:, place].mean(axis=-1), parts.reference[place].mean()
    ends = round(float(begin + mean.sum())) - round(float(begin))
    for value in _rounded(mean, ends, 0):  # so that they add up
        assert f">{value:+,.0f}<".replace("-", "\N{MINUS SIGN}") in found[0].svg


def test_a_scenario_without_channels_is_taken_apart_by_its_shocks() -> None:
    found = of_2024.run(["rouble-shock", "reintegration"], draws=8, end="2027Q4", outputs=["poverty_rate"])
    drawn, unexplained = pictures.waterfalls(about(found))
    assert [one.title for one in drawn] == ["Rouble shock: Poverty (national line) in 2027, by component"]
    assert unexplained == ()  # one shock has no parts


def test_only_so_many_scenarios_are_taken_apart_and_the_others_are_named() -> None:
    names = [f"s{i}" for i in range(pictures.TAKEN_APART + 2)]
    many = [ts.Scenario(n, [ts.Shock("rub_per_usd", multiply=ts.step(1.1, start="2025Q1"))]) for n in names]
    found = of_2024.run(many, draws=2, end="2025Q4", outputs=["gdp"])
    drawn, unexplained = pictures.waterfalls(about(found))
    assert len(drawn) == pictures.TAKEN_APART
    assert [text.partition(":")[0] for text in unexplained] == names[pictures.TAKEN_APART :]
    assert all("too many runs to make here; r.decompose('s" in text for text in unexplained)
