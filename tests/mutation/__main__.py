"""`python -m tests.mutation`: how many declared faults of the model's equations the quick tests notice."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tests.mutation.mutants import ROOT, Mutant, mutants
from tests.mutation.trial import GOLDEN, MODEL, WHOLE, Verdict, failing, import_fault, laboratory, verdict

ENOUGH = 0.9


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when nine tenths are killed and none is broken, 1 when not, 2 when there is nothing to measure."""
    asked = _parser().parse_args(arguments)
    chosen = [
        m for m in mutants() if asked.only in ("", m.name) and (not asked.block or m.block in asked.block)
    ]
    if not chosen:
        print("no mutant is called so", file=sys.stderr)
        return 2
    golden = asked.golden and (ROOT / GOLDEN[0]).is_dir()
    with ExitStack() as stack:
        places: SimpleQueue[Path] = SimpleQueue()
        for _ in range(asked.jobs):
            places.put(stack.enter_context(laboratory()))
        fault = _unhealthy(places, () if asked.unchecked else (MODEL, *WHOLE, *(GOLDEN if golden else ())))
        if fault:
            print(f"without any fault: {fault}; mend it first", file=sys.stderr)
            return 2
        found = _judge(chosen, places, asked.jobs, golden, told=not asked.json)
    return _tell(found, golden, asked.json)


def _judge(
    chosen: Iterable[Mutant], places: SimpleQueue[Path], jobs: int, golden: bool, told: bool
) -> list[Verdict]:
    """The verdict on each mutant, `jobs` at a time, each in a laboratory of its own."""

    def one(mutant: Mutant) -> Verdict:
        place = places.get()
        try:
            found = verdict(place, mutant, golden)
        finally:
            places.put(place)
        if told:
            print(f"{found.outcome:9}{mutant.block}/{mutant.name}  {found.by}", flush=True)
        return found

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, chosen))


def _unhealthy(places: SimpleQueue[Path], tests: Sequence[str]) -> str:
    """What is wrong in a laboratory without a fault, or "": what is imported there, and `tests`."""
    place = places.get()
    try:
        return import_fault(place) or (failing(place, tests) if tests else "")
    finally:
        places.put(place)


def _tell(found: Sequence[Verdict], golden: bool, as_json: bool) -> int:
    broken = [v for v in found if v.outcome == "broken"]
    missed = [v for v in found if v.outcome == "survived"]
    by_golden = [v for v in found if v.golden]
    sound = len(found) - len(broken)
    rate = (sound - len(missed) - len(by_golden)) / max(sound, 1)
    with_golden = (sound - len(missed)) / max(sound, 1)
    if as_json:
        rows = [{**dataclasses.asdict(v.mutant), "outcome": v.outcome, "by": v.by} for v in found]
        rates = {"rate": rate, **({"rate_with_golden": with_golden} if golden else {})}
        print(json.dumps({**rates, "mutants": rows}, indent=2))
    else:
        blocks = dict.fromkeys(v.mutant.block for v in found)
        for block in blocks:
            own = [v for v in found if v.mutant.block == block]
            print(
                f"{block:13}{sum(v.outcome == 'killed' and not v.golden for v in own)} of {len(own)} killed"
            )
        for kind, some in (("survived", [*missed, *by_golden]), ("broken", broken)):
            for v in some:
                print(
                    f"{kind}: {v.mutant.block}/{v.mutant.name}: {v.mutant.old!r} -> {v.mutant.new!r}  {v.by}"
                )
        print(f"{100.0 * rate:.1f} % of {sound} mutants killed without golden files")
        if golden:
            print(f"{100.0 * with_golden:.1f} % with them")
    return 0 if rate >= ENOUGH and not broken else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAME", help="one mutant")
    parser.add_argument("--block", action="append", metavar="B", help="the mutants of a module of the model")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time (default 2)")
    parser.add_argument("--golden", action="store_true", help="let golden files notice what others missed")
    parser.add_argument("--unchecked", action="store_true", help="do not run the tests without a fault first")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
