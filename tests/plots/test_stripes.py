"""Every second row of a chart of rows has a stripe behind it, so that the eye keeps to its line."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

import tajsim as ts
from tajsim.evidence.calibration.picture import calibration_figure
from tajsim.plots.style import palette
from tests import of_2024
from tests.plots import test_evidence
from tests.results.synthetic import result

calibrated = test_evidence.table  # a fixture


def stripes(ax):
    """Middles of the stripes, each one row high and behind everything."""
    found = [p for p in ax.patches if to_hex(p.get_facecolor()) == palette().stripe]
    assert all(p.get_zorder() == 0 for p in found)
    corners = [polygon[:, 1] for p in found for polygon in p.get_path().to_polygons(closed_only=False)]
    if not isinstance(found[0], PathPatch):
        corners = [np.array([p.get_y(), p.get_y() + p.get_height()]) for p in found]
    assert all(np.ptp(rows) == pytest.approx(1.0) for rows in corners)
    return [(rows.min() + rows.max()) / 2 for rows in corners]


def test_stripes_of_a_comparison():
    many = result(scenarios=("baseline", *"abcde"), draws=5, outputs=("gdp",))
    assert stripes(many.plot.compare("gdp")[0]) == [0.0, 2.0, 4.0]


def test_stripes_of_a_waterfall():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = of_2024.run("crackdown + rouble-shock", end="2026Q4", draws=None, outputs="gdp")
        ax = run.plot.waterfall("crackdown + rouble-shock", "gdp", at=2026)
    assert stripes(ax) == [0.0, 2.0]


def test_stripes_of_a_calibration(calibrated):
    assert stripes(calibration_figure(calibrated, 2014).axes[0]) == [0.0, 2.0]


def test_stripes_of_a_sensitivity_study_and_of_two_sets():
    found = of_2024.sensitivity("crackdown", "gdp", base_samples=64)
    assert stripes(found.plot.tornado(5)) == [0.0, 2.0, 4.0]
    assert stripes(found.plot.indices(4)) == [0.0, 2.0]
    two = ts.compare_parameter_sets("world-bank-2024", "kremlin-2024", outputs=["gdp"], at=2026)
    assert stripes(two.plot().axes[0]) == [float(i) for i in range(0, len(two.groups), 2)]
