"""Programs as WebAssembly against NumPy: the bytes are those of the format, the numbers the same."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tajsim.engine.program import wasm, wasm_bytes
from tajsim.engine.program.numpy_text import function
from tajsim.engine.program.operations import OPERATIONS
from tajsim.engine.program.rows import layout
from tajsim.engine.program.trace import Program, Reach, Symbol, Tracer, program_of

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs node, which runs WebAssembly here")
HEIGHT = 16  # rows of each matrix, more than any program here has
SCRIPT = """
const given = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"), (k, x) =>
  x === "inf" ? Infinity : x === "-inf" ? -Infinity : x === "nan" ? NaN : x);
const memory = new WebAssembly.Memory({ initial: 256 });
WebAssembly.instantiate(Buffer.from(given.code, "base64"), { env: { memory } }).then(({ instance }) => {
  const { stride, height } = given, size = 8 * stride * height;
  const rows = (address, r) => new Float64Array(memory.buffer, address + 8 * stride * r, given.draws);
  given.inputs.forEach((row, r) => rows(size, r).set(row));
  new Float64Array(memory.buffer, 3 * size, given.scalars.length).set(given.scalars);
  instance.exports.step(given.draws, 0, size, 3 * size, 2 * size);
  const found = Array.from({ length: given.outputs }, (_, r) => [...rows(2 * size, r)].map(String));
  console.log(JSON.stringify(found));
});
"""
INPUTS = ("blocks.x", "blocks.y")


def run(program: Program, rows: list[list[float]], scalars: list[float], folder: Path) -> np.ndarray:
    """The outputs of a program, (output, draw), computed by node."""
    draws = len(rows[0])
    count = 1 + max(layout(program).after.values())
    given = {
        "code": base64.b64encode(wasm.module({"step": program}, draws)).decode(),
        "draws": draws, "stride": wasm.stride_of(draws), "height": HEIGHT, "outputs": count,
        "inputs": [[repr(x) if not np.isfinite(x) else x for x in row] for row in rows], "scalars": scalars,
    }  # fmt: skip
    file = folder / "given.json"
    file.write_text(json.dumps(given))
    done = subprocess.run([str(NODE), "-e", SCRIPT, str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return np.array([[float(x) for x in row] for row in json.loads(done.stdout)])


def program(*, scalar: bool = False) -> tuple[Tracer, Symbol, Symbol]:
    tracer = Tracer()
    second = Reach.SCALAR if scalar else Reach.DRAW
    return tracer, tracer.input(INPUTS[0], Reach.DRAW), tracer.input(INPUTS[1], second)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "00"),
        (1, "01"),
        (63, "3f"),
        (64, "c000"),
        (-1, "7f"),
        (-64, "40"),
        (-65, "bf7f"),
        (624485, "e58e26"),
    ],
)
def test_signed_numbers_take_seven_bits_a_byte(number: int, expected: str) -> None:
    assert wasm_bytes.signed(number).hex() == expected


@pytest.mark.parametrize(("number", "expected"), [(0, "00"), (127, "7f"), (128, "8001"), (624485, "e58e26")])
def test_unsigned_numbers_take_seven_bits_a_byte(number: int, expected: str) -> None:
    assert wasm_bytes.unsigned(number).hex() == expected


@pytest.mark.parametrize("draws", [1, 2, 299, 300, 512])
def test_rows_begin_at_even_places_and_hold_every_draw(draws: int) -> None:
    assert wasm.stride_of(draws) % 2 == 0
    assert wasm.stride_of(draws) > draws


def test_a_module_is_the_same_bytes_every_time() -> None:
    tracer, x, y = program()
    made = program_of({"value.sum": x + y}, tracer)
    assert wasm.module({"step": made}, 7) == wasm.module({"step": made}, 7)
    assert wasm.module({"step": made}, 7)[:8] == b"\0asm\1\0\0\0"


@needs_node
def test_every_operation_gives_what_numpy_gives(tmp_path: Path) -> None:
    tracer, x, y = program()
    two = {kind: tracer.apply(kind, x, y) for kind in ("add", "sub", "mul", "div", "pow", "max", "min")}
    one = {kind: tracer.apply(kind, x) for kind in ("neg", "exp", "log")}
    assert two.keys() | one.keys() == OPERATIONS.keys()
    made = program_of({f"value.{kind}": s for kind, s in (two | one).items()}, tracer)
    rng = np.random.default_rng(3)
    rows = [rng.lognormal(0.0, 1.5, 301), rng.normal(0.0, 2.0, 301)]
    found, rowed = run(made, [list(r) for r in rows], [], tmp_path), layout(made).after
    expected = function(made)(dict(zip(INPUTS, rows, strict=True)))
    for name, values in expected.items():
        np.testing.assert_allclose(found[rowed[name]], values, rtol=1e-14, atol=0.0, err_msg=name)
    for name in ("value.add", "value.sub", "value.mul", "value.div", "value.neg", "value.max", "value.min"):
        assert (found[rowed[name]] == expected[name]).all(), name


@needs_node
def test_exp_and_log_are_within_a_few_roundings_over_their_whole_range(tmp_path: Path) -> None:
    tracer, x, y = program()
    made = program_of({"value.exp": tracer.exp(x), "value.log": tracer.log(y)}, tracer)
    powers = np.linspace(-708.0, 709.0, 20_001)
    found = run(made, [list(powers), list(np.exp(powers))], [], tmp_path)
    np.testing.assert_allclose(found[0], np.exp(powers), rtol=1e-15 * 4, atol=0.0)
    np.testing.assert_allclose(found[1], np.log(np.exp(powers)), rtol=4e-16, atol=2e-17)


@needs_node
def test_what_is_not_finite_goes_through(tmp_path: Path) -> None:
    tracer, x, y = program()
    outputs = {
        "exp": tracer.exp(x), "log": tracer.log(x), "max": tracer.maximum(x, y), "min": tracer.minimum(y, x),
        "above": tracer.maximum(x, 0.0), "below": tracer.minimum(1.0, x),
    }  # fmt: skip
    made = program_of({f"value.{name}": s for name, s in outputs.items()}, tracer)
    rows = [[np.nan, np.inf, -np.inf, 0.0, -1.0, 800.0], [1.0, np.nan, 1.0, np.nan, 2.0, 3.0]]
    found, rowed = run(made, rows, [], tmp_path), layout(made).after
    with np.errstate(all="ignore"):
        expected = function(made)({name: np.array(row) for name, row in zip(INPUTS, rows, strict=True)})
    for name, values in expected.items():
        own = found[rowed[name]]
        if name == "value.exp":  # its smallest number stands for those that are smaller
            assert own[2] < 1e-300
            own[2] = 0.0
        np.testing.assert_allclose(own, values, rtol=4e-15, atol=0.0, err_msg=name)  # as exp and log are


@needs_node
def test_scalars_and_literals_reach_every_draw(tmp_path: Path) -> None:
    tracer, x, a = program(scalar=True)
    both = tracer.exp(a) * 2.0
    made = program_of(
        {
            "value.all": x * both + both,
            "value.scalar": both,
            "value.same": a,
            "value.one": tracer.symbol(1.5),
        },
        tracer,
    )
    found, rowed = run(made, [[1.0, 2.0, 3.0]], [0.5], tmp_path), layout(made).after
    e = 2.0 * np.exp(0.5)
    np.testing.assert_allclose(found[rowed["value.all"]], [2.0 * e, 3.0 * e, 4.0 * e], rtol=1e-15)
    np.testing.assert_allclose(found[rowed["value.scalar"]], e, rtol=1e-15)
    assert found[rowed["value.same"]].tolist() == [0.5] * 3
    assert found[rowed["value.one"]].tolist() == [1.5] * 3
