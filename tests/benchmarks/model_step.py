"""Time the model step in C, NumPy and compiled, in turns: `python -m tests.benchmarks.model_step`.

The table of measurements has two forms of it: whole paths of blocks that are drawn and planned, as runs take
them (`of_paths`), and a quarter at a time (`of_quarters`). This command prints the second, by size of block:
all advance the same draws by the same quarters and compute the state, the identities and the kept outputs.
"C" is vectorised with fast mathematics and is what the others are measured by; "C -O2" is what plain C would
take; "compiled" is the optional backend, where llvmlite is installed. Times are nanoseconds of processor time
a draw and quarter, medians over rounds; the ratio is steadier.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tajsim.defaults import BASE_SET
from tajsim.engine.block import PreparedBlock, allocate, drawn_economy, run_paths, with_kernel
from tajsim.engine.compiled import CompiledStepper, compile_step
from tajsim.engine.compiled import Kernel as CompiledKernel
from tajsim.engine.plan import Plan
from tajsim.engine.program.trace import Program, Reach
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import block_sizes
from tajsim.errors import MissingExtraError
from tajsim.model.outputs import OUTPUTS, STANDARD

from .c_program import CProgram
from .c_source import PLAIN, compiler
from .c_step import CStep, worst_difference
from .counting import Call, arguments, traced
from .sample import Sample, advance, sample
from .table import BY_QUARTER, QUARTERS, STEP, Work, work
from .whole_run import BACKENDS

DEFAULT_BLOCK = 4096
NUMPY_BLOCKS = (2048, DEFAULT_BLOCK, 8192, 16384)
C_BLOCKS = (256, 512, 1024, DEFAULT_BLOCK)
COMPILED_BLOCKS = (512, DEFAULT_BLOCK)


def main() -> None:
    """Print the times, the ratio and where the operations are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--quarters", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    inputs = sample(options.draws, options.quarters)
    program, calls = traced(inputs)
    with tempfile.TemporaryDirectory() as folder:
        kernel = CStep(program, DEFAULT_BLOCK, Path(folder))
        worst = worst_difference(kernel, sample(DEFAULT_BLOCK, 24))
        name, difference = max(worst.items(), key=lambda item: item[1])
        print(f"C and NumPy differ by at most {difference:.1e} over 24 quarters ({name})\n")
        runs: dict[tuple[str, int], Callable[[], None]] = {}
        for block in (*C_BLOCKS, options.draws):
            runs["C", block] = c_run(CStep(program, block, Path(folder)), inputs, block)
        runs["C -O2", C_BLOCKS[0]] = c_run(
            CStep(program, C_BLOCKS[0], Path(folder), PLAIN), inputs, C_BLOCKS[0]
        )
        for block in (*NUMPY_BLOCKS, options.draws):
            runs["NumPy", block] = numpy_run(inputs, block)
        kernel_of_run = _compiled_kernel(inputs)
        if kernel_of_run is not None:
            for block in COMPILED_BLOCKS:
                runs["compiled", block] = compiled_run(kernel_of_run, inputs, block)
        times = measured(runs, options.rounds, options.draws * options.quarters)

    print(f"{'':10}{'block':>8}{'ns per draw-quarter':>22}")
    for (kind, block), ns in times.items():
        print(f"{kind:10}{block:8}{ns:22.1f}")
    best = min(ns for (kind, _), ns in times.items() if kind == "C")
    fastest = min((key for key in times if key[0] == "NumPy"), key=lambda key: times[key])
    print(f"\nC time / NumPy time, blocks of {DEFAULT_BLOCK}: {best / times['NumPy', DEFAULT_BLOCK]:.2f}")
    print(f"C time / NumPy time, best block ({fastest[1]}): {best / times[fastest]:.2f}")
    if kernel_of_run is not None:
        ratio = best / times["compiled", DEFAULT_BLOCK]
        print(f"C time / compiled time, blocks of {DEFAULT_BLOCK}: {ratio:.2f}")
    print("\n" + operations(program, calls))


def works(draws: int, folder: Path) -> dict[str, Work]:
    """The step by each backend and, where there is a compiler, in C: whole paths, and quarter by quarter."""
    found = {}
    for what, runs in ((STEP, of_paths(draws, folder)), (BY_QUARTER, of_quarters(draws, folder))):
        for backend, run in runs.items():
            compared = ("", "") if backend == "C" or "C" not in runs else (f"{what} C", "ratio_to_c")
            found[f"{what} {backend}"] = work(
                what, run, against=compared, backend=backend, draws=draws, scenarios=1,
                outputs=len(STANDARD), processes=1,
            )  # fmt: skip
    return found


def of_paths(draws: int, folder: Path) -> dict[str, Callable[[], object]]:
    """The baseline's paths, with what is kept of them by quarter and year.

    The blocks are drawn and the plan is made; for C the inputs lie in its own rows already, for the engine
    they do not.
    """
    plan = prepare(read(RunOptions(scenarios=["baseline"], parameters=BASE_SET, draws=draws, seed=7)))
    sizes = block_sizes(draws)
    blocks = [drawn_economy(plan, number) for number in range(len(sizes))]
    found = {backend: paths_run(with_kernel(plan, backend), blocks) for backend in BACKENDS}
    if compiler() is not None:
        program = CProgram(plan, folder)
        calls = [program.block(economy, size) for economy, size in zip(blocks, sizes, strict=True)]
        found["C"] = lambda: [call() for call in calls]
    return found


def paths_run(plan: Plan, blocks: Sequence[PreparedBlock]) -> Callable[[], object]:
    """The paths of blocks by the engine."""
    targets = [allocate(plan, economy.draws or 0) for economy in blocks]
    return lambda: [run_paths(plan, *both) for both in zip(blocks, targets, strict=True)]


def of_quarters(draws: int, folder: Path, quarters: int = QUARTERS) -> dict[str, Callable[[], object]]:
    """The step by itself, its outputs not yet recorded."""
    inputs = sample(draws, quarters)
    found: dict[str, Callable[[], object]] = {"numpy": numpy_run(inputs, DEFAULT_BLOCK)}
    try:
        kernel = compile_step(arguments(inputs), [o for o in OUTPUTS if o.name in STANDARD])
        found["compiled"] = compiled_run(kernel, inputs, DEFAULT_BLOCK)
    except MissingExtraError:
        pass  # the rows of the table say what was measured
    if compiler() is not None:
        found["C"] = c_run(CStep(traced(inputs)[0], C_BLOCKS[0], folder), inputs, C_BLOCKS[0])
    return found


def measured(
    runs: dict[tuple[str, int], Callable[[], None]], rounds: int, steps: int
) -> dict[tuple[str, int], float]:
    """Median nanoseconds a step of each run, taken in turns so that noise falls on all of them."""
    times: dict[tuple[str, int], list[float]] = {key: [] for key in runs}
    for key in [*runs, *list(runs) * rounds]:  # the first turn warms up
        start = time.process_time()
        runs[key]()
        times[key].append((time.process_time() - start) / steps * 1e9)
    return {key: statistics.median(found[1:]) for key, found in times.items()}


def operations(program: Program, calls: Counter[Call]) -> str:
    """A table of the array operations of a step: as written, and as needed after simplification."""
    written, where = Counter[tuple[Reach, str]](), Counter[str]()
    for call, count in calls.items():
        written[call.reach, call.kind] += count
        if call.reach >= Reach.DRAW:
            where[call.where.split(":")[0]] += count
    lines = [f"{'array operations':18}{'fixed in a run':>22}{'a quarter':>22}"]
    lines += [f"{'':18}" + f"{'written':>12}{'needed':>10}" * 2]
    needed = {reach: program.operations(reach) for reach in (Reach.DRAW, Reach.PATH)}
    for kind in sorted({kind for _, kind in written}):
        cells = "".join(f"{written[r, kind]:12}{needed[r][kind]:10}" for r in (Reach.DRAW, Reach.PATH))
        lines.append(f"{kind:18}{cells}")
    lines.append("by module: " + ", ".join(f"{name} {count}" for name, count in where.most_common()))
    return "\n".join(lines)


def _parts(inputs: Sample, block: int) -> list[Sample]:
    draws = len(inputs.drivers[0].rub_per_usd)
    return [inputs.part(start, start + block) for start in range(0, draws, block)]


def c_run(kernel: CStep, inputs: Sample, block: int) -> Callable[[], None]:
    loaded = [kernel.load(part) for part in _parts(inputs, block)]

    def run() -> None:
        for part in loaded:
            part.restart()
            for _ in inputs.drivers:
                part.advance()

    return run


def _compiled_kernel(inputs: Sample) -> CompiledKernel | None:
    start = time.perf_counter()
    try:
        kernel = compile_step(arguments(inputs), [o for o in OUTPUTS if o.name in STANDARD])
    except MissingExtraError as error:
        print(f"not timed: {error}\n")
        return None
    print(f"tracing and compiling the step takes {time.perf_counter() - start:.2f} s\n")
    return kernel


def compiled_run(kernel: CompiledKernel, inputs: Sample, block: int) -> Callable[[], None]:
    parts = _parts(inputs, block)
    steppers = [
        CompiledStepper(kernel, part.state, part.constants, len(part.drivers[0].rub_per_usd))
        for part in parts
    ]

    def run() -> None:
        for part, stepper in zip(parts, steppers, strict=True):
            state = stepper.start
            for drivers in part.drivers:
                state = stepper.advance(state, drivers, part.add, part.blocks).state

    return run


def numpy_run(inputs: Sample, block: int) -> Callable[[], None]:
    parts = _parts(inputs, block)

    def run() -> None:
        for part in parts:
            state = part.state
            for drivers in part.drivers:
                quarter, _ = advance(part, state, drivers)
                state = quarter.state

    return run


if __name__ == "__main__":
    main()
