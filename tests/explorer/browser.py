"""Chromium, where it is installed, and the screens on which the page is looked at."""

from __future__ import annotations

import shutil

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--disable-gpu")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
