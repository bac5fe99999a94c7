"""What follows from shipped files alone, kept between processes in the cache folder of the user.

Nothing that is kept is needed: what is missing, broken, of another version or in a folder that cannot be read
or written is computed again, and nobody is told. A file holds plain arrays under the digest of all that they
follow from; reading it runs no code.

The environment variable TAJSIM_CACHE names another folder, or is "off".
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.version import __version__

Arrays = Mapping[str, NDArray[Any]]
VARIABLE = "TAJSIM_CACHE"
OFF = ("off", "no", "none", "0", "false")
MOST = 200
"""Files that are kept; the oldest go first."""
_MARK = b"tajsim cache 1\n"
_SUFFIX = ".kept"
_NAME = re.compile(r"[a-z0-9-]+-[0-9a-f]{64}\.kept")
_THREADS = tuple(f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "GOTO", "MKL", "BLIS"))
_EQUATIONS = "tajsim.model"
_KNOWN = frozenset(("tajsim", "numpy", *sys.stdlib_module_names))
_DIGEST = hashlib.sha256().digest_size


def as_shipped() -> bool:
    """Whether no function in a module of the model was replaced in this process, as in a trial of another.

    What follows from replaced equations must neither come from what is kept nor be kept.
    """
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(_EQUATIONS)]
    return not any(_replaced(name, value) for module in modules for name, value in vars(module).items())


def edition() -> object:
    """What tells kept results of replaced equations from any others: of those shipped always the same."""
    return "shipped" if as_shipped() else object()


def _replaced(name: str, value: object) -> bool:
    if isinstance(value, FunctionType):
        return value.__module__.partition(".")[0] not in _KNOWN or value.__name__ != name
    return type(value).__module__ == "unittest.mock"


def folder() -> Path | None:
    """Where files are kept, whether it exists or not; None when nothing is to be kept.

    It is what TAJSIM_CACHE names, or `tajsim` in the cache folder of the system: that of XDG_CACHE_HOME or
    ~/.cache, ~/Library/Caches on macOS, LOCALAPPDATA on Windows.
    """
    asked = os.environ.get(VARIABLE, "").strip()
    if asked:
        return None if asked.lower() in OFF else Path(asked)
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA", "")
            base = Path(local) if local else Path.home() / "AppData" / "Local"
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            named = os.environ.get("XDG_CACHE_HOME", "")
            base = Path(named) if os.path.isabs(named) else Path.home() / ".cache"
    except RuntimeError:  # nobody's home
        return None
    return base / "tajsim"


def remembered(
    kind: str, inputs: Iterable[str | bytes], compute: Callable[[], Arrays]
) -> dict[str, NDArray[Any]]:
    """The arrays that `compute` gives, computed when they are not yet kept for these inputs.

    Parameters
    ----------
    kind : str
        What they are: lower-case letters, digits and hyphens.
    inputs : iterable of str or bytes
        All that they follow from, besides the code of the library and the versions of what it computes with.
    compute : callable
        Gives arrays of numbers or truth values by name.

    Returns
    -------
    dict of str to numpy.ndarray
        The same, to the bit, whether computed or read.

    Examples
    --------
    >>> import numpy as np
    >>> from tajsim.cache import remembered
    >>> remembered("squares", ["up to", "3"], lambda: {"of": np.arange(4.0) ** 2})["of"]
    array([0., 1., 4., 9.])
    """
    given = tuple(inputs)
    found = fetch(kind, given)
    if found is None:
        found = dict(compute())
        keep(kind, given, found)
    return found


def fetch(kind: str, inputs: Iterable[str | bytes]) -> dict[str, NDArray[Any]] | None:
    """The arrays kept under a kind for these inputs; None when there are none that can be trusted."""
    place, digest = _place(kind, inputs)
    if place is None:
        return None
    try:
        with place.open("rb") as stream:
            if not _is_own(os.fstat(stream.fileno())):
                return None
            content = stream.read()
        return _unpacked(content, digest)
    except Exception:  # whatever is wrong with a file, what it holds can be computed
        return None


def keep(kind: str, inputs: Iterable[str | bytes], arrays: Arrays) -> bool:
    """Keep arrays under a kind for these inputs; whether it was possible.

    A file is written whole or not at all: of several processes that keep the same at once, the last is read.
    """
    place, digest = _place(kind, inputs)
    if place is None:
        return False
    staged = place.with_name(f".{place.name[:40]}.{secrets.token_hex(8)}")
    try:
        content = _packed(arrays, digest)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(place.parent.stat()):
            return False
        try:
            staged.write_bytes(content)
            os.replace(staged, place)
        finally:
            staged.unlink(missing_ok=True)
        _forget_oldest(place.parent)
    except OSError:
        return False
    return True


def _place(kind: str, inputs: Iterable[str | bytes]) -> tuple[Path | None, bytes]:
    """The file of a kind and its inputs, None when nothing is kept, and the digest of all it rests on."""
    base, code = folder(), _code()
    if base is None or code is None or not as_shipped():
        return None, b""
    total = hashlib.sha256(code)
    for part in (kind, *inputs):
        plain = part.encode() if isinstance(part, str) else part
        total.update(len(plain).to_bytes(8, "little"))  # "a", "bc" is not "ab", "c"
        total.update(plain)
    return base / f"{kind}-{total.hexdigest()}{_SUFFIX}", total.digest()


@cache
def _code() -> bytes | None:
    """The digest of the library and of what its numbers depend on; None when it cannot be read.

    Its files count with their dates and sizes, so that a library that is being changed reads nothing of its
    earlier self.
    """
    import scipy

    known = [__version__, np.__version__, scipy.__version__, platform.python_version(), *_machine()]
    try:
        known += sorted(_dated(Path(__file__).parent))
    except OSError:
        return None
    return hashlib.sha256("\n".join(known).encode()).digest()


def _machine() -> Iterable[str]:
    """What the last bits of linear algebra depend on: the processor, and how many threads share the work."""
    yield platform.machine()
    features = getattr(getattr(np, "_core", None), "_multiarray_umath", None)
    yield from sorted(name for name, has in getattr(features, "__cpu_features__", {}).items() if has)
    yield str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    yield from (f"{name} {os.environ.get(name)}" for name in _THREADS)


def _dated(package: Path) -> Iterable[str]:
    """The modules of a package, each with its date and size."""
    with os.scandir(package) as entries:
        for entry in entries:
            if entry.name != "__pycache__" and entry.is_dir():
                yield from (f"{entry.name}/{line}" for line in _dated(Path(entry.path)))
            elif entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.name} {stat.st_mtime_ns} {stat.st_size}"


def _packed(arrays: Arrays, digest: bytes) -> bytes:
    """A file: a mark, the checksum of the rest, the digest of the inputs, then names and arrays in turn."""
    stream = io.BytesIO()
    for name, array in arrays.items():
        np.save(stream, np.array(name), allow_pickle=False)
        np.save(stream, np.asarray(array), allow_pickle=False)
    body = digest + stream.getvalue()
    return _MARK + hashlib.sha256(body).digest() + body


def _unpacked(content: bytes, digest: bytes) -> dict[str, NDArray[Any]] | None:
    """The arrays of a file; None for another kind of file, a broken one, or one of other inputs."""
    start = len(_MARK) + _DIGEST
    checksum, body = content[len(_MARK) : start], content[start:]
    if not content.startswith(_MARK) or hashlib.sha256(body).digest() != checksum:
        return None
    if body[:_DIGEST] != digest:
        return None
    stream = io.BytesIO(body)
    stream.seek(_DIGEST)
    found = {}
    while stream.tell() < len(body):
        name = str(np.load(stream, allow_pickle=False))
        found[name] = np.load(stream, allow_pickle=False)
    return found


def _is_own(stat: os.stat_result) -> bool:
    """Whether nobody but this user or the administrator can have written what was found."""
    if sys.platform == "win32":  # rights are those of the folder, which lies in the user's own
        return True
    return stat.st_uid in (os.geteuid(), 0) and not stat.st_mode & 0o002


def _forget_oldest(place: Path) -> None:
    """Remove the oldest of too many files; two that do so at once do not disturb each other."""
    dated = []
    for path in place.iterdir():
        if _NAME.fullmatch(path.name):
            with suppress(FileNotFoundError):
                dated.append((path.stat().st_mtime_ns, path))
    for _, path in sorted(dated)[:-MOST]:
        path.unlink(missing_ok=True)
