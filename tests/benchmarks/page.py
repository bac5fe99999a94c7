"""The page of `tajsim explore`: how long its model takes under node, and the page itself in a browser.

python -m tests.benchmarks.page [--draws N]

The page measures itself: from what a visitor does to what is drawn (`tajsim:redraw`), and from the beginning
to the first chart (`tajsim:first-chart`). Needs node for the first part, and for the second Chromium with
Playwright: pip install 'tajsim[browser]'.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import tajsim as ts
from tajsim.defaults import PAGE_DRAWS
from tajsim.explorer.explorer import Explorer
from tests.explorer.node import NODE, run_js

MOVES = 100
NODE_PART = """
const html = fs.readFileSync(given.page, "utf8");
const text = html.match(/id="tajsim-payload">([^<]*)</)[1];
const times = { load: [], run: [], bands: [] };
const timed = (name, work) => {
  const begun = performance.now();
  const found = work();
  times[name].push(performance.now() - begun);
  return found;
};
let model;
for (let i = 0; i < 5; i++) {
  const begun = performance.now();
  model = await Model.load(await unpack(text));
  times.load.push(performance.now() - begun);
}
const shocks = model.payload.scenarios;
for (let i = 0; i < given.moves; i++) {
  const run = timed("run", () => model.run([shocks[i % shocks.length]]));
  const draw = (output) => model.bands(run, output, "Q", { deviation: true });
  timed("bands", () => model.payload.charts.forEach(draw));
}
console.log(JSON.stringify(times));
"""


def under_node(page: Path) -> dict[str, list[float]]:
    """Milliseconds of loading the model, of a run and of the bands of eight outputs."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"page": str(page), "moves": MOVES}
        found: dict[str, list[float]] = json.loads(run_js(NODE_PART, given, Path(folder)))
    return found


def in_browser(page: Path, browser: str) -> dict[str, list[float]]:
    """Milliseconds to the first chart, and of each move of a slider until all charts are drawn."""
    from playwright.sync_api import sync_playwright

    measured = "name => performance.getEntriesByName(name).map(one => one.duration)"
    frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        first = []
        for _ in range(5):
            opened: Any = chromium.new_page()
            opened.goto(page.as_uri())
            opened.locator(".big strong").filter(visible=True).first.wait_for()
            first += opened.evaluate(measured, "tajsim:first-chart")
        opened.evaluate("document.querySelectorAll('details.group').forEach(one => one.open = true)")
        slider = opened.locator(".strength input[type=range]").filter(visible=True).first
        opened.evaluate("performance.clearMeasures()")
        for i in range(MOVES):
            move = "(range, value) => { range.value = value; range.dispatchEvent(new Event('input')); }"
            slider.evaluate(move, 5 + 5 * (i % 39))
            opened.evaluate(frame)
        redrawn = opened.evaluate(measured, "tajsim:redraw")
        chromium.close()
    return {"first chart": first, "redraw": redrawn}


def main() -> None:
    """Print medians, and 10 % and 90 % points: on a busy machine the lower ones say what the page needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=PAGE_DRAWS)
    draws = parser.parse_args().draws
    made: Explorer = ts.explore(["crackdown", "rouble-shock"], draws=draws)
    with tempfile.TemporaryDirectory() as folder:
        page = made.save(Path(folder) / "explore.html")
        print(f"{draws} draws, {page.stat().st_size / 1e6:.2f} MB")
        parts = []
        if NODE:
            parts.append(("node", under_node(page)))
        browser = shutil.which("chromium") or shutil.which("google-chrome")
        if browser:
            parts.append(("browser", in_browser(page, browser)))
    for where, times in parts:
        for name, values in times.items():
            least, middle, late = np.quantile(values, (0.1, 0.5, 0.9))
            print(f"{where:8} {name:12} 10 % {least:6.1f}, median {middle:6.1f}, 90 % {late:6.1f} ms")


if __name__ == "__main__":
    main()
