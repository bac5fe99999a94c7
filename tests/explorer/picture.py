"""The picture of the page in the README: python -m tests.explorer.picture [FILE]

Needs Chromium and Playwright: pip install 'tajsim[browser]'.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import tajsim as ts
from tests.explorer.browser import BROWSER, DESK, FLAGS

SHOWN = ("crackdown", "rouble-shock")
TARGET = Path(__file__).parents[2] / "notebooks" / "explore.png"


def picture(target: Path) -> Path:
    """Open the page in a browser, as wide as a desk's, and keep what stands on the first screen."""
    from playwright import sync_api

    with tempfile.TemporaryDirectory() as folder, sync_api.sync_playwright() as playwright:
        page = ts.explore(SHOWN).save(Path(folder) / "explore.html")
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        shown = browser.new_page(viewport=DESK, locale="en-GB", color_scheme="light")
        shown.goto(page.as_uri())
        shown.locator(".big strong").filter(visible=True).first.wait_for()
        shown.screenshot(path=target)
        browser.close()
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The picture of the page in the README")
    parser.add_argument("file", nargs="?", type=Path, default=TARGET)
    print(picture(parser.parse_args().file))
