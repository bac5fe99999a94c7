"""Write what the code of the pages prints into the pages: python -m tests.docs [PART OF A PATH ...]."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.pages import name, shown, without_trailing, written


def main() -> None:
    for path in written():
        if sys.argv[1:] and not any(part in name(path) for part in sys.argv[1:]):
            continue
        text = path.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            found = list(shown(path, Path(folder)))
        for block, printed in reversed(found):
            start, end = block.span
            text = text[:start] + without_trailing(printed) + text[end:]
        path.write_text(text, encoding="utf-8")
        print(f"{name(path)}: {len(found)} outputs")


if __name__ == "__main__":
    main()
