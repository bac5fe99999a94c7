"""The compiled backend against NumPy: the same numbers but for rounding, the same faults, the same bits."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.block import allocate, drawn_economy, kernel_for, run_paths, stepper_of
from tajsim.engine.compiled import CACHE_LINE, Kernel, matrix
from tajsim.engine.plan import Plan
from tajsim.engine.program.llvm import STRIDE, WIDTH, source
from tajsim.engine.program.rows import layout
from tajsim.engine.program.trace import Program, Reach, Symbol, Tracer
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import BLOCK
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tests import of_2024
from tests.of_2024 import run

try:
    import llvmlite
except ImportError:
    llvmlite = None
needs_llvm = pytest.mark.skipif(llvmlite is None, reason="needs llvmlite: pip install 'tajsim[compiled]'")

FEW: dict[str, Any] = {"draws": 5, "end": "2025Q4", "outputs": ["gdp"]}
SECOND = ts.Scenario("second", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, "2025Q2"))])
PINNED = ts.Scenario(
    "pinned", [ts.Shock("rub_per_usd", set=95.0), ts.Shock("oil_price", set=ts.step(50, "2026Q1"))]
)
SCENARIOS = ("crackdown", "rouble-shock", "mass-deportation + reintegration", SECOND, PINNED)
"""Shocks to drivers, to parameters with draws and to fixed ones, also within a year."""


def plan_of(draws: int, outputs: Any = "all", baseline: str = "baseline") -> Plan:
    return prepare(
        read(
            of_2024.options(
                scenarios=SCENARIOS,
                parameters="world-bank-2024",
                baseline=baseline,
                end="2027Q4",
                draws=draws,
                seed=5,
                outputs=outputs,
            )
        )
    )


def program_of(outputs: dict[str, Symbol], tracer: Tracer) -> Program:
    return Program(tuple(tracer.nodes), tuple(tracer.reach), {name: s.node for name, s in outputs.items()})


def evaluated(program: Program, x: np.ndarray, y: np.ndarray, scalars: list[float]) -> np.ndarray:
    """The outputs of a program with inputs `blocks.x` and `blocks.y`, (output, draw)."""
    kernel = Kernel(source(program, layout(program)), layout(program), (), "no machine", b"")
    inputs, after = np.ones((2, STRIDE)), np.full((len(program.outputs), STRIDE), 7.0)
    inputs[:, : len(x)] = x, y
    numbers = np.array(scalars)
    kernel.loaded[0](len(x), *(a.ctypes.data for a in (after, inputs, numbers, after)))
    return after[:, : len(x)]


def test_without_llvmlite_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ts.MissingExtraError, match=r"pip install 'tajsim\[compiled\]'"):
        run(**FEW, backend="compiled")


def test_an_unknown_backend_is_reported_with_everything_else() -> None:
    with pytest.raises(ts.InputError, match=r"'fortran'; allowed: 'auto', 'numpy', 'compiled'") as caught:
        run(**FEW | {"seed": -1}, backend="fortran")
    assert len(caught.value.problems) == 2


def test_each_field_of_the_state_has_its_row_and_equal_outputs_share_one() -> None:
    tracer = Tracer()
    x, y = tracer.input("state.x", Reach.PATH), tracer.input("drivers.y", Reach.SCALAR)
    outputs = {"state.x": x, "state.same": x, "value.a": x, "value.b": x + y, "identities.c": x + y}
    rows = layout(program_of(outputs, tracer))
    assert rows.state == {"state.x": 0, "state.same": 1}
    assert rows.after["value.a"] in (0, 1)
    assert rows.after["value.b"] == rows.after["identities.c"] == 2
    assert (rows.inputs, rows.scalars) == ({}, {"drivers.y": 0})


def test_operations_on_literals_reduce_to_what_they_equal() -> None:
    tracer = Tracer()
    x, y = tracer.input("blocks.x", Reach.DRAW), tracer.input("blocks.y", Reach.DRAW)
    nothing, one = tracer.symbol(0.0), tracer.symbol(1.0)
    reduced = {
        "0 + x": (0.0 + x, x), "x + 0": (x + 0.0, x), "x - 0": (x - 0.0, x), "0 - x": (0.0 - x, -x),
        "0 * x": (0.0 * x, nothing), "x * 0": (x * 0.0, nothing), "1 * x": (1.0 * x, x),
        "x * 1": (x * 1.0, x),
        "x / 1": (x / 1.0, x), "x ** 1": (x**1.0, x), "0 / x": (0.0 / x, nothing), "x - x": (x - x, nothing),
        "neg": (-tracer.apply("neg", x), x),
        "max": (tracer.maximum(x, x), x), "min": (tracer.minimum(x, x), x),
        "2 - 1": (tracer.symbol(2.0) - 1.0, one), "x + y": (x + y, y + x), "x * y": (x * y, y * x),
    }  # fmt: skip
    assert {name: a.node for name, (a, _) in reduced.items()} == {n: b.node for n, (_, b) in reduced.items()}
    kept = [x + 1.0, x - 1.0, 1.0 - x, x * 2.0, 1.0 / x, x**2.0, x - y, y - x, tracer.maximum(x, y), x / y]
    assert len({symbol.node for symbol in (*kept, x, y, nothing, one)}) == len(kept) + 4


@needs_llvm
def test_functions_are_those_of_numpy_also_at_their_ends() -> None:
    ends = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, -1.0, 720.0, -720.0, 1e-300, 1e300, 1.0 + 1e-12]
    rng = np.random.default_rng(1)
    x = np.concatenate([ends, 30.0 * rng.standard_normal(500), np.exp(rng.standard_normal(501))])
    y = rng.permutation(x)
    tracer = Tracer()
    a, b = tracer.input("blocks.x", Reach.DRAW), tracer.input("blocks.y", Reach.DRAW)
    c = tracer.input("add.c", Reach.SCALAR)
    outputs = {
        "exp": tracer.exp(a), "log": tracer.log(a), "max": tracer.maximum(a, b),
        "min": tracer.minimum(a, b), "floor": tracer.maximum(a, 0.5), "roof": tracer.minimum(-0.5, a),
        "neg": -a, "sum": a + c, "difference": 1.0 - a, "product": a * b, "ratio": a / b,
    }  # fmt: skip
    found = evaluated(program_of(outputs, tracer), x, y, [2.5])
    with np.errstate(all="ignore"):
        expected = [
            np.exp(x), np.log(x), np.maximum(x, y), np.minimum(x, y), np.maximum(x, 0.5),
            np.minimum(-0.5, x), -x, x + 2.5, 1.0 - x, x * y, x / y,
        ]  # fmt: skip
    for name, row, wanted in zip(outputs, found, expected, strict=True):
        np.testing.assert_allclose(row, wanted, rtol=1e-14, atol=1e-307, err_msg=name)


@needs_llvm
def test_powers_of_positive_numbers() -> None:
    x, y = np.random.default_rng(2).lognormal(size=(2, 3 * WIDTH + 1))
    tracer = Tracer()
    a, b = tracer.input("blocks.x", Reach.DRAW), tracer.input("blocks.y", Reach.DRAW)
    found = evaluated(program_of({"pow": a**b}, tracer), x, y, [])
    np.testing.assert_allclose(found[0], x**y, rtol=1e-13)


@needs_llvm
@pytest.mark.parametrize(("draws", "baseline"), [(1, "baseline"), (WIDTH + 1, "none"), (200, "baseline")])
def test_every_output_is_that_of_numpy(draws: int, baseline: str) -> None:
    plan = plan_of(draws, baseline=baseline)
    economy = drawn_economy(plan, 0)
    plain, compiled = allocate(plan, draws, np.float64), allocate(plan, draws, np.float64)
    run_paths(plan, economy, plain)
    worst = run_paths(replace(plan, kernel=kernel_for(plan)), economy, compiled)
    assert 0.0 < max(v.worst for v in worst) < 1e-9
    for kind in ("quarterly", "annual"):
        for name, wanted in getattr(plain, kind).items():
            # balances pass through zero: errors are relative to the mean size over draws
            size = np.maximum(np.abs(wanted), np.abs(wanted).mean(axis=-1, keepdims=True))
            assert np.all(np.abs(getattr(compiled, kind)[name] - wanted) <= 1e-9 * size), (kind, name)


@needs_llvm
def test_a_run_without_residuals_is_that_of_numpy_too() -> None:
    """Add-factors are numbers then, where the kernel takes an array of draws."""
    plan = replace(plan_of(20, ["gdp", "imports_usd"]), missed=False)
    economy = drawn_economy(plan, 0)
    assert economy.residuals is None
    plain, compiled = allocate(plan, 20, np.float64), allocate(plan, 20, np.float64)
    run_paths(plan, economy, plain)
    run_paths(replace(plan, kernel=kernel_for(plan)), economy, compiled)
    for name, wanted in plain.quarterly.items():
        np.testing.assert_allclose(compiled.quarterly[name], wanted, rtol=1e-9, err_msg=name)


@needs_llvm
@pytest.mark.parametrize("field", AddFactors._fields)
def test_each_add_factor_reaches_the_kernel_draw_by_draw(field: str) -> None:
    draws = WIDTH + 3
    plan = plan_of(draws, ["gdp", "imports_usd", "exports_usd", "reserves_usd", "tjs_per_usd", "npl_ratio"])
    economy = drawn_economy(plan, 0)
    drivers = plan.scenarios[0].drawn_drivers(0, economy.oil[0], economy.rouble[0], economy.growth[0])
    add = NO_ADD_FACTORS._replace(**{field: np.linspace(-0.05, 0.05, draws)})
    plain, compiled = (stepper_of(replace(plan, kernel=k), economy) for k in (None, kernel_for(plan)))
    with np.errstate(all="ignore"):
        still, wanted, found = (
            np.array(s.advance(s.start, drivers, a, economy.parameters).values)
            for s, a in ((plain, NO_ADD_FACTORS), (plain, add), (compiled, add))
        )
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    moved = np.abs(wanted / still - 1.0).max(axis=0)
    assert moved[[0, -1]].min() > 1e-4
    assert moved[draws // 2] < 1e-12, "the middle draw has none"


@needs_llvm
def test_what_is_not_finite_stops_the_run() -> None:
    plan = plan_of(20, ["gdp"])
    economy = drawn_economy(plan, 0)
    economy.rouble[3, 17] = np.nan
    with pytest.raises(ts.InputError, match="'baseline' has no finite outcome in 2025Q4"):
        run_paths(replace(plan, kernel=kernel_for(plan)), economy, allocate(plan, 20))


@pytest.fixture(scope="module")
def compiled_run() -> ts.Result:
    return compiled()


def compiled(scenarios: Any = SCENARIOS, **changes: Any) -> ts.Result:
    settings: dict[str, Any] = {"draws": BLOCK + 100, "seed": 7, "end": "2027Q1", "backend": "compiled"}
    return run(scenarios, **settings | {"outputs": ["gdp", "gdp_growth", "banned"]} | changes)


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@needs_llvm
@pytest.mark.parametrize("pool", [lambda: ThreadPoolExecutor(2), spawned], ids=["threads", "processes"])
def test_any_executor_gives_the_same_bits(compiled_run: ts.Result, pool: Any) -> None:
    with pool() as executor:
        assert compiled(executor=executor) == compiled_run


@needs_llvm
def test_order_of_scenarios_and_number_of_blocks_make_no_difference(compiled_run: ts.Result) -> None:
    turned, less = compiled(SCENARIOS[::-1]), compiled(SCENARIOS[:1], draws=BLOCK)
    for name in compiled_run.kept:
        for one, many in ((turned, compiled_run), (less, compiled_run)):
            for scenario in one.scenarios:
                i, j = one.position(scenario), many.position(scenario)
                draws = one.quarterly[name].shape[-1]
                assert np.array_equal(one.quarterly[name][:, i], many.quarterly[name][:, j, :draws])
                assert np.array_equal(one.annual[name][:, i], many.annual[name][:, j, :draws])


@needs_llvm
@pytest.mark.parametrize("outputs", [["gdp"], ["poverty_rate", "npl_ratio"], None])
def test_what_else_is_kept_makes_no_difference(outputs: Any) -> None:
    """In double precision: a product that is kept is rounded no other way where it is added."""
    plans = plan_of(100, "all"), plan_of(100, outputs)
    targets = [allocate(plan, 100, np.float64) for plan in plans]
    for plan, target in zip(plans, targets, strict=True):
        run_paths(replace(plan, kernel=kernel_for(plan)), drawn_economy(plan, 0), target)
    whole, few = targets
    for name, values in few.quarterly.items():
        assert np.array_equal(values, whole.quarterly[name]), name
        assert np.array_equal(few.annual[name], whole.annual[name]), name


@needs_llvm
def test_products_are_added_at_once_whichever_side_they_stand_on() -> None:
    x, y = np.random.default_rng(3).standard_normal((2, WIDTH))
    tracer = Tracer()
    a, b = tracer.input("blocks.x", Reach.DRAW), tracer.input("blocks.y", Reach.DRAW)
    square = b * b
    outputs = {"sum": a * b + square, "less": a * b - a, "from": a - a * b, "both": a * b - square}
    found = evaluated(program_of(outputs, tracer), x, y, [])
    expected = [x * y + y * y, x * y - x, x - x * y, x * y - y * y]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@needs_llvm
def test_the_manifest_states_the_backend_and_the_central_path_stays(compiled_run: ts.Result) -> None:
    plain = compiled(backend="numpy")
    assert (plain.manifest.backend, compiled_run.manifest.backend) == ("numpy", "compiled")
    for name in plain.kept:
        np.testing.assert_array_equal(plain.central[name], compiled_run.central[name])
        np.testing.assert_allclose(compiled_run.quarterly[name], plain.quarterly[name], rtol=1e-6, atol=1e-6)


@needs_llvm
def test_summaries_can_be_compiled() -> None:
    settings: dict[str, Any] = {"draws": 50, "keep": "summary"}
    table, plain = (compiled(**settings, backend=b).table("gdp") for b in ("compiled", "numpy"))
    np.testing.assert_allclose(table.to_numpy(), plain.to_numpy(), rtol=1e-6)


@needs_llvm
@pytest.mark.parametrize("kind", ["step", "paths"])
def test_a_kernel_travels_as_machine_code_and_elsewhere_is_compiled_anew(kind: str) -> None:
    plan = plan_of(16, ["gdp"])
    kernel = getattr(kernel_for(plan), kind)
    assert kernel.loaded  # what is loaded stays behind
    travelled = pickle.loads(pickle.dumps(kernel))
    assert travelled == kernel
    assert "loaded" not in vars(travelled)
    elsewhere = replace(kernel, machine="another", code=b"what this machine cannot run")
    values = []
    for k in (kernel, travelled, elsewhere):
        kernels, target = kernel_for(plan), allocate(plan, 16, np.float64 if kind == "step" else np.float32)
        vars(kernels)[kind] = k
        run_paths(replace(plan, kernel=kernels), drawn_economy(plan, 0), target)
        values.append(target.quarterly["gdp"])
    assert np.array_equal(values[0], values[1])
    assert np.array_equal(values[0], values[2])


def test_rows_lie_on_cache_lines_wherever_memory_begins() -> None:
    kept = []
    for rows in (1, 3, 1, 7, 2, 5, 1, 1):  # others live, so that addresses differ
        kept += [np.empty(rows * 5 + 1), made := matrix(rows, 3)]
        assert made.ctypes.data % CACHE_LINE == 0
        assert made.shape == (rows, STRIDE)
        np.testing.assert_array_equal(made[:, 3 : -(-3 // WIDTH) * WIDTH], 1.0)
