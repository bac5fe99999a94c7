"""The page for everyone: what axe finds in it, on a phone and on a desk, in light and in dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.explorer import evidence
from tests.explorer.browser import BROWSER, DESK, FLAGS, PHONE
from tests.explorer.test_scripts import BESIDE

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright: pip install 'tajsim[browser]'"
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
BOTH = "#s=crackdown:1,rouble-shock:1"


@pytest.fixture(scope="module")
def axe() -> str:
    """The text of axe, which looks for what keeps people out. Skips the tests where there is none."""
    tsc = shutil.which("tsc")
    folders = [BESIDE, *([Path(tsc).parent.parent] if tsc else [])]
    found = [folder / "axe-core" / "axe.min.js" for folder in folders]
    for path in found:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    pytest.skip("no axe-core here: npm ci --prefix tests/explorer/js brings it")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:  # it takes seconds, and has tests of its own
        patch.setattr(evidence, "judged", lambda *_: {})
        return ts.explore(draws=20, end="2028Q4").save(tmp_path_factory.mktemp("page") / "explore.html")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(viewport: Any, scheme: Any, axe: str, file: Path, chromium: Any) -> None:
    context = chromium.new_context(
        viewport=viewport, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    for fragment in ("", BOTH, f"{BOTH}&o=poverty_rate", f"{BOTH}&guess=1&lang=ru", "#s=nothing:1"):
        page = context.new_page()
        page.goto(file.as_uri() + fragment)
        page.locator(".card, .detail").first.wait_for(state="attached")
        page.evaluate("document.querySelectorAll('details.group').forEach(one => one.open = true)")
        if fragment == BOTH:
            page.get_by_role("button", name="How sure is this?").click()
        page.evaluate(axe)
        found = page.evaluate("axe.run().then(({ violations }) => violations.map(one => one.id))")
        assert found == [], fragment
        page.close()
    context.close()


def test_an_answer_is_found_with_the_keyboard_alone(file: Path, chromium: Any) -> None:
    page = chromium.new_page(viewport=DESK, locale="en-GB")
    page.goto(file.as_uri())
    page.locator(".big strong").first.wait_for()

    def reach(name: str) -> None:
        focus = "(one => one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent)"
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(f"{focus}(document.activeElement)") == name:
                style = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(style) == "solid"
                return
        raise AssertionError(f"{name} is out of reach")

    for name in ("Rouble shock", "Crackdown"):
        reach(name)
        page.keyboard.press("Space")
    reach("Strength of Crackdown")
    page.keyboard.press("ArrowLeft")
    reach("Poverty (national line)")
    page.keyboard.press("Enter")
    page.locator(".bar-row").first.wait_for()
    assert "Crackdown (95\N{NO-BREAK SPACE}%)" in page.locator(".story h2").inner_text()
    assert "Almost certainly higher" in page.locator(".detail .sentence").first.inner_text()
    page.close()
