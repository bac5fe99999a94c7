"""In a browser, where there is one: nothing sideways, nothing loaded, no complaint, and it prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions",
    "--disable-dev-shm-usage",
)  # fmt: skip
WIDTHS = (390, 1280)
MEASURE = """<!doctype html><body><p id="measured"></p>{frames}<script>
addEventListener("load", () => {{
  const measured = [...document.querySelectorAll("iframe")].map(f => {{
    const d = f.contentDocument, e = d.documentElement;
    const inside = d.querySelectorAll(".scroll, figure .box");
    return {{
      width: f.clientWidth, scroll: e.scrollWidth,
      loaded: f.contentWindow.performance.getEntriesByType("resource").map(r => r.name)
        .filter(n => !n.startsWith("data:")),
      boxes: inside.length,
      wide: [...inside].filter(b => b.getBoundingClientRect().right > e.clientWidth + 1).length,
      pictures: [...d.querySelectorAll("svg")].filter(s => s.getBoundingClientRect().height > 60).length,
    }};
  }});
  document.getElementById("measured").textContent = JSON.stringify(measured);
}});
</script></body>"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")


def browse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(BROWSER), *QUIET, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.parametrize("which", ["path", "russian", "evil"])
def test_it_fits_a_phone_and_a_desk_and_loads_nothing(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    report: Path = request.getfixturevalue(which)
    shutil.copy(report, tmp_path / "report.html")
    frames = "".join(
        f'<iframe src="report.html" style="width:{w}px;height:900px;border:0"></iframe>' for w in WIDTHS
    )
    (tmp_path / "frames.html").write_text(MEASURE.format(frames=frames), encoding="utf-8")
    done = browse(
        tmp_path, "--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=5000",
        "--window-size=1400,1000", "--dump-dom", (tmp_path / "frames.html").as_uri(),
    )  # fmt: skip
    found = re.search(r'<p id="measured">(.*?)</p>', done.stdout)
    assert found, done.stderr[-2000:]
    text = found[1].replace("&quot;", '"')
    content = json.loads(text)
    assert [one["width"] for one in content] == list(WIDTHS)
    for one in content:
        assert one["scroll"] <= one["width"], one
        assert one["loaded"] == []
        assert one["boxes"] > 4
        assert one["wide"] == 0
        assert one["pictures"] == report.read_text(encoding="utf-8").count("<svg ")
    assert "CONSOLE" not in done.stderr


def test_it_prints(path: Path, tmp_path: Path) -> None:
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'r.pdf'}", path.as_uri())
    content = (tmp_path / "r.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) > 1
