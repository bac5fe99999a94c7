"""Faulty scenario files dropped on the page are refused in the words of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.cli import main
from tajsim.explorer import evidence
from tests.explorer.browser import BROWSER, FLAGS
from tests.explorer.faulty import FAULTY

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright: pip install 'tajsim[browser]'"
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
RUN = {"draws": 5, "end": "2028Q4"}
DROP = """([name, bytes]) => {
  document.querySelector("#message").replaceChildren();
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  window.dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:  # it takes seconds, and has tests of its own
        patch.setattr(evidence, "judged", lambda *_: {})
        file = ts.explore(**RUN).save(tmp_path_factory.mktemp("page") / "explore.html")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        opened = browser.new_page(locale="en-GB")
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text))
        opened.goto(file.as_uri())
        opened.locator(".big strong").filter(visible=True).first.wait_for()
        yield opened
        assert complaints == []
        assert opened.evaluate("window.stolen") is None
        browser.close()


def problems(message: str, name: str) -> list[str]:
    """The single problems of a message, in which the page counts them and the command line joins them."""
    text = re.sub(r"^tajsim: (cannot run: )?|^cannot run: ", "", message.strip())
    text = re.sub("\\d+ problems\\n\N{BULLET} ", "", text.replace("\xa0", " "))
    return [
        line.replace(f"scenario file {name}: ", "") for line in re.split("\n(?:  and |\N{BULLET} )", text)
    ]


@pytest.mark.parametrize("name", FAULTY)
def test_the_page_refuses_a_file_as_a_run_does(
    name: str, page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = f"{name}.toml"
    Path(file).write_bytes(FAULTY[name])
    code = main(["run", file, "--draws", str(RUN["draws"]), "--end", str(RUN["end"]), "--out", "out"])
    assert code == 2
    page.evaluate(DROP, [file, list(FAULTY[name])])
    page.locator("#message [role=alert]").wait_for()
    told = "\n".join(page.locator("#message .told p").all_inner_texts())
    assert problems(told, file) == problems(capsys.readouterr().err, file)
    assert "Nothing is switched on" in page.locator(".story").inner_text()
