"""The program of a quarter as NumPy source gives what the step itself gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from tajsim.engine.block import drawn_economy
from tajsim.engine.program.numpy_text import function, source
from tajsim.engine.program.trace import Arguments, Reach, Tracer, leaves, named, program_of, trace
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.explorer.programs import added, drivers_of
from tajsim.model.economy import step
from tests import of_2024


def test_the_step_of_a_quarter_is_the_same_numbers() -> None:
    plan = prepare(read(of_2024.options(scenarios="vat-cut", end="2027Q4", draws=40)))
    economy = drawn_economy(plan, 0)
    arguments = Arguments(
        economy.state, drivers_of(plan, economy, 0), added(plan, economy, 0), economy.parameters,
        economy.constants,
    )  # fmt: skip
    varying = {name for name, leaf in leaves(arguments) if np.ndim(leaf)}
    made = function(trace(arguments, varying, lambda quarter: named(quarter, "state", "identities")))
    xp: Any = np
    quarter = step(*arguments, xp)
    found = made(dict(leaves(arguments)))
    expected = named(quarter, "state", "identities")
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-13, atol=1e-14, err_msg=name)


def test_the_source_is_a_line_an_operation() -> None:
    tracer = Tracer()
    x = tracer.input("x", Reach.DRAW)
    made = program_of({"y": tracer.maximum(x * 2.0, -1.5) ** x}, tracer)
    assert source(made).splitlines() == [
        "def program(x):",
        "    v0 = x['x']",
        "    v2 = v0 * (2.0)",
        "    v4 = np.maximum(v2, (-1.5))",
        "    v5 = v4 ** v0",
        "    return {'y': v5}",
    ]
