"""The loaders under a fuzzer that follows coverage; by hand only, never by the tests.

    pip install atheris
    python -m tests.fuzz.by_coverage KIND [SECONDS]

KIND is one of tests/fuzz/files.py. Starts from the good file of that kind; what it ends with is a file that
neither loads nor is refused as it should be.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tajsim", "tomllib"]):
    from .files import KINDS, outcome
from .content import VALUES


def main() -> None:
    """Fuzz until something is found or the time is over."""
    name, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    kind = KINDS[name]
    folder = Path(tempfile.mkdtemp())
    (folder / "corpus").mkdir()
    good = kind.good.encode()
    if name == "result":
        from .test_results import small

        good = small().save(folder / "good.npz").read_bytes()
    (folder / "corpus" / "good").write_bytes(good)
    words = [value for value in VALUES if value.isprintable() and value.isascii() and len(value) < 60]
    escaped = [value.replace("\\", "\\\\").replace('"', '\\"') for value in words]
    (folder / "words").write_text("".join(f'"{value}"\n' for value in escaped))
    (folder / "files").mkdir()
    atheris.Setup(
        [
            *(sys.argv[0], str(folder / "corpus"), f"-max_total_time={seconds}", f"-dict={folder / 'words'}"),
            f"-max_len={2 * len(good)}",
        ],
        lambda content: outcome(kind, content, folder / "files"),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
