"""A traced program as LLVM text: one loop over draws, eight at a time, every value a vector register.

Inputs that differ by draw are rows of a matrix, `STRIDE` doubles apart; inputs that do not are one vector of
scalars, and what follows from them alone stands before the loop. There are no branches, so a draw's value
does not depend on where in a block it stands. Infinities and NaNs go through as in NumPy.

Decision. The vectors are written out, instead of leaving a loop over numbers to be vectorised: with hundreds
of rows LLVM cannot prove that they do not overlap and gives up (Numba: 9 s to compile, 0.6 of the time of
NumPy to run; this: 0.15 s and 0.3 of it). For the same reason exp and log are written out, as LLVM has none
for vectors: a power of two and a series, within 4e-15 of the true value.

Products are added in one operation where the text says so, not where LLVM likes (`contract`, `arcp`): it
decides by how often a value is used, and the last bits of an output would depend on what else is kept. To
leave it out altogether would cost an eighth of the time.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Sequence

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
from tajsim.engine.program.rows import Layout, stored
from tajsim.engine.program.trace import Node, Program, Reach
from tajsim.engine.sampling import BLOCK

WIDTH = 8
"""Draws in a vector."""
STRIDE = BLOCK + WIDTH
"""Doubles from a row to the next: rows a power of two apart would compete for places in the cache."""

DOUBLES, LONGS, INTS = (f"<{WIDTH} x {kind}>" for kind in ("double", "i64", "i32"))
FLOOR = f"@llvm.floor.v{WIDTH}f64"
FUSED = f"@llvm.fmuladd.v{WIDTH}f64"
DECLARED = (
    f"declare {DOUBLES} {FLOOR}({DOUBLES})",
    f"declare {DOUBLES} {FUSED}({DOUBLES}, {DOUBLES}, {DOUBLES})",
)
FLAGS = "nsz"  # not nnan or ninf: what is not finite must be found


def source(program: Program, rows: Layout) -> str:
    """The text of `step(draws, state, inputs, scalars, after)`, a number and four addresses of doubles."""
    before, inside = Lines("s"), Lines("d")
    for i, (node, reach) in enumerate(zip(program.nodes, program.reach, strict=True)):
        if node.kind != "literal":
            lines = inside if reach > Reach.SCALAR else before
            emit(lines, f"%v{i}", node, program, rows)
    for row, number in stored(program, rows).items():
        inside.store(value_of(program, number), row)
    matrices = ("state", "inputs", "after")
    arguments = ", ".join(f"ptr noalias %{name}" for name in ("state", "inputs", "scalars", "after"))
    return "\n".join(
        [
            *DECLARED,
            f"define void @step(i64 %draws, {arguments}) {{",
            "start:",
            *before.text,
            "  br label %loop",
            "loop:",
            "  %i = phi i64 [0, %start], [%next, %loop]",
            *(f"  %{name}_i = getelementptr double, ptr %{name}, i64 %i" for name in matrices),
            *inside.text,
            f"  %next = add i64 %i, {WIDTH}",
            "  %more = icmp slt i64 %next, %draws",
            "  br i1 %more, label %loop, label %end",
            "end:",
            "  ret void",
            "}",
            "",
        ]
    )


def value_of(program: Program, number: int) -> str:
    node = program.nodes[number]
    return _constant(node.value) if node.kind == "literal" else f"%v{number}"


def emit(lines: Lines, name: str, node: Node, program: Program, rows: Layout) -> None:
    """One node, as instructions of which the last defines `name`."""
    if node.kind == "input":
        if node.name in rows.scalars:
            lines.load_scalar(rows.scalars[node.name], name)
        elif node.name in rows.state:
            lines.load("state", rows.state[node.name], name)
        else:
            lines.load("inputs", rows.inputs[node.name], name)
        return
    values = [value_of(program, i) for i in node.args]
    if node.kind in ("max", "min"):
        literals = [program.nodes[i].kind == "literal" for i in node.args]
        x, y = reversed(values) if literals[0] else values
        lines.extreme(node.kind, x, y, any(literals), name)
    elif node.kind == "neg":
        lines.add(f"{OPERATIONS[node.kind].llvm} {DOUBLES} {values[0]}", name)
    elif node.kind == "exp":
        lines.exp(values[0], name)
    elif node.kind == "log":
        lines.log(values[0], name)
    elif node.kind == "pow":
        lines.exp(lines.arithmetic("mul", values[1], lines.log(values[0])), name)
    elif node.kind in ("add", "sub") and (place := _product(node, program)) is not None:
        x, y = (value_of(program, i) for i in program.nodes[node.args[place]].args)
        other = values[1 - place]
        if node.kind == "sub":
            x, other = (lines.negative(x), other) if place else (x, lines.negative(other))
        lines.fused(x, y, other, name)
    else:
        lines.arithmetic(node.kind, values[0], values[1], name)


def _product(node: Node, program: Program) -> int | None:
    """Which operand of a sum is a product to add at once, the second if both; None where neither is."""
    operands = [program.nodes[i] for i in node.args]
    return next(
        (place for place in (1, 0) if (operands[place].kind, operands[place].name) == ("mul", "")), None
    )


class Lines:
    """Instructions on vectors. Each method adds some and returns the name of the result."""

    def __init__(self, prefix: str, stride: int = STRIDE) -> None:
        self.text: list[str] = []
        self.stride = stride
        self._names = (f"%{prefix}{i}" for i in itertools.count())

    def add(self, instruction: str, name: str = "") -> str:
        name = name or next(self._names)
        self.text.append(f"  {name} = {instruction}")
        return name

    def arithmetic(self, kind: str, x: str, y: str, name: str = "") -> str:
        return self.add(f"{OPERATIONS[kind].llvm} {FLAGS} {DOUBLES} {x}, {y}", name)

    def fused(self, x: str, y: str, z: str, name: str = "") -> str:
        """x y + z, rounded once where the machine can."""
        return self.add(f"call {FLAGS} {DOUBLES} {FUSED}({DOUBLES} {x}, {DOUBLES} {y}, {DOUBLES} {z})", name)

    def negative(self, x: str) -> str:
        return self.add(f"fneg {DOUBLES} {x}")

    def choose(self, x: str, condition: str, y: str, yes: str, no: str, name: str = "") -> str:
        """`yes` where the condition holds between x and y, `no` elsewhere and where one is NaN."""
        where = self.add(f"fcmp {condition} {DOUBLES} {x}, {y}")
        return self.add(f"select <{WIDTH} x i1> {where}, {DOUBLES} {yes}, {DOUBLES} {no}", name)

    def load(self, matrix: str, row: int, name: str) -> str:
        place = self.add(f"getelementptr double, ptr %{matrix}_i, i64 {row * self.stride}")
        return self.add(f"load {DOUBLES}, ptr {place}, align 8", name)

    def load_scalar(self, place: int, name: str) -> str:
        address = self.add(f"getelementptr double, ptr %scalars, i64 {place}")
        number = self.add(f"load double, ptr {address}")
        first = self.add(f"insertelement {DOUBLES} poison, double {number}, i32 0")
        everywhere = f"<{WIDTH} x i32> zeroinitializer"
        return self.add(f"shufflevector {DOUBLES} {first}, {DOUBLES} poison, {everywhere}", name)

    def store(self, value: str, row: int, matrix: str = "after") -> None:
        place = self.add(f"getelementptr double, ptr %{matrix}_i, i64 {row * self.stride}")
        self.text.append(f"  store {DOUBLES} {value}, ptr {place}, align 8")

    def extreme(self, kind: str, x: str, y: str, y_is_literal: bool, name: str) -> str:
        """The larger or smaller, or NaN when one is."""
        condition = "olt" if kind == "max" else "ogt"
        if y_is_literal:
            return self.choose(x, condition, y, y, x, name)
        found = self.choose(x, condition, y, y, x)  # NaN if x is
        return self.choose(y, "ord", y, found, y, name)

    def series(self, coefficients: Sequence[float], x: str) -> str:
        total = _constant(coefficients[-1])
        for c in coefficients[-2::-1]:
            total = self.fused(total, x, _constant(c))
        return total

    def exp(self, x: str, name: str = "") -> str:
        """2^k exp(r) with x = k log 2 + r; the ends are infinity and the smallest number."""
        low, high = _constant(LOWEST), _constant(HIGHEST)
        z = self.choose(x, "olt", low, low, x)
        z = self.choose(z, "ogt", high, high, z)
        up = self.fused(z, _constant(1.0 / math.log(2.0)), _constant(0.5))
        k = self.add(f"call {DOUBLES} {FLOOR}({DOUBLES} {up})")
        r = self.fused(k, _constant(-math.log(2.0)), z)
        near_one = self.series(EXP_SERIES, r)
        whole = self.add(f"fptosi {DOUBLES} {k} to {INTS}")
        whole = self.add(f"freeze {INTS} {whole}")  # NaN has no whole number; the series is NaN there
        bits = self.add(f"sext {INTS} {whole} to {LONGS}")
        bits = self.add(f"add {LONGS} {bits}, {longs(BIAS)}")
        bits = self.add(f"shl {LONGS} {bits}, {longs(MANTISSA)}")
        return self.arithmetic("mul", near_one, self.add(f"bitcast {LONGS} {bits} to {DOUBLES}"), name)

    def log(self, x: str, name: str = "") -> str:
        """k log 2 + 2 artanh((m - 1) / (m + 1)) with x = 2^k m, m around one."""
        bits = self.add(f"bitcast {DOUBLES} {x} to {LONGS}")
        k = self.add(f"sub {LONGS} {bits}, {longs(ROOT_HALF_BITS)}")
        k = self.add(f"ashr {LONGS} {k}, {longs(MANTISSA)}")
        shift = self.add(f"shl {LONGS} {k}, {longs(MANTISSA)}")
        m_bits = self.add(f"sub {LONGS} {bits}, {shift}")
        m = self.add(f"bitcast {LONGS} {m_bits} to {DOUBLES}")
        one, zero, infinity = _constant(1.0), _constant(0.0), _constant(math.inf)
        s = self.arithmetic("div", self.arithmetic("sub", m, one), self.arithmetic("add", m, one))
        near_one = self.arithmetic("mul", s, self.series(LOG_SERIES, self.arithmetic("mul", s, s)))
        count = self.add(f"sitofp {INTS} {self.add(f'trunc {LONGS} {k} to {INTS}')} to {DOUBLES}")
        y = self.fused(count, _constant(math.log(2.0)), near_one)
        edge = self.choose(x, "oeq", zero, _constant(-math.inf), _constant(math.nan))
        edge = self.choose(x, "oeq", zero, _constant(-math.inf), _constant(math.nan))
        y = self.choose(x, "ogt", zero, y, edge)
        return self.choose(x, "oeq", infinity, infinity, y, name)


def _constant(x: float) -> str:
    bits = struct.unpack("<Q", struct.pack("<d", x))[0]
    return "<" + ", ".join([f"double 0x{bits:016X}"] * WIDTH) + ">"


def longs(n: int) -> str:
    return "<" + ", ".join([f"i64 {n}"] * WIDTH) + ">"
