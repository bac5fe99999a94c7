"""What every bad file is held to: its own message, which names it and stays readable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tajsim.errors import FileFormatError


def is_refused(read: Callable[[Path], object], path: Path, expected: Mapping[str, Sequence[str]]) -> None:
    """`read` refuses the file, with every fragment that is expected of its name."""
    with pytest.raises(FileFormatError) as caught:
        read(path)
    message = str(caught.value)
    assert [fragment for fragment in expected[path.stem] if fragment not in message] == [], message
    assert path.name in message
    assert len(message) < 2000
