"""The picture of two parameter sets: its size, what does not move, bars and numbers."""

from __future__ import annotations

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.analysis.parameter_sets.picture import _number as of_parameter_sets
from tajsim.plots.style import palette
from tests.analysis.parameter_sets import test_comparison_numbers as test_comparison_numbers
from tests.plots.artists import words

three = test_comparison_numbers.three


MINUS = "\N{MINUS SIGN}"


def test_a_chart_of_two_sets_has_room_for_its_rows_and_panels(three):
    figure = three.plot()
    assert figure.get_size_inches().tolist() == pytest.approx([2.4 * 2 + 0.8, 1 * (0.2 * 3 + 0.9) + 0.7])
    assert "Others: fiscal, labour. tajsim" in words(figure)
    assert " ".join(figure.get_suptitle().split()) == (
        "world-bank-2024 to kremlin-2024: levels of the baseline, 2026"
    )
    five = dataclasses.replace(
        three, outputs=("gdp", "poverty_rate", "gini", "inflation", "npl_ratio"), units=("u",) * 5,
        before=np.ones(5), after=np.full(5, 2.0), parts=np.full((3, 5), 1.0 / 3.0), scenario="crackdown",
    )  # fmt: skip
    many = five.plot()
    assert len(many.axes) == 5
    assert many.get_size_inches().tolist() == pytest.approx([2.4 * 4 + 0.8, 2 * (0.2 * 3 + 0.9) + 0.7])
    assert "deviations in crackdown, 2026" in " ".join(many.get_suptitle().split())
    one = dataclasses.replace(
        five, outputs=("gdp",), units=("u",), before=np.ones(1), after=np.ones(1) * 2.0,
        parts=np.full((2, 1), 0.5), groups=(("trade",), ("banks",)),
    )  # fmt: skip
    assert one.plot().get_size_inches().tolist() == pytest.approx([2.4 + 0.8, 0.4 + 0.9 + 0.7])
    assert "Others" not in words(one.plot())


def test_an_output_that_does_not_move_says_so_and_is_marked_at_zero(three):
    still = dataclasses.replace(
        three, after=np.array([100.0, 23.0]), parts=np.column_stack([np.zeros(3), three.parts[:, 1]])
    )
    first, second = still.plot().axes
    assert first.get_xlim() == (-1.0, 1.0)
    assert list(first.get_xticks()) == [0.0]
    (shown,) = first.texts
    assert (shown.get_text(), shown.get_position()) == ("the same in every mixture", (0.5, 0.5))
    assert shown.get_transform() == first.transAxes
    assert not second.texts
    assert len(second.get_xticks()) > 1


def test_bars_that_lower_are_faint_and_numbers_have_the_digits_of_their_size(three):
    mixed = dataclasses.replace(
        three, parts=np.array([[0.0, 0.9], [-5.0, 2.1], [3.0, 0.0]]), before=np.array([1234.5, -9.876]),
        after=np.array([1232.5, 12.34]),
    )  # fmt: skip
    first, second = mixed.plot().axes
    shades = palette()
    bars = {round(bar.get_y() + 0.35): bar for bar in first.patches if bar.get_height() == 0.7}
    values = [mixed.parts[i, 0] for i in mixed.order]
    for row, value in enumerate(values):
        expected = shades.colour(0) if value >= 0.0 else shades.tint(0.4)
        assert plt.matplotlib.colors.to_hex(bars[row].get_facecolor()) == expected
    assert first.get_title(loc="left").splitlines()[1] == "1,234 to 1,232"
    assert second.get_title(loc="left").splitlines()[1] == f"{MINUS}9.88 to 12.3"
    assert [of_parameter_sets(x) for x in (999.96, 1000.0, 10.0, 9.999, -1500.0)] == [
        "1,000.0", "1,000", "10.0", "10.00", f"{MINUS}1,500",
    ]  # fmt: skip
    assert first.margins()[0] == 0.08
