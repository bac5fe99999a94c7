"""Charts of a study made by hand: bars, dots, cells, words and what stands beside the rows."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from tajsim.analysis.policy.picture import policy
from tajsim.analysis.sensitivity.importance import Sensitivity
from tajsim.analysis.sensitivity.pictures import SensitivityPlots
from tajsim.errors import InputError
from tajsim.plots.style import Palette, look, palette
from tests.analysis.policy.test_study import toy
from tests.analysis.sensitivity import test_study_numbers as test_sensitivity_numbers

study = test_sensitivity_numbers.study  # a fixture
MINUS = "\N{MINUS SIGN}"


def words(ax) -> str:
    return " ".join(ax.figure.get_supxlabel().split())


def beside(ax) -> list[str]:
    """What stands at the right of the rows."""
    found = [one for one in ax.texts if one.get_position() != (0, 0) and hasattr(one, "xyann")]
    assert {(one.xy[0], one.xyann) for one in found} == {(1, (6, 0))}
    assert [one.xy[1] for one in found] == list(range(len(found)))
    assert not any(one.get_annotation_clip() for one in found)
    return [one.get_text() for one in found]


def test_a_tornado_has_its_bars_around_the_median(study: Sensitivity) -> None:
    ax = study.plot.tornado()
    shades = palette()
    bars = [
        (p.get_x(), p.get_width(), round(p.get_height(), 2), to_hex(p.get_facecolor())) for p in ax.patches
    ]
    bars = [bar for bar in bars if bar[2] in (0.72, 0.4)]
    faint, strong = shades.tint(0.22), shades.colour(0)
    assert [(x, w) for x, w, h, c in bars if (h, c) == (0.72, faint)] == [(2.0, -1.0), (2.0, 0.0), (2.0, 0.0)]
    assert [(x, w) for x, w, h, c in bars if (h, c) == (0.4, strong)] == [(2.0, 3.0), (2.0, 0.5), (2.0, 0.0)]
    (middle,) = [one for one in ax.lines if list(one.get_xdata()) == [2.0, 2.0]]
    assert middle.get_color() == shades.ink
    assert ax.get_ylim() == (2.5, -0.5)
    assert ax.get_xlabel() == "% of baseline"
    assert all(text.startswith("0.1 to 0.3 ") for text in beside(ax))
    assert "samples" not in words(ax)
    assert "parameters world-bank-2024." in words(ax)
    assert " ".join(ax.figure.get_suptitle().split()) == (
        "One at a time: GDP in crackdown against the published outlook, 2026"
    )
    assert ax.figure.get_size_inches().tolist() == pytest.approx([8.6, 0.235 * 3 + 1.6])
    assert len([p for p in study.plot.tornado(1).patches if round(p.get_height(), 2) == 0.72]) == 1


def test_indices_have_a_pair_of_dots_a_row(study: Sensitivity) -> None:
    ax = study.plot.indices()
    shades = palette()
    dots = {one.get_markerfacecolor(): one for one in ax.lines if one.get_marker() == "o"}
    first, total = dots[shades.colour(0)], dots[shades.paper]
    np.testing.assert_allclose(first.get_xdata(), [30.0, 40.0, 10.0])
    np.testing.assert_allclose(first.get_ydata(), np.arange(3) - 0.16)
    np.testing.assert_allclose(total.get_xdata(), [50.0, 45.0, 20.0])
    np.testing.assert_allclose(total.get_ydata(), np.arange(3) + 0.16)
    assert total.get_color() == shades.colour(1)
    spans = [[(s[0][0], s[1][0]) for s in one.get_segments()] for one in ax.collections]
    np.testing.assert_allclose(spans[0], [(25.0, 35.0), (35.0, 45.0), (5.0, 15.0)])
    np.testing.assert_allclose(spans[1], [(40.0, 60.0), (35.0, 55.0), (10.0, 30.0)])
    (zero,) = [one for one in ax.lines if list(one.get_xdata()) == [0.0, 0.0]]
    assert zero.get_color() == shades.grey
    assert beside(ax) == ["30 %", "40 %", "10 %"]
    assert ax.get_xlabel() == "% of the variance"
    assert "Drawn independently. tajsim" in words(ax)
    assert "1,024 base samples, seed 3." in words(ax)
    assert len(study.plot.indices(2).get_yticks()) == 2


def test_a_path_has_every_factor_the_others_and_what_is_left(study: Sensitivity) -> None:
    ax = study.plot.path(1)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["Dollar flight", "2 others, each alone", "Interactions"]
    cells = {(round(t.get_position()[0]), round(t.get_position()[1])): t for t in ax.texts}
    shown = [[cells[x, y].get_text() for x in (0, 1)] for y in (0, 1, 2)]
    assert shown == [["10", "–"], ["70", "–"], ["20", "–"]]
    shades = palette()
    assert cells[0, 1].get_color() == shades.paper  # on a dark cell
    assert cells[0, 2].get_color() == shades.ink
    (image,) = ax.images
    assert image.get_clim() == (0.0, 100.0)
    np.testing.assert_allclose(
        np.asarray(image.get_array()), [[10.0, 0.0], [70.0, 0.0], [20.0, 0.0]], atol=1e-9
    )
    (line,) = ax.lines
    assert list(line.get_ydata()) == [0.5, 0.5]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2025\n(0.25)", "2026\n(0)"]
    assert ax.get_xlabel() == "year (standard deviation, % of baseline)"
    whole = [label.get_text() for label in study.plot.path(3).get_yticklabels()]
    assert whole[-1] == "Interactions"
    assert len(whole) == 4
    assert [x.get_text() for x in study.plot.path(99).get_yticklabels()] == whole
    with pytest.raises(InputError, match="the run has no full year"):
        replace(study, years=()).plot.path()


def test_charts_of_a_study_on_axes_of_others(study: Sensitivity) -> None:
    for draw in (study.plot.tornado, study.plot.indices, study.plot.path):
        figure, ax = plt.subplots()
        assert draw(ax=ax) is ax
        assert ax.get_title()
        assert (figure.get_suptitle(), figure.get_supxlabel()) == ("", "")
    with pytest.raises(InputError, match="count must be at least 1, not 0"):
        study.plot.tornado(0)
    assert isinstance(study.plot, SensitivityPlots)


def test_of_many_efficient_mixes_eight_and_the_best_are_numbered() -> None:
    search = toy()
    sizes = np.column_stack([np.arange(20.0) / 19.0, np.zeros(20)])
    worst = np.linspace(0.2, 0.97, 20)
    many = replace(
        search, sizes=sizes, cost=10.0 * np.arange(20.0), probability=np.column_stack([worst, worst]),
        shortfall=np.zeros((20, 2)), prob=0.5,
    )  # fmt: skip
    assert len(many.frontier) == 20
    ax = policy(many)
    places = {round(one.xy[0] / 10.0) for one in ax.texts}
    best = int(np.argmax(worst >= 0.5))
    assert places == {*np.linspace(0, 19, 8).astype(int).tolist(), best}
    assert [one.get_text() for one in ax.texts] == [str(i + 1) for i in range(len(places))]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("red", ("#ff0000",)),
        ([(1.0, 0.0, 0.0)], ("#ff0000",)),
        ([(0, 0, 1, 0.5), "C0"], ("#0000ff", "#1f77b4")),
    ],
)
def test_colours_are_names_or_three_or_four_numbers(given: object, shown: tuple[str, ...]) -> None:
    assert palette().with_colours(given).colours == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [[(1.0, 0.0)], [(1, 0, 0, 0, 0)], [("a", 0, 0)], [3], ["none at all"], [], 3]
)
def test_other_colours_are_refused(given: object) -> None:
    with pytest.raises(InputError, match="colors"):
        palette().with_colours(given)  # type: ignore[arg-type]


def test_shades_lie_between_paper_and_ink() -> None:
    shades = Palette("#ffffff", "#000000", ("#ff0000",))
    assert (shades.grey, shades.stripe) == ("#808080", "#f0f0f0")
    assert (shades.shade(0.2), shades.tint(0.5), shades.tint(0.5, "#0000ff")) == (
        "#cccccc",
        "#ff8080",
        "#8080ff",
    )
    assert shades.with_colours(None) is shades
    assert shades.colour(0) == "#ff0000"
    with pytest.raises(InputError, match="colors has 1 colours; one more scenario is drawn"):
        shades.colour(1)
    assert len(shades.with_colours(["red"] * 1000).colours) == 1000
    with pytest.raises(InputError, match="give one colour a scenario"):
        shades.with_colours(["red"] * 1001)


def test_letters_are_of_three_sizes_and_frames_are_open() -> None:
    with look():
        rc = plt.rcParams
        assert (rc["axes.titlesize"], rc["axes.labelsize"], rc["font.size"]) == (9.5, 9.0, 9.0)
        assert (rc["xtick.labelsize"], rc["ytick.labelsize"]) == (8.5, 8.5)
        assert (rc["axes.spines.top"], rc["axes.spines.right"]) == (False, False)
        assert (rc["axes.linewidth"], rc["figure.dpi"]) == (0.8, 110.0)
        assert (rc["axes.edgecolor"], rc["text.color"]) == (palette().grey, palette().ink)
