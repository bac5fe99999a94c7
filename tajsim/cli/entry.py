"""`main`: find the command, run it, and turn whatever happens into an exit code and a plain message."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FrameType

from tajsim.cli.parser import COMMANDS, command_parser, top_parser
from tajsim.cli.streams import print_error, ready, silence
from tajsim.errors import InputError, TajsimError, nearest

_SELDOM = (100_000, 20, 100)  # a command makes millions of small objects, and hardly any in a circle
INTERRUPTED = 128 + signal.SIGINT
BROKEN_PIPE = 128 + getattr(signal, "SIGPIPE", 13)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (by default the process's own) and return its exit code.

    0: all went well. 2: bad input, reported on stderr, one problem a line. 1: anything else that the library
    raises on purpose. 130: interrupted. Files are written whole or not at all in every case.
    """
    if argv is None:  # the process is the command's own
        gc.set_threshold(*_SELDOM)
    arguments = list(sys.argv[1:] if argv is None else argv)
    with ready():
        return _code_of(arguments)


def _code_of(arguments: list[str]) -> int:
    try:
        with _terminated_cleanly(), warnings.catch_warnings():
            warnings.showwarning = _note
            _dispatch(arguments)
            sys.stdout.flush()
    except KeyboardInterrupt:
        _print("interrupted; nothing was left half written")
        return INTERRUPTED
    except BrokenPipeError:
        silence()
        return BROKEN_PIPE
    except InputError as error:
        _print(*lines_of(error))
        return 2
    except OSError as error:  # what a command writes into files is reported as InputError
        silence()
        _print(f"cannot go on: {error.strerror or error}")
        return 1
    except MemoryError:
        _print("out of memory; take fewer --draws, fewer scenarios or fewer --outputs")
        return 1
    except TajsimError as error:
        _print(str(error))
        return 1
    except SystemExit as stop:  # argparse ends so after --help and --version
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def lines_of(error: InputError) -> list[str]:
    """The message of an error: the first problem on the first line, each further one on its own."""
    if not error.problems:
        return str(error).splitlines()
    first, *rest = error.problems
    return [f"{error.heading}: {first}", *(f"  and {problem}" for problem in rest)]


def _dispatch(arguments: list[str]) -> None:
    if not arguments or arguments[0].startswith("-"):
        top_parser().read(arguments)
        raise InputError(f"name a command: {', '.join(COMMANDS)}; see tajsim --help")
    name, *rest = arguments
    if name not in COMMANDS:
        raise InputError(f"unknown command {name!r}; {nearest(name, COMMANDS)}")
    options, asked = command_parser(name).read(rest), COMMANDS[name]
    getattr(import_module(asked.module), asked.function)(options)


def _note(message: Warning | str, *_: object, **__: object) -> None:
    """Show a warning as one line."""
    _print(f"note: {message}")


def _print(*lines: str) -> None:
    first, *rest = lines
    print_error(f"tajsim: {first}", *rest)


@contextmanager
def _terminated_cleanly() -> Iterator[None]:
    """Unwind on SIGTERM as on an interrupt, so that temporary files go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
