from __future__ import annotations

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajsim.analysis.decomposition.picture import _rounded, waterfall
from tajsim.analysis.sensitivity.pictures import _whole_percent
from tajsim.errors import InputError
from tests import of_2024
from tests.analysis.made import parts
from tests.plots.artists import bare

MINUS = "\N{MINUS SIGN}"

mpl.use("Agg")
NAME = "crackdown + rouble-shock"


@pytest.fixture(scope="module")
def run():
    return of_2024.run(NAME, end="2027Q4", draws=80, outputs="gdp")


@pytest.fixture(scope="module")
def by_channel(run):
    return run.decompose(NAME, "gdp", "channel")


def dots(ax):
    return next(line for line in ax.lines if line.get_marker() == "o").get_xdata()


def numbers(ax):
    return [float(text.get_text().replace(",", "").replace("\N{MINUS SIGN}", "-")) for text in ax.texts]


def test_bars_lead_from_the_baseline_to_the_scenario(by_channel):
    ax = by_channel.plot(at="2027")
    mean = by_channel.values[:, 2].mean(axis=-1)
    assert bare(ax)
    bars = ax.patches[-len(mean) :]
    np.testing.assert_allclose([bar.get_width() for bar in bars], mean)
    reference = by_channel.reference[2]
    np.testing.assert_allclose(dots(ax), [x.mean() for x in (reference, reference + by_channel.total[2])])
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    np.testing.assert_allclose(ends, reference.mean() + np.cumsum(mean))
    labels = [text.get_text() for text in ax.get_yticklabels()]
    parts = [part[:1].upper() + part[1:] for part in by_channel.parts]
    assert labels == ["Published outlook", *parts, "Crackdown + Rouble shock"]


@pytest.mark.parametrize("by", ["shock", "channel", "policy"])
@pytest.mark.parametrize("relative", [False, True])
def test_bars_reach_the_last_dot_and_numbers_add_up(run, by, relative):
    for at in ("2025", "2026", "2027"):
        parts = run.decompose(NAME, "gdp", by, relative=relative)
        ax = parts.plot(at=at)
        bars = ax.patches[-len(parts.parts) :]
        first, last = dots(ax)
        assert bars[0].get_x() == first
        assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(last, rel=1e-12)
        delta = run.delta(NAME, "gdp", "Y", relative=relative)
        assert last - first == pytest.approx(delta.mean(at), rel=1e-5)  # what a run keeps has seven digits
        begin, *shown, end = numbers(ax)
        assert begin + sum(shown) == pytest.approx(end, abs=1e-9)
        digits = max(len(text.get_text().partition(".")[2]) for text in ax.texts)
        np.testing.assert_allclose(shown, [bar.get_width() for bar in bars], atol=10.0**-digits)
        assert (begin, end) == (round(first, digits), round(last, digits))


@given(
    sizes=st.lists(st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-9), min_size=1, max_size=12),
    begin=st.floats(-1e6, 1e6),
    digits=st.integers(0, 2),
)
def test_rounded_parts_add_up_and_none_is_off_by_a_unit(sizes, begin, digits):
    exact, unit = np.array(sizes), 10.0**-digits
    total = round(begin + float(exact.sum()), digits) - round(begin, digits)
    found = _rounded(exact, total, digits)
    assert found.sum() == pytest.approx(total, abs=1e-6 * unit)
    assert np.abs(found - exact).max() < unit * (1 + 1e-6)


def test_whiskers_are_the_band_of_each_part(by_channel):
    ax = by_channel.plot(at=2026)
    (whiskers,) = [c for c in ax.collections if len(c.get_segments()) == len(by_channel.parts)]
    widths = [segment[1, 0] - segment[0, 0] for segment in whiskers.get_segments()]
    low, high = np.quantile(by_channel.values[:, 1], (0.05, 0.95), axis=-1)
    np.testing.assert_allclose(widths, high - low)


def test_unit_date_and_source_are_reported(run):
    ax = run.plot.waterfall(NAME, "gdp", at="2026Q3")
    assert ax.get_xlabel() == "million TJS at 2024 prices"
    assert ax.get_title(loc="left") == "GDP by shock, 2026Q3"
    note = ax.figure.get_supxlabel()
    for part in ("5-95 % of draws", "mean of the part", "Dots: means", "80 draws", "calibrated-2024"):
        assert part in note
    relative = run.plot.waterfall(NAME, "gdp", relative=True)
    assert relative.get_xlabel() == "% of baseline"
    assert dots(relative)[0] == 0.0
    assert relative.get_title(loc="left").endswith("2027")


def test_falls_and_rises_differ_without_colour(by_channel):
    bars = dict(zip(by_channel.parts, by_channel.plot().patches[-len(by_channel.parts) :], strict=True))
    assert bars["consumption"].get_hatch() is None
    assert bars["imports"].get_hatch()  # fewer imports raise output


def test_all_is_within_the_picture(by_channel):
    ax = by_channel.plot()
    ax.figure.savefig(io.BytesIO())
    width = ax.figure.bbox.x1
    for text in (*ax.texts, *ax.get_yticklabels(), ax.figure._supxlabel):
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= width


def test_it_draws_on_given_axes_and_changes_nothing_global(by_channel):
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    before = dict(mpl.rcParams)
    assert waterfall(by_channel, "2025", ax=ax) is ax
    assert dict(mpl.rcParams) == before


def test_a_period_that_is_not_there_is_refused(by_channel, run):
    import matplotlib.pyplot as plt

    with pytest.raises(InputError, match="no period 2026Q1; the periods are 2025 to 2027"):
        by_channel.plot(at="2026Q1")
    with pytest.raises(InputError, match="2031"):
        run.plot.waterfall(NAME, "gdp", at=2031)
    assert not plt.get_fignums()


def test_the_single_path_leads_from_row_to_row():
    r = of_2024.run(NAME, end="2027Q4", draws=None, outputs="gdp")
    parts = r.decompose(NAME, "gdp")
    ax = parts.plot(at=2026)
    begin = parts.central_reference[1]
    ends = begin + np.cumsum(parts.central[:, 1])
    bars = [patch for patch in ax.patches if patch.get_linewidth() == 1.0]
    np.testing.assert_allclose([bar.get_x() for bar in bars], [begin, ends[0]])
    np.testing.assert_allclose([bar.get_x() + bar.get_width() for bar in bars], ends)
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == pytest.approx([1, 2])
    (reference,) = [line for line in ax.lines if line.get_linestyle() == ":"]
    np.testing.assert_allclose(reference.get_xdata(), [begin, begin])
    (marks,) = [line for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(marks.get_xydata(), [(begin, 0), (ends[-1], 3)])
    joined = [c.get_segments()[0] for c in ax.collections]
    np.testing.assert_allclose([s[:, 0] for s in joined], [[x, x] for x in (begin, *ends)])
    np.testing.assert_allclose([s[:, 1] for s in joined], [[0, 1], [1, 2], [2, 3]])
    shown = _rounded(parts.central[:, 1], round(ends[-1]) - round(begin), 0)  # which add up
    texts = [f"{begin:,.0f}", *(f"{x:+,.0f}" for x in shown), f"{ends[-1]:,.0f}"]
    assert [text.get_text() for text in ax.texts] == [t.replace("-", "\N{MINUS SIGN}") for t in texts]
    assert [text.xy[1] for text in ax.texts] == [0, 1, 2, 3]
    assert [text.get_weight() for text in ax.texts] == ["bold", "normal", "normal", "bold"]
    assert [label.get_weight() for label in ax.get_yticklabels()] == ["bold", "normal", "normal", "bold"]
    assert [bool(bar.get_hatch()) for bar in bars] == [x >= 0 for x in parts.central[:, 1]]
    assert ax.get_ylim() == (3.5, -0.5)
    relative = r.decompose(NAME, "gdp", relative=True).plot(at=2026)
    assert relative.texts[0].get_text() == "0.00"
    assert relative.texts[-1].get_text().startswith("\N{MINUS SIGN}")


def test_the_central_path_has_no_whiskers():
    with pytest.warns(UserWarning, match="no effect"):
        r = of_2024.run(NAME, end="2025Q3", draws=None, outputs="gdp")
    ax = r.plot.waterfall(NAME, "gdp")
    assert ax.get_title(loc="left").endswith("2025Q3")
    assert "single path" in ax.figure.get_supxlabel()
    assert not [c for c in ax.collections if len(c.get_segments()) == 2]


def test_rounded_parts_add_up():
    assert _rounded(np.array([0.4, 0.4, 0.4]), 1.0, 0).tolist() == [1.0, 0.0, 0.0]
    assert _rounded(np.array([0.6, 0.6, 0.6]), 2.0, 0).tolist() == [0.0, 1.0, 1.0]
    assert _rounded(np.array([0.14, -0.31, 0.26]), 0.1, 1).tolist() == pytest.approx([0.1, -0.3, 0.3])
    assert [_whole_percent(x) for x in (-0.4, -0.6, 12.5, 99.6)] == ["0", f"{MINUS}1", "12", "100"]


def test_a_waterfall_leads_from_the_first_dot_to_the_last():
    ax = parts([[3.0, 5.0], [-1.0, 0.0]], [2.0, 5.0]).plot()
    assert ax.get_figure().get_size_inches().tolist() == pytest.approx([7.6, 0.36 * 4 + 1.5])
    assert ax.get_ylim() == (3.5, -0.5)
    (ends,) = [one for one in ax.lines if one.get_marker() == "o"]
    assert [tuple(p) for p in ends.get_xydata()] == [(1.0, 0.0), (4.5, 3.0)]
    (start,) = [one for one in ax.lines if one.get_linestyle() == ":"]
    assert list(start.get_xdata()) == [1.0, 1.0]
    assert [one.get_text() for one in ax.texts] == ["1.00", "+4.00", f"{MINUS}0.50", "4.50"]
    bars = [
        (p.get_x(), p.get_width(), p.get_hatch()) for p in ax.patches if p.get_height() == pytest.approx(0.46)
    ]
    assert bars == [(1.0, 4.0, "/////"), (5.0, -0.5, None)]
    assert ax.margins()[0] == 0.06
    assert not ax.use_sticky_edges
    assert ax.get_xlabel() == "x"
    _, own = plt.subplots()
    with pytest.raises(InputError, match="figsize= is for a figure made here"):
        waterfall(parts([[3.0], [-1.0]], [2.0]), ax=own, figsize=(4.0, 3.0))
