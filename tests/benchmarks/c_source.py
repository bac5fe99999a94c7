"""A traced program as plain C: one loop over draws, which the compiler makes vectors of.

Inputs that differ by draw are rows of doubles, `STRIDE` apart; what is the same in all draws is a scalar, and
what follows from scalars alone is computed before the loop. `-ffast-math` lets the compiler reorder, use
reciprocals and call the vector `exp`, `log` and `pow` of the C library.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tajsim.engine.program.trace import Node, Program, Reach

FAST = ("-O3", "-march=native", "-ffast-math", "-fopenmp-simd")
PLAIN = ("-O2",)  # one draw at a time, every rounding kept

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
FUNCTIONS = {"exp": "exp", "log": "log", "pow": "pow", "max": "fmax", "min": "fmin", "neg": "-"}


def compiler() -> str | None:
    """The C compiler, or None when there is none."""
    return shutil.which("cc") or shutil.which("gcc")


def in_row(array: str, number: int) -> str:
    """The C expression of a draw's place in a row of doubles."""
    return f"{array}[{number}L * STRIDE + i]"


def function(
    heading: str,
    program: Program,
    places: Mapping[str, str],
    stores: Iterable[tuple[str, int]],
    totals: Iterable[tuple[str, int]] = (),
) -> str:
    """The program as a C function of `draws` draws.

    heading: name and arguments. places: the expression that reads each input. stores: where in the loop each
    node goes; totals: where nodes go that are the same in all draws.
    """
    before, inside = [], []
    for i, (node, reach) in enumerate(zip(program.nodes, program.reach, strict=True)):
        if node.kind != "literal":
            line = f"const double v{i} = {_expression(program, places, node)};"
            (before if reach <= Reach.SCALAR else inside).append(line)
    before += [f"{place} = {_operand(program, node)};" for place, node in totals]
    inside += [f"{place} = {_operand(program, node)};" for place, node in stores]
    return "\n".join(
        [
            f"{heading} {{",
            *(f"  {line}" for line in before),
            "  #pragma omp simd",
            "  for (long i = 0; i < draws; i++) {",
            *(f"    {line}" for line in inside),
            "  }",
            "}",
            "",
        ]
    )


def library(text: str, name: str, folder: Path, flags: Sequence[str] = FAST) -> ctypes.CDLL:
    """C text compiled and loaded. Raises CalledProcessError with what the compiler said."""
    cc = compiler()
    if cc is None:
        raise FileNotFoundError("no C compiler: neither cc nor gcc is on the path")
    code, part, shared = (folder / f"{name}.{kind}" for kind in ("c", "o", "so"))
    code.write_text(text, encoding="utf-8")
    # linked without the flags: -ffast-math at the link would flush small numbers in the whole process
    for command in (
        [cc, *flags, "-fPIC", "-c", "-o", str(part), str(code)],
        [cc, "-shared", "-o", str(shared), str(part), "-lmvec", "-lm"],
    ):
        subprocess.run(command, check=True, capture_output=True, text=True)
    return ctypes.CDLL(str(shared))


def _operand(program: Program, index: int) -> str:
    node = program.nodes[index]
    return f"({node.value!r})" if node.kind == "literal" else f"v{index}"


def _expression(program: Program, places: Mapping[str, str], node: Node) -> str:
    if node.kind == "input":
        return places[node.name]
    operands = [_operand(program, i) for i in node.args]
    if node.kind in INFIX:
        return f" {INFIX[node.kind]} ".join(operands)
    return f"{FUNCTIONS[node.kind]}({', '.join(operands)})"
