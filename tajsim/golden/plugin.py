"""The pytest fixture `tajsim_golden` and the option `--tajsim-update`. Imports the library only when used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tajsim.golden.check import Check
    from tajsim.results import Result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--tajsim-update`."""
    parser.getgroup("tajsim").addoption(
        "--tajsim-update",
        action="store_true",
        help="rewrite the golden files that tests use with the numbers of now",
    )


@pytest.fixture
def tajsim_golden(pytestconfig: pytest.Config) -> Callable[..., Check]:
    """Hold a golden file against a fresh run, or against a result; the test fails when a number moved.

    `tajsim_golden("tests/golden/mine.toml")` runs what the file describes and returns the Check;
    `tajsim_golden(path, result=r)` compares the result `r`. A relative path counts from the folder pytest
    found its configuration in, else from the current one. With `--tajsim-update` the file is rewritten.
    """

    def compare(path: str | Path, result: Result | None = None) -> Check:
        from tajsim.golden.check import check

        __tracebackhide__ = True
        where = Path(path)
        roots = (pytestconfig.rootpath, pytestconfig.invocation_params.dir)
        places = [root / where for root in roots]
        found = next((place for place in places if place.exists()), places[0])
        done = check(found, update=bool(pytestconfig.getoption("tajsim_update")), result=result)
        if not done.passed:
            pytest.fail(str(done), pytrace=False)
        return done

    return compare
