"""What computes the draws of a run: NumPy, or machine code made of the same equations.

`auto` takes the compiled step where llvmlite can be imported and a run has `COMPILED_FROM` draws. Nothing
else counts: the backends differ in their last digits, so that a choice by the number of scenarios, outputs,
quarters or workers would give the same scenario other digits in other company.
"""

from __future__ import annotations

from tajsim.errors import InputError, Problems, quoted

AUTO, NUMPY, COMPILED = BACKENDS = ("auto", "numpy", "compiled")

COMPILED_FROM = 200
"""Draws from which `auto` compiles; docs/decisions/choosing-the-backend.md has the measurements."""

NOTED_FROM = 500_000
"""Draw-quarters from which a run says that it would have been faster: about half a second of NumPy."""

NOTE = "draws would take a fifth of the time with the compiled step: pip install 'tajsim[compiled]'"


def used(backend: str, draws: int | None, *, numpy_only: bool = False) -> str:
    """What computes so many draws when `backend` is asked for: "numpy" or "compiled".

    draws: None for the single path, which is computed in plain floats. numpy_only: what is run cannot be
    compiled.
    """
    if backend != AUTO:
        return backend
    large = draws is not None and draws >= COMPILED_FROM
    return COMPILED if large and not numpy_only and importable() else NUMPY


def check_backend(problems: Problems, backend: object, what: str = "backend") -> str:
    """The name of a backend; anything else is noted. what: how the argument is called."""
    if isinstance(backend, str) and backend in BACKENDS:
        return backend
    problems.add(f"{what} is {quoted(backend)}; allowed: {', '.join(map(repr, BACKENDS))}")
    return AUTO


def importable() -> bool:
    """Whether the compiled step can be had in this process."""
    try:
        import llvmlite.binding  # noqa: F401
    except (ImportError, OSError):  # not installed, or installed without the library that it wraps
        return False
    return True


def notes(backend: str, draws: int | None, scenarios: int, quarters: int) -> tuple[str, ...]:
    """What is worth saying of how a run was computed: that it would have been faster with the extra.

    backend: what was asked for.
    """
    size = (draws or 0) * scenarios * quarters
    missing = backend == AUTO and size >= NOTED_FROM and (draws or 0) >= COMPILED_FROM and not importable()
    return (NOTE,) if missing else ()


def refuse_compiled(backend: object, what: str) -> None:
    """Raise InputError where the compiled step is asked for and `what` is computed by NumPy alone."""
    if backend == COMPILED:
        raise InputError(f"{what} by the backend 'numpy' alone; say backend='numpy' or leave it out")
