"""A waterfall of one path: bars lead from the first level to the last, and every number is written."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from tajsim.plots.contributions import contributions, digits_of

mpl.use("Agg")


def test_bars_lead_from_the_first_level_to_the_last() -> None:
    ax = contributions(
        ["2014", "rouble", "the rest", "2015"], [100.0, -30.0, 5.0, 75.0], None, title="Money", unit="USD",
        note="How to read it.", dots=(1,),
    )  # fmt: skip
    bars = [patch for patch in ax.patches if patch.get_height() == pytest.approx(0.46)]
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(100.0, -30.0), (70.0, 5.0)]
    assert [bool(bar.get_hatch()) for bar in bars] == [False, True]
    (marks,) = ax.lines
    assert list(marks.get_xdata()) == [100.0, 70.0, 75.0]
    assert list(marks.get_ydata()) == [0, 1, 3]
    assert [text.get_text() for text in ax.texts] == ["100", "\N{MINUS SIGN}30.0", "+5.0", "75"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["2014", "rouble", "the rest", "2015"]
    assert ax.get_xlabel() == "USD"


@pytest.mark.parametrize(("values", "digits"), [((3.0, -250.0), 0), ((3.0, 11.0), 1), ((0.2, -9.0), 2)])
def test_digits_follow_the_larger_number(values: tuple[float, ...], digits: int) -> None:
    assert digits_of(*values) == digits
