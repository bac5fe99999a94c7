"""Refresh the notebooks: `python -m tests.notebooks [NAME ...]`, all without a name.

Each is run from a clean kernel in a temporary folder and written whole with its outputs; one that raises or
warns is left as it is, and the exit code is 1.
"""

from __future__ import annotations

import sys
import time

import nbformat

from tajsim.store import write_whole
from tests.notebooks.execution import complaints, execute, notebook_paths


def main(names: list[str]) -> int:
    """Refresh the notebooks whose file names begin with one of the `names`."""
    asked = [path for path in notebook_paths() if not names or path.name.startswith(tuple(names))]
    if not asked:
        known = ", ".join(path.stem for path in notebook_paths())
        print(f"no notebook begins with {' or '.join(names)}; there are {known}", file=sys.stderr)
        return 2
    failed = False
    for path in asked:
        begun = time.perf_counter()
        fresh = execute(nbformat.read(path, as_version=4))
        wrong = list(complaints(fresh))
        for complaint in wrong:
            print(f"{path.name}: {complaint}", file=sys.stderr)
        if not wrong:
            nbformat.validate(fresh)
            text = nbformat.writes(fresh) + "\n"
            write_whole(path, lambda stream, text=text: stream.write(text.encode()))
            seconds = time.perf_counter() - begun
            print(f"{path.name}: {seconds:.0f} s, {len(text) / 1000:.0f} kB")
        failed = failed or bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
