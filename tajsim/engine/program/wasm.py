"""Traced programs as a WebAssembly module: each a function with one loop over draws, two at a time.

A function takes what the machine code of the compiled backend takes: the number of draws and the addresses
of the state, the inputs, the scalars and what comes after. Rows are `stride` doubles apart; what follows
from scalars alone stands before the loop. A value that is used once stays on the stack of the machine, every
other one has a local.

Decision. exp and log are written out on vectors, as a power of two and a series, within 4e-15 of the true
value. Rejected: Math.exp and Math.log, called for a number at a time. V8 runs them as fast (300 draws over 24
quarters in 5.1 ms, with series in 6.0), but their last digits are those of the browser: a page would not give
the same numbers everywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from tajsim.engine.program import wasm_bytes as w
from tajsim.engine.program.operations import (
    BIAS,
    EXP_SERIES,
    HIGHEST,
    LOG_SERIES,
    LOWEST,
    MANTISSA,
    OPERATIONS,
    ROOT_HALF_BITS,
)
from tajsim.engine.program.rows import Layout, layout, stored
from tajsim.engine.program.trace import Program, Reach

LANES = 2
EXP, LOG = 0, 1  # numbers of the functions that every module has
DRAWS, STATE, INPUTS, SCALARS, AFTER = range(5)  # numbers of a program's parameters
PARAMETERS = (w.I32,) * 5

WHOLE = 1.5 * 2.0**MANTISSA  # added to a number, it leaves its nearest whole number in the lowest bits
WHOLE_BITS = 0x4338000000000000
LOG_2 = math.log(2.0)
LOG_2_HIGH = 6.93147180369123816490e-01  # so short that its product with an exponent is exact
LOG_2_LOW = 1.90821492927058770002e-10


def stride_of(draws: int) -> int:
    """Doubles from a row to the next: even, and no power of two apart in the cache."""
    return -(-draws // LANES) * LANES + LANES


def module(programs: Mapping[str, Program], draws: int) -> bytes:
    """The module in which each program is a function by its name; rows hold `draws` doubles or fewer."""
    stride = stride_of(draws)
    functions = [_exp(), _log()]
    exports = {}
    for name, program in programs.items():
        exports[name] = len(functions)
        functions.append(_Writer(program, layout(program), 8 * stride).function())
    return w.module(functions, exports)


class _Writer:
    """Writes the function of one program."""

    def __init__(self, program: Program, rows: Layout, row: int) -> None:
        self.program, self.rows, self.row = program, rows, row
        self.outputs = stored(program, rows)
        self.kept: dict[int, bytes] = {}  # node -> instruction that puts its local on the stack
        uses = Counter(a for node in program.nodes for a in node.args)
        uses.update(self.outputs.values())
        crossing = {
            a
            for node, reach in zip(program.nodes, program.reach, strict=True)
            for a in node.args
            if reach > Reach.SCALAR >= program.reach[a]
        }
        self.has_local = {
            i
            for i, node in enumerate(program.nodes)
            if uses[i] != 1 or i in crossing or node.kind == "literal" or self._stored_scalar(i)
        }

    def function(self) -> w.Function:
        before, inside = bytearray(), bytearray()
        for i, reach in enumerate(self.program.reach):
            if i in self.has_local:
                code = self._computed(i) + w.SET
                number = w.unsigned(len(PARAMETERS) + len(self.kept))
                self.kept[i] = w.GET + number
                (inside if reach > Reach.SCALAR else before).extend(code + number)
        for row, node in self.outputs.items():
            inside += w.GET + w.unsigned(AFTER) + self._value(node)
            inside += w.vector(w.STORE, w.place(row * self.row))
        for pointer in (STATE, INPUTS, AFTER):
            inside += _moved(pointer, 8 * LANES)
        inside += _moved(DRAWS, -LANES)
        inside += w.GET + w.unsigned(DRAWS) + w.I32_CONST + w.signed(0) + w.I32_GT + w.BRANCH_IF + b"\0"
        body = bytes(before) + w.LOOP + bytes(inside) + w.END
        return w.Function(PARAMETERS, (), len(self.kept), body)

    def _stored_scalar(self, i: int) -> bool:
        return self.program.reach[i] <= Reach.SCALAR and i in self.outputs.values()

    def _value(self, i: int) -> bytes:
        """What puts a node on the stack."""
        return self.kept.get(i) or self._computed(i)

    def _computed(self, i: int) -> bytes:
        node = self.program.nodes[i]
        if node.kind == "literal":
            return w.both(node.value)
        if node.kind == "input":
            return self._loaded(node.name)
        values = [self._value(a) for a in node.args]
        operation = OPERATIONS[node.kind]
        if node.kind in ("exp", "log"):
            return values[0] + _call(EXP if node.kind == "exp" else LOG)
        if node.kind == "pow":
            return values[0] + _call(LOG) + values[1] + _vector("mul") + _call(EXP)
        literals = [self.program.nodes[a].kind == "literal" for a in node.args]
        if node.kind in ("max", "min") and any(literals):  # NaN comes from the other one alone
            x, y = reversed(values) if literals[0] else values
            return x + y + w.vector(w.GREATER_OF if node.kind == "max" else w.LESSER_OF)
        return b"".join(values) + w.vector(operation.wasm)

    def _loaded(self, name: str) -> bytes:
        if name in self.rows.scalars:
            offset = 8 * self.rows.scalars[name]
            return w.GET + w.unsigned(SCALARS) + w.vector(w.LOAD_SPLAT, w.place(offset))
        if name in self.rows.state:
            pointer, row = STATE, self.rows.state[name]
        else:
            pointer, row = INPUTS, self.rows.inputs[name]
        return w.GET + w.unsigned(pointer) + w.vector(w.LOAD, w.place(row * self.row))


def _moved(pointer: int, by: int) -> bytes:
    number = w.unsigned(pointer)
    return w.GET + number + w.I32_CONST + w.signed(by) + w.I32_ADD + w.SET + number


def _call(function: int) -> bytes:
    return w.CALL + w.unsigned(function)


def _vector(kind: str) -> bytes:
    return w.vector(OPERATIONS[kind].wasm)


def _series(coefficients: Sequence[float], x: bytes) -> bytes:
    """The polynomial in what `x` puts on the stack."""
    code = w.both(coefficients[-1])
    for c in coefficients[-2::-1]:
        code += x + _vector("mul") + w.both(c) + _vector("add")
    return code


def _exp() -> w.Function:
    """2^k exp(r) with x = k log 2 + r; the ends are infinity and the smallest number."""
    x, k, r = (w.unsigned(i) for i in range(3))
    shift = w.I32_CONST + w.signed(MANTISSA) + w.vector(w.SHIFT_LEFT)
    whole = w.GET + k + w.both(WHOLE) + _vector("sub")
    body = (
        w.GET + x + w.both(LOWEST) + w.vector(w.GREATER_OF) + w.both(HIGHEST) + w.vector(w.LESSER_OF)
        + w.TEE + x + w.both(1.0 / LOG_2) + _vector("mul") + w.both(WHOLE) + _vector("add") + w.SET + k
        + w.GET + x + whole + w.both(LOG_2_HIGH) + _vector("mul") + _vector("sub")
        + whole + w.both(LOG_2_LOW) + _vector("mul") + _vector("sub") + w.SET + r
        + _series(EXP_SERIES, w.GET + r)
        + w.GET + k + w.both_long(BIAS) + w.vector(w.LONG_ADD) + shift + _vector("mul")
    )  # fmt: skip
    return w.Function((w.V128,), (w.V128,), 2, body)


def _log() -> w.Function:
    """k log 2 + 2 artanh((m - 1) / (m + 1)) with x = 2^k m, m around one."""
    x, k, s, square = (w.unsigned(i) for i in range(4))
    count = w.GET + k + w.both_long(WHOLE_BITS) + w.vector(w.LONG_ADD) + w.both(WHOLE) + _vector("sub")
    shift = w.I32_CONST + w.signed(MANTISSA)
    body = (
        w.GET + x + w.both_long(ROOT_HALF_BITS) + w.vector(w.LONG_SUB)
        + shift + w.vector(w.SHIFT_RIGHT) + w.SET + k
        + w.GET + x + w.GET + k + shift + w.vector(w.SHIFT_LEFT) + w.vector(w.LONG_SUB) + w.TEE + s
        + w.both(1.0) + _vector("sub") + w.GET + s + w.both(1.0) + _vector("add") + _vector("div")
        + w.TEE + s + w.GET + s + _vector("mul") + w.SET + square
        + count + w.both(LOG_2_HIGH) + _vector("mul")
        + count + w.both(LOG_2_LOW) + _vector("mul")
        + w.GET + s + _series(LOG_SERIES, w.GET + square) + _vector("mul") + _vector("add") + _vector("add")
        + w.SET + s
        + w.both(math.inf)  # of infinity
        + w.GET + s  # of a number above zero
        + w.both(-math.inf) + w.both(math.nan)  # of zero, of one below it or none
        + w.GET + x + w.both(0.0) + w.vector(w.EQUAL) + w.vector(w.SELECT)
        + w.GET + x + w.both(0.0) + w.vector(w.GREATER) + w.vector(w.SELECT)
        + w.GET + x + w.both(math.inf) + w.vector(w.EQUAL) + w.vector(w.SELECT)
    )  # fmt: skip
    return w.Function((w.V128,), (w.V128,), 3, body)
