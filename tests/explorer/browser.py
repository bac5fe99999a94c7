"""Chromium, that of the system or Playwright's own, and the screens on which the page is looked at."""

from __future__ import annotations

import shutil
from pathlib import Path


def found() -> str | None:
    """The program that tests start; None where there is none."""
    named = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next(named, None) or fetched()


def fetched() -> str | None:
    """What `playwright install chromium` brought."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


BROWSER = found()
FLAGS = ("--no-sandbox", "--disable-gpu")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
