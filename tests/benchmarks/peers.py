"""The step of a quarter in what else a user would write it with, each with its version.

All advance the same draws by six years on the same equations: by the model's own source where a peer takes
Python functions, else by the traced program, written out for it. Those that are not installed are left out;
`pip install ema-workbench jax numba` brings them. JAX and Numba compile in the round that is not counted.
"""

from __future__ import annotations

import io
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.program import numpy_text
from tajsim.engine.program.operations import OPERATIONS
from tajsim.engine.program.rows import Layout, layout, stored
from tajsim.engine.program.trace import Program, build, leaves
from tajsim.model.economy import step
from tajsim.model.numeric import ScalarMath
from tajsim.model.outputs import STANDARD

from .counting import traced
from .sample import Sample, kept, sample
from .table import QUARTERS, STEP, Row, Work, work

Run = Callable[[], Any]
PEER = "model step, written with a peer"
SHOWN = "gdp_nominal"  # the field of the state by which they are held against each other
SLOW, FAST = 100, 8192  # draws of those that take one at a time, and of the others


def works(slow: int = SLOW, fast: int = FAST, quarters: int = QUARTERS) -> dict[str, Work]:
    """Every peer that is installed."""
    found = {}
    for name, draws, run in peers(slow, fast, quarters):
        found[f"peer {name}"] = work(
            PEER, run, backend=name, draws=draws, scenarios=1, outputs=len(STANDARD), processes=1
        )
    return found


def peers(slow: int, fast: int, quarters: int) -> Iterator[tuple[str, int, Run]]:
    """Name and version, draws, and what returns the last quarter's `SHOWN` by draw."""
    few, many = sample(slow, quarters), sample(fast, quarters)
    yield f"Python {platform.python_version()}, a loop over draws", slow, of_python(few)
    if find_spec("ema_workbench"):
        yield f"EMA Workbench {version('ema-workbench')}", slow, of_ema_workbench(few)
    yield f"pandas {version('pandas')}, a column a quantity", fast, of_pandas(many)
    yield f"NumPy {version('numpy')}, an array a quantity", fast, of_numpy(many)
    if find_spec("jax"):
        yield f"JAX {version('jax')}", fast, of_jax(many)
    if find_spec("numba"):
        yield f"Numba {version('numba')}", fast, of_numba(many)


def with_ratios(rows: Sequence[Row]) -> list[Row]:
    """The rows with what the fastest step of tajsim takes over what each peer takes."""
    own = [r.ns_a_draw_quarter for r in rows if r.what == STEP and r.backend != "C" and r.ns_a_draw_quarter]
    return [
        replace(row, ratio_to_peers=min(own) / row.ns_a_draw_quarter)
        if own and row.what == PEER and row.ns_a_draw_quarter
        else row
        for row in rows
    ]


def of_python(inputs: Sample) -> Run:
    """The model's source on floats, draw by draw."""
    draws = _split(inputs)
    return lambda: np.array([_one_draw(draw)[0] for draw in draws])


def of_ema_workbench(inputs: Sample) -> Run:
    """The same as an experiment each, with every output of every quarter as its outcome."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says what else could be installed
        from ema_workbench import (
            CategoricalParameter,
            Model,
            SequentialEvaluator,
            TimeSeriesOutcome,
        )

    draws = _split(inputs)

    def function(draw: int) -> dict[str, Any]:
        last, paths = _one_draw(draws[draw])
        return {**paths, SHOWN: [last]}

    model = Model("tajsim", function=function)
    model.uncertainties = [CategoricalParameter("draw", list(range(len(draws))))]
    names = [*kept_names(inputs), SHOWN]
    model.outcomes = [TimeSeriesOutcome(name) for name in names]

    def run() -> Any:
        with redirect_stderr(io.StringIO()), warnings.catch_warnings():  # it shows a bar
            warnings.simplefilter("ignore")
            with SequentialEvaluator(model) as evaluator:
                experiments, outcomes = evaluator.perform_experiments(scenarios=len(draws))
        order = np.argsort(experiments["draw"].astype(int).to_numpy())
        return outcomes[SHOWN][order, 0]

    return run


def of_pandas(inputs: Sample) -> Run:
    """The traced program on Series."""
    import pandas as pd

    return _stepped(inputs, numpy_text.function(traced(inputs)[0]), pd.Series)


def of_numpy(inputs: Sample) -> Run:
    """The traced program on arrays of all draws: what `backend="numpy"` is without its blocks."""
    return _stepped(inputs, numpy_text.function(traced(inputs)[0]), np.asarray)


def of_jax(inputs: Sample) -> Run:
    """The traced program, compiled by XLA for arrays of double precision."""
    import jax

    jax.config.update("jax_enable_x64", True)
    text = numpy_text.source(traced(inputs)[0])
    space: dict[str, Any] = {"np": jax.numpy, "inf": np.inf, "nan": np.nan}
    exec(compile(text, "<program>", "exec"), space)
    return _stepped(inputs, jax.jit(space["program"]), jax.numpy.asarray)


def of_numba(inputs: Sample) -> Run:
    """The traced program in a loop over draws, compiled with fast mathematics."""
    import numba

    # every field of the state has a row
    full = inputs._replace(state=build(inputs.state, lambda _, x: np.broadcast_to(x, _draws(inputs)) + 0.0))
    program = traced(full)[0]
    rows = layout(program)
    space: dict[str, Any] = {"np": np, "inf": np.inf, "nan": np.nan}
    exec(compile(_loop(program, rows), "<program>", "exec"), space)
    function = numba.njit(fastmath=True)(space["program"])
    start = np.empty((1 + max(rows.after.values()), _draws(inputs)))
    for name, leaf in leaves(full.state, "state"):
        start[rows.state[name]] = leaf
    given = [_matrices(full, rows, t) for t in range(len(inputs.drivers))]

    def run() -> Any:
        state, after = start.copy(), start.copy()
        for matrix, scalars in given:
            function(state, matrix, scalars, after)
            state, after = after, state
        return state[rows.state[f"state.{SHOWN}"]]

    return run


def _loop(program: Program, rows: Layout) -> str:
    places = {name: f"scalars[{place}]" for name, place in rows.scalars.items()}
    places |= {name: f"inputs[{row}, i]" for name, row in rows.inputs.items()}
    places |= {name: f"state[{row}, i]" for name, row in rows.state.items()}
    lines = ["def program(state, inputs, scalars, after):", " for i in range(state.shape[1]):"]
    for number, node in enumerate(program.nodes):
        if node.kind == "input":
            text = places[node.name]
        elif node.kind == "literal":
            text = repr(node.value)
        else:
            text = OPERATIONS[node.kind].numpy.format(*(f"v{i}" for i in node.args))
        lines.append(f"  v{number} = {text}")
    lines += [f"  after[{row}, i] = v{number}" for row, number in stored(program, rows).items()]
    return "\n".join(lines)


def _matrices(inputs: Sample, rows: Layout, t: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = _given(inputs, t)
    matrix = np.empty((len(rows.inputs), _draws(inputs)))
    for name, row in rows.inputs.items():
        matrix[row] = values[name]
    return matrix, np.array([values[name] for name in rows.scalars])


def _stepped(inputs: Sample, function: Callable[[Mapping[str, Any]], Mapping[str, Any]], kind: Any) -> Run:
    """A run of a function from inputs to outputs by name, whose arrays are made by `kind`."""

    def made(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: kind(x) if np.ndim(x) else x for name, x in values.items()}

    given = [made(_given(inputs, t)) for t in range(len(inputs.drivers))]
    start = made(dict(leaves(inputs.state, "state")))

    def run() -> Any:
        state = start
        for values in given:
            found = function({**values, **state})
            state = {name: x for name, x in found.items() if name.startswith("state.")}
        return np.asarray(state[f"state.{SHOWN}"])

    return run


def _given(inputs: Sample, t: int) -> dict[str, Any]:
    """Every input but the state by name."""
    groups = {"drivers": inputs.drivers[t], "add": inputs.add, "blocks": inputs.blocks}
    groups["constants"] = inputs.constants
    return {name: leaf for group, tree in groups.items() for name, leaf in leaves(tree, group)}


def _draws(inputs: Sample) -> int:
    return len(inputs.drivers[0].rub_per_usd)


def _split(inputs: Sample) -> list[Sample]:
    """Each draw by itself, in floats."""
    return [
        build(inputs, lambda _, leaf, i=i: float(leaf[i]) if np.ndim(leaf) else leaf)
        for i in range(_draws(inputs))
    ]


def _one_draw(draw: Sample) -> tuple[float, dict[str, list[float]]]:
    state, xp, paths = draw.state, ScalarMath(), {}
    for drivers in draw.drivers:
        quarter = step(state, drivers, draw.add, draw.blocks, draw.constants, xp)
        state = quarter.state
        for name, value in kept(quarter).items():
            paths.setdefault(name, []).append(value)
    return state.gdp_nominal, paths


def kept_names(inputs: Sample) -> list[str]:
    """The outputs of a run, in the order of the model."""
    return list(_one_draw(_split(inputs.part(0, 1))[0])[1])
