"""The ten operations of a program, each described once: in Python, NumPy, LLVM and WebAssembly."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import NamedTuple


class Operation(NamedTuple):
    """One operation in every language.

    numbers: on plain floats, by which literals are folded. numpy, floats: Python expressions with {0} and
    {1}, of arrays and of plain floats. llvm: the instruction on vectors, wasm: the code of the instruction on
    two doubles; both empty where none does it and the emitter writes it out. commutative: whether the order
    of the operands makes no difference.
    """

    numbers: Callable[..., float]
    numpy: str
    floats: str
    llvm: str = ""
    wasm: int = 0
    commutative: bool = False


OPERATIONS: dict[str, Operation] = {
    "add": Operation(operator.add, "{0} + {1}", "{0} + {1}", "fadd", 0xF0, commutative=True),
    "sub": Operation(operator.sub, "{0} - {1}", "{0} - {1}", "fsub", 0xF1),
    "mul": Operation(operator.mul, "{0} * {1}", "{0} * {1}", "fmul", 0xF2, commutative=True),
    "div": Operation(operator.truediv, "{0} / {1}", "{0} / {1}", "fdiv", 0xF3),
    "neg": Operation(operator.neg, "-{0}", "-{0}", "fneg", 0xED),
    "exp": Operation(math.exp, "np.exp({0})", "exp({0})"),
    "log": Operation(math.log, "np.log({0})", "log({0})"),
    "pow": Operation(operator.pow, "{0} ** {1}", "{0} ** {1}"),
    "max": Operation(max, "np.maximum({0}, {1})", "{1} if {1} > {0} else {0}", "", 0xF5, commutative=True),
    "min": Operation(min, "np.minimum({0}, {1})", "{1} if {1} < {0} else {0}", "", 0xF4, commutative=True),
}

EXP_SERIES = tuple(1.0 / math.factorial(i) for i in range(14))
"""exp(r) = sum of c_i r^i for |r| <= log(2) / 2, within a rounding or two."""

LOG_SERIES = tuple(2.0 / (2 * i + 1) for i in range(11))
"""log(m) = s sum of c_i s^2i, s = (m - 1) / (m + 1), for m from sqrt(1/2) to sqrt(2)."""

LOWEST, HIGHEST = -708.0, 710.0
"""Powers beyond which exp is the smallest number, and infinity."""

ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
MANTISSA, BIAS = 52, 1023
