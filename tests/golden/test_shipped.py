"""The model's outputs are those recorded, on every shipped parameter set. README.md: how to renew them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.golden.check import Check
from tajsim.golden.description import CENTRAL, Description
from tajsim.golden.runs import moves, values
from tajsim.golden.tolerance import Tolerances
from tajsim.parameters import declarations
from tajsim.parameters.loading import parameter_set_names
from tajsim.scenarios import scenario_names

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("parameter_set", parameter_set_names())
def test_outputs_are_as_recorded(parameter_set: str, tajsim_golden: Callable[..., Check]) -> None:
    path = FOLDER / f"{parameter_set}.toml"
    done = tajsim_golden(path)
    assert {scenario for scenario, _ in done.series} >= set(scenario_names())
    assert len({output for _, output in done.series}) >= 20
    assert path.stat().st_size < 400_000
    assert "They are not observations." in path.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.slow
def test_a_thousandth_of_any_elasticity_moves_a_headline_output() -> None:
    p = ts.parameters("kremlin-2024")
    # what entry, permits, fuel and power cost moves in the last four alone
    chosen = ("combined-adverse", "friction", "patent-price", "fuel-ban", "power-dispute")
    asked = Description(scenarios=chosen, draws=0, end="2027Q4", quarters=("2027Q4",))

    def outputs(used: ts.Parameters) -> dict[tuple[str, str, str], tuple[float, ...]]:
        return values(ts.run(chosen, used, end="2027Q4", draws=None, outputs=asked.outputs), asked)

    recorded = outputs(p)
    elasticities = [name for name in p.entries if name.endswith("_elasticity")]
    assert len(elasticities) > 20
    for name in elasticities:
        entry = replace(p.entries[name], value=p.entries[name].value * 0.999)
        changed = replace(p, entries={**p.entries, name: entry})
        assert moves(recorded, outputs(changed), CENTRAL, Tolerances()), declarations()[name]
