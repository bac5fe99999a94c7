"""The command line says what the draws of a conditioned run rest on."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tajsim.cli import run as command
from tajsim.engine.request import RunOptions
from tajsim.engine.run import run_options
from tajsim.results import Result, Weights

from .conftest import Call

ARGUMENTS = ("crackdown", "--draws", "40", "--end", "2026Q4")
WEIGHTS = Weights.of_log(-0.5 * np.linspace(-2.0, 2.0, 40) ** 2)


@pytest.fixture(autouse=True)
def weighted(monkeypatch: pytest.MonkeyPatch) -> None:
    def conditioned(options: RunOptions) -> Result:
        return replace(run_options(options), weights=WEIGHTS)

    monkeypatch.setattr(command, "run_options", conditioned)


def test_a_run(call: Call) -> None:
    found = call("run", *ARGUMENTS)
    assert found.code == 0
    assert re.search(rf"40 draws, seed \d+\. {re.escape(WEIGHTS.sentence)}", " ".join(found.out.split()))


def test_a_run_as_json(call: Call) -> None:
    assert json.loads(call("run", *ARGUMENTS, "--json").out)["weights"] == WEIGHTS.to_dict()


def test_a_decomposition(call: Call) -> None:
    found = call("decompose", "crackdown", "remittances_usd", *ARGUMENTS[1:])
    assert found.code == 0, found.err
    assert WEIGHTS.sentence in " ".join(found.out.split())
    answer = json.loads(call("decompose", "crackdown", "remittances_usd", *ARGUMENTS[1:], "--json").out)
    assert answer["weights"] == WEIGHTS.to_dict()
