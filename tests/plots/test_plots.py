import io
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.model.outputs import OUTPUTS
from tajsim.plots import compare, fan
from tajsim.plots.style import footnote, headline, spoken, three_digits, title_of
from tests.results.synthetic import INFOS, result, summarised

mpl.use("Agg")
MANY = ("baseline", *(f"scenario-{number}" for number in range(16)))


@pytest.fixture(scope="module")
def run():
    return result(draws=100, quarters=12)


def medians(axes):
    """The positions of the dots of a comparison panel."""
    (dots,) = [line for line in axes.lines if line.get_marker() == "o"]
    return dots.get_xdata()


def test_compare_shows_the_deviations(run):
    panels = run.plot.compare(["gdp", "inflation"])
    assert panels.shape == (2,)
    expected = [run.delta(s, "gdp", "Y").table().loc[2027, 0.5] for s in ("rouble-shock", "crackdown")]
    np.testing.assert_allclose(medians(panels[0]), expected)
    texts = [text.get_text() for text in panels[1].texts]
    assert "percentage points" in texts
    assert f"+{medians(panels[1])[0]:.1f}" in texts


def test_compare_keeps_the_order_of_scenarios(run):
    names = ["crackdown", "rouble-shock"]
    for panel in run.plot.compare(["gdp", "gini"], scenarios=names, at="2027Q3", order="given"):
        name_at = panel.yaxis.get_major_formatter()
        assert [name_at(height) for height in range(2)] == names
        low, high = panel.get_ylim()
        assert low > high  # the first stands at the top
    assert "2027Q3" in panel.figure.get_suptitle()


def test_the_caption_says_where_the_numbers_come_from(run):
    note = run.plot.compare("gdp")[0].figure.get_supxlabel().replace("\n", " ")
    for part in ("test-vintage", "100 draws", "seed 7", f"tajsim {run.manifest.version}"):
        assert part in note


def test_a_large_comparison_does_not_overlap():
    panels = result(scenarios=MANY, quarters=8, draws=30).plot.compare(list(INFOS))
    figure = panels[0].figure
    figure.savefig(io.BytesIO())
    boxes = [panel.get_tightbbox() for panel in panels]
    for index, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1 + 1
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])
    rows = panels[0].get_window_extent().height / 16
    assert rows > panels[0].get_yticklabels()[0].get_window_extent().height


def test_compare_draws_on_given_axes(run):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2)
    assert list(compare(run, ["gdp", "gini"], ax=axes)) == list(axes)
    with pytest.raises(InputError, match="2 outputs need as many Axes"):
        compare(run, ["gdp", "gini"], ax=axes[:1])


def test_compare_refuses_what_it_cannot_show(run):
    with pytest.raises(InputError, match="nothing to compare"):
        compare(run, [])
    with pytest.raises(InputError, match="nothing to compare"):
        compare(result(scenarios=("baseline",)), ["gdp"])
    with pytest.raises(UnknownNameError, match="'gpd'"):
        compare(run, ["gpd"])
    with pytest.raises(InputError, match="2031"):
        compare(run, ["gdp"], at=2031)


def test_a_scenario_without_effect_is_drawn_at_zero():
    full = result(scenarios=("baseline", "quiet"), draws=20, outputs=("gdp",))
    same = {part: {"gdp": getattr(full, part)["gdp"][:, [0, 0]]} for part in ("quarterly", "annual")}
    panels = result(scenarios=("baseline", "quiet"), draws=20, outputs=("gdp",), **same).plot.compare("gdp")
    panels[0].figure.canvas.draw()
    assert medians(panels[0]).tolist() == [0]
    assert "0.00" in [text.get_text() for text in panels[0].texts]


def test_fan_shows_median_bands_and_central_path(run):
    ax = run.plot.fan("gdp", "crackdown")
    table = run.table("gdp", "Q", (0.5,), ["crackdown"])
    np.testing.assert_allclose(ax.lines[0].get_ydata(), table[0.5])
    np.testing.assert_allclose(ax.lines[1].get_ydata(), table["central"])
    assert len(ax.collections) == 2
    assert ax.get_ylabel() == "million TJS at 2024 prices a quarter"
    ax.figure.canvas.draw()
    assert "2026" in [label.get_text() for label in ax.get_xticklabels()]


def test_two_scenarios_share_a_panel_and_are_labelled(run):
    ax = run.plot.fan("gdp", ["baseline", "crackdown"])
    assert [text.get_text() for text in ax.texts] == ["baseline", "crackdown"]
    thick = [line for line in ax.lines if line.get_linewidth() > 1.5]
    assert len({line.get_linestyle() for line in thick}) == 2  # distinct without colour


def test_labels_of_lines_that_end_together_are_kept_apart():
    same = result(scenarios=("baseline", "quiet"), draws=50)
    values = {name: array[:, [0, 0]] for name, array in same.quarterly.items()}
    central = {name: array[:, [0, 0]] for name, array in same.central.items()}
    ax = result(scenarios=("baseline", "quiet"), draws=50, quarterly=values, central=central).plot.fan("gdp")
    ax.figure.canvas.draw()
    first, second = (text.get_window_extent() for text in ax.texts)
    assert abs(first.y0 - second.y0) > 0.7 * first.height


def test_more_scenarios_become_small_multiples(run):
    panels = run.plot.fan("gdp")
    assert [panel.get_title(loc="left") for panel in panels] == list(run.scenarios)
    assert len({panel.get_ylim() for panel in panels}) == 1
    import matplotlib.pyplot as plt

    with pytest.raises(InputError, match="at most 2 scenarios"):
        fan(run, "gdp", ax=plt.figure().add_subplot())


def test_pictures_need_no_draws():
    _, small = summarised(draws=600, outputs=("gdp",))
    alone = result(draws=None)
    for run in (small, alone):
        run.plot.fan("gdp", ["crackdown"])
        run.plot.compare(["gdp"])
    assert "single path only" in alone.plot.compare(["gdp"])[0].figure.get_supxlabel()


def test_nothing_global_changes_and_nothing_is_shown(run, monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("show was called"))
    before = dict(mpl.rcParams)
    run.plot.fan("gdp")
    run.plot.compare(["gdp"])
    assert dict(mpl.rcParams) == before


def test_an_unknown_output_leaves_no_figure(run):
    import matplotlib.pyplot as plt

    with pytest.raises(UnknownNameError, match="did you mean 'gdp'"):
        run.plot.fan("gpd")
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (999.7, "1,000"), (999.4, "999"), (68_160.2, "68,160"), (-1234.5, "\N{MINUS SIGN}1,234"), (0.0, "0"),
        (-0.0, "0"), (0.5, "0.5"), (12.345, "12.3"), (0.0000123456, "0.0000123"), (2.0, "2"), (100.0, "100"),
        (float("nan"), "nan"), (float("-inf"), "-inf"),
    ],
)  # fmt: skip
def test_numbers_in_labels(value, shown):
    assert three_digits(value) == shown


def test_titles():
    assert title_of("current_account_gdp") == "Current account to GDP"
    assert title_of("wage_elasticity") == "Wage elasticity"
    assert title_of("cash_usd") == "Cash USD"
    assert [spoken(name) for name in ("reserves_months", "gdp", "gini")] == [
        "reserve cover", "GDP", "Gini index",
    ]  # fmt: skip


def test_every_output_has_a_title_of_its_own_that_fits_a_panel():
    titles = [output.title for output in OUTPUTS]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 40
    assert not [title for title in titles if "_" in title]
    assert [title_of(output.name) for output in OUTPUTS] == titles


def test_long_captions_and_titles_stay_within_the_figure(run):
    import matplotlib.pyplot as plt

    figure, _ = plt.subplots(figsize=(4.0, 3.0), layout="constrained")
    headline(figure, "deviation " * 12)
    footnote(figure, "median of the draws " * 12 + "\nsource")
    figure.canvas.draw()
    for text in (figure._suptitle, figure._supxlabel):
        assert text.get_window_extent().x1 <= figure.bbox.x1
    assert figure.get_supxlabel().endswith("\nsource")


def test_results_import_no_heavy_library():
    code = (
        "import sys, tajsim.results, tajsim.plots;"
        "print([name for name in ('pandas', 'scipy', 'matplotlib') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
