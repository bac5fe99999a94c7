"""Parts of a deviation in a run whose draws weigh differently."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.analysis.decomposition.chain import Chain
from tajsim.errors import InputError
from tajsim.results import Result
from tajsim.results.distribution import means_of_rows
from tests import of_2024
from tests.results.weighted import counting, weights

DRAWS = 24
KEPT = np.array([0, 5, 6, 7, 11, 19, 23])
OUTPUT = "remittances_usd"


@pytest.fixture(scope="module")
def run() -> Result:
    return of_2024.run("crackdown", draws=DRAWS, end="2026Q4", outputs=[OUTPUT])


@pytest.fixture(scope="module")
def counted(run: Result) -> Chain:
    """The chain of the run in which some draws count alone."""
    return replace(run, weights=counting(DRAWS, KEPT)).chain("crackdown")


@pytest.fixture(scope="module")
def alone(run: Result) -> Chain:
    """The chain of these draws, which count the same."""
    whole = run.chain("crackdown").parts
    some = {name: getattr(whole, name)[..., KEPT] for name in ("values", "reference", "total")}
    return Chain(replace(whole, **some, manifest=replace(whole.manifest, draws=len(KEPT))))


def test_parts_are_of_the_draws_that_count(counted: Chain, alone: Chain) -> None:
    one, two = (chain.parts.table((0.0, 0.05, 0.5, 1.0)) for chain in (counted, alone))
    np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)


def test_steps_are_of_the_draws_that_count(counted: Chain, alone: Chain) -> None:
    np.testing.assert_allclose(counted.table(), alone.table(), rtol=1e-9, atol=1e-9)
    for one, two in zip(counted.summary(2026), alone.summary(2026), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)


def test_the_waterfall_is_of_the_draws_that_count(counted: Chain, alone: Chain) -> None:
    axes = [chain.plot(2026) for chain in (counted, alone)]
    bars = [[(bar.get_x(), bar.get_width()) for bar in ax.patches] for ax in axes]
    np.testing.assert_allclose(*bars, rtol=1e-9, atol=1e-9)
    whiskers = [[path.vertices for group in ax.collections for path in group.get_paths()] for ax in axes]
    for one, two in zip(*whiskers, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)
    assert "effective draws 7 of 24" in " ".join(axes[0].figure.get_supxlabel().split())
    plt.close("all")


def test_weighted_means_by_hand_and_they_add_up(run: Result) -> None:
    shares = weights(*np.linspace(0.0, 1.0, DRAWS) ** 2)
    d = replace(run, weights=shares).decompose("crackdown", OUTPUT, by="channel")
    np.testing.assert_allclose(d.means(), np.einsum("ptd,d->pt", d.values, shares.values), rtol=1e-12)
    np.testing.assert_allclose(d.means().sum(axis=0), means_of_rows(d.total, shares), rtol=1e-9)
    table = d.table()["mean"]
    np.testing.assert_allclose(table.loc["total"], d.total @ shares.values, rtol=1e-12)
    delta = replace(run, weights=shares).delta("crackdown", OUTPUT, "Y", relative=False)
    np.testing.assert_allclose(table.loc["total"], delta.mean(), rtol=1e-5)


def test_means_without_weights_are_as_before(run: Result) -> None:
    d = run.decompose("crackdown", OUTPUT, by="channel")
    np.testing.assert_array_equal(d.means(), d.values.mean(axis=-1))
    np.testing.assert_array_equal(d.table((0.05,))[0.05].loc["total"], np.quantile(d.total, 0.05, axis=-1))


def test_it_is_said_in_a_notebook(counted: Chain, alone: Chain) -> None:
    for shown in (counted, counted.parts):
        assert "conditioned: effective draws 7 of 24" in shown._repr_html_()
    for shown in (alone, alone.parts):
        assert "conditioned" not in shown._repr_html_()


def test_weights_of_other_draws_are_refused(alone: Chain) -> None:
    with pytest.raises(InputError, match="2 weights for 7 draws"):
        replace(alone.parts, weights=weights(1.0, 1.0))
