"""`python -m tests.mutation`: what share of a sample of faults of the package its tests notice.

Two commands: `--record` runs the tests once and keeps which of them execute which line (coverage.py is
needed for that); without it a sample of all mutants is drawn, the same for the same seed and each folder of
the package in proportion, and of each mutant the tests of its line are run until one fails.

No tool that exists does this in the time there is: mutmut wraps each function in others, which a package that
reads its own equations does not survive, and leaves out what is decorated; cosmic-ray runs one command for
every mutant of every module, with no sample and no choice of tests. The notebooks are a guard of
their own and count for nothing here.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import cache
from queue import SimpleQueue

from tests.mutation.covering import STORE, Covers, record
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.trial import ROOT, Bench, Verdict, laboratory

ENOUGH = 0.9


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nine tenths are killed, 1 when not, 2 when there is nothing to measure."""
    asked = _parser().parse_args(arguments)
    if asked.record is not None:
        return record(asked.record, asked.workers)
    every = [m for m in mutants() if not asked.only or m.name.startswith(tuple(asked.only))]
    chosen = sample(every, asked.sample, asked.seed)
    if not chosen:
        print("no mutant is called so", file=sys.stderr)
        return 2
    if asked.list:
        print(*(m.name for m in chosen), sep="\n")
        return 0
    if not any(STORE.glob("*.json")):
        print("no test is recorded; begin with: python -m tests.mutation --record", file=sys.stderr)
        return 2
    print(f"{len(chosen)} of {len(every)} mutants", flush=True)
    return _report(_judge(chosen, asked.workers, asked.seconds), asked.json)


@cache
def mutants() -> tuple[Mutant, ...]:
    """Every mutant of every module of the package."""
    found: list[Mutant] = []
    for file in sorted((ROOT / "tajsim").rglob("*.py")):
        found += mutants_of(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    return tuple(found)


def sample(every: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """A sample of each folder in proportion; a larger one of the same seed holds the smaller."""
    by_folder: dict[str, list[Mutant]] = {}
    for mutant in every:
        by_folder.setdefault(mutant.folder, []).append(mutant)
    chosen: list[Mutant] = []
    for folder, own in by_folder.items():
        share = min(len(own), -(-size * len(own) // max(len(every), 1)))
        random.Random(f"{seed}/{folder}").shuffle(own)
        chosen += [m for m in own[: share + share // 10 + 1] if _differs(m)][:share]
    return chosen


def _differs(mutant: Mutant) -> bool:
    """Whether it is another program."""
    source, program = _program(mutant.path)
    try:
        return ast.dump(ast.parse(mutant.apply(source))) != program
    except SyntaxError:
        return False


@cache
def _program(path: str) -> tuple[str, str]:
    """A source of the package, and the program it is."""
    source = (ROOT / path).read_text(encoding="utf-8")
    return source, ast.dump(ast.parse(source))


def _judge(chosen: Iterable[Mutant], workers: int, seconds: float) -> list[Verdict]:
    """The verdict on each mutant, each worker in a laboratory of its own."""
    covers = Covers()
    tests = {mutant: covers.tests_of(mutant) for mutant in chosen}
    with ExitStack() as stack:
        benches: SimpleQueue[Bench] = SimpleQueue()
        for _ in range(workers):
            bench = Bench(stack.enter_context(laboratory()))
            stack.callback(bench.close)
            benches.put(bench)

        def one(mutant: Mutant) -> Verdict:
            bench = benches.get()
            try:
                found = bench.verdict(mutant, tests[mutant], covers.cost, seconds)
            finally:
                benches.put(bench)
            print(f"{found.outcome:9}{mutant.name}  [{found.by}]", flush=True)
            return found

        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(one, tests))
        return _confirmed(found, benches.get())


def _confirmed(found: Sequence[Verdict], bench: Bench) -> list[Verdict]:
    """The verdicts, where no test counts that fails without a fault as well."""
    by = {v.by for v in found if v.outcome == "killed" and "::" in v.by}
    failing: set[str] = set()
    while by - failing and (fault := bench.run(sorted(by - failing), 600.0))[0] != "passed":
        if fault[1] not in by:
            raise RuntimeError(f"without any fault: {fault[1]}; mend it first")
        failing.add(fault[1])
    for test in sorted(failing):
        print(f"fails without any fault, and counts for nothing: {test}")
    return [replace(v, outcome="survived") if v.by in failing else v for v in found]


def _report(found: Sequence[Verdict], file: str) -> int:
    sound = [v for v in found if v.outcome != "broken"]
    killed = Counter(v.mutant.folder for v in sound if v.outcome == "killed")
    for folder, number in Counter(v.mutant.folder for v in sound).items():
        print(f"{folder:12}{killed[folder]:4} of {number:4} killed, {killed[folder] / number:.0%}")
    for v in sound:
        if v.outcome == "survived":
            print(f"survived: {v.mutant.name}")
    rate = killed.total() / max(len(sound), 1)
    broken = len(found) - len(sound)
    print(f"{100 * rate:.1f} % of {len(sound)} mutants killed; {broken} more leave nothing to import")
    if file:
        with open(file, "w", encoding="utf-8") as out:
            json.dump([{**asdict(v.mutant), "outcome": v.outcome, "by": v.by} for v in found], out, indent=1)
    return 0 if rate >= ENOUGH else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--record", nargs="*", metavar="TEST", help="record all tests, or some anew")
    parser.add_argument("--sample", type=int, default=400, help="how many mutants (default 400)")
    parser.add_argument("--seed", type=int, default=7, help="which ones (default 7)")
    parser.add_argument("--only", action="append", metavar="PATH", help="only of a folder, a file or a line")
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    parser.add_argument(
        "--seconds", type=float, default=120.0, help="of tests that may miss a mutant (default 120)"
    )
    parser.add_argument("--list", action="store_true", help="only name the mutants")
    parser.add_argument("--json", default="", metavar="FILE", help="write every verdict there as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
