import io
import math

import matplotlib as mpl
import pandas as pd
import pytest

from tajsim.errors import InputError
from tajsim.plots.responses import responses_figure

mpl.use("Agg")


def row(shock, response, low, central, high, model, overlap):
    return {
        "shock": shock, "response": response, "unit": "%", "published_low": low, "published_central": central,
        "published_high": high, "model_low": model[0], "model_median": model[1], "model_high": model[2],
        "model_central": model[1], "overlap": overlap,
    }  # fmt: skip


@pytest.fixture
def table():
    return pd.DataFrame(
        [
            row("growth", "money", 0.5, 1.0, 1.5, (0.8, 1.2, 1.6), True),
            row("growth", "prices", -10.0, math.nan, -6.0, (-4.0, -2.0, -1.0), False),
            row("border", "real money", -1.0, 2.0, 5.0, (-20.0, -9.0, -5.0), False),
        ]
    )


@pytest.fixture(autouse=True)
def _close_figures():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def centres(axes):
    """The marks of the central path: position, mark, filled or hollow."""
    marks = [line for line in axes.lines if line.get_marker() in ("o", "<", ">")]
    return [(float(m.get_xdata()[0]), m.get_marker(), m.get_markerfacecolor() != "white") for m in marks]


def test_rows_are_in_published_figures_and_misses_are_hollow(table):
    (axes,) = responses_figure(table).axes
    assert centres(axes) == [(1.2, "o", True), (0.25, "o", False), (-1.0, "<", False)]
    published, model = (lines.get_segments() for lines in axes.collections)
    assert [tuple(s[:, 0]) for s in published] == [(0.5, 1.5), (0.75, 1.25), (-0.5, 2.5)]
    assert [tuple(s[:, 0]) for s in model[:2]] == [(0.8, 1.6), (0.125, 0.5)]


def test_the_first_row_stands_at_the_top_under_its_shock(table):
    (axes,) = responses_figure(table).axes
    bottom, top = axes.get_ylim()
    assert bottom > top
    assert [label.get_text() for label in axes.get_yticklabels()] == ["money", "prices", "real money"]
    headings = [t for t in axes.texts if t.get_text() in ("growth", "border")]
    assert [t.get_text() for t in headings] == ["growth", "border"]
    first, second, third = axes.get_yticks()
    assert headings[0].xy[1] < first < second < headings[1].xy[1] < third


def test_figures_stand_beside_the_rows_and_the_count_below(table):
    figure = responses_figure(table)
    texts = [text.get_text() for text in figure.axes[0].texts]
    for shown in ("0.50 to 1.50", "1.20 (0.80 to 1.60)", "\N{MINUS SIGN}10.0 to \N{MINUS SIGN}6.00"):
        assert shown in texts
    assert "1 of 3" in figure.get_supxlabel()
    figure.savefig(io.BytesIO())


def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(InputError, match="2 problems") as caught:
        responses_figure(table.drop(columns=["unit", "overlap"]))
    assert "'unit'" in str(caught.value)
    assert "'overlap'" in str(caught.value)
    with pytest.raises(InputError, match="no rows"):
        responses_figure(table.iloc[:0])


def test_marks_rows_and_words_stand_in_their_places(table):
    figure = responses_figure(table)
    (axes,) = figure.axes
    assert list(axes.get_yticks()) == [1.0, 2.0, 4.25]
    assert [t.xy[1] for t in axes.texts if t.get_text() in ("growth", "border")] == [0.0, 3.25]
    assert axes.get_ylim() == (4.95, -0.7)
    assert axes.get_xlim() == (-1.0, 3.0)
    (ticks,) = [line for line in axes.lines if line.get_marker() == "|"]
    assert list(ticks.get_ydata()) == [1.0, 2.0, 4.25]
    assert [x for x in ticks.get_xdata() if x == x] == [1.0, 1.0]  # none where only a range was published
    published, model = axes.collections
    assert [s[0, 1] for s in published.get_segments()] == [1.0, 2.0, 4.25]
    assert [tuple(s[:, 0]) for s in model.get_segments()][2] == (-1.0, -1.0)  # beyond the axis
    (one,) = [line for line in axes.lines if line.get_marker() == "None"]
    assert list(one.get_xdata()) == [1.0, 1.0]
    heads = [(t.get_text(), t.xy[1]) for t in axes.texts if t.get_weight() == "bold"]
    assert heads == [
        ("published", 0), ("model (5-95 %)", 0), ("unit", 0), ("growth", 0.0), ("border", 3.25),
    ]  # fmt: skip
    rows = {t.get_text(): t.xy[1] for t in axes.texts if t.get_weight() != "bold"}
    assert rows["0.50 to 1.50"] == 1.0
    assert rows["\N{MINUS SIGN}9.00 (\N{MINUS SIGN}20.0 to \N{MINUS SIGN}5.00)"] == 4.25
    assert axes.get_xlabel() == "1 = the published figure"
    assert figure.get_suptitle() == "Published responses and the model"


def test_equal_ends_are_one_number(table):
    table.loc[0, ["published_low", "published_high"]] = 1.0
    texts = [text.get_text() for text in responses_figure(table).axes[0].texts]
    assert "1.00" in texts
