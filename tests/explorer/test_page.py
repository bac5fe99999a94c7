"""The page as a file: joined scripts, a policy that names them, and no way out of the payload."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.explorer import evidence
from tajsim.explorer.modules import ASSETS, ModuleError, in_order, joined
from tajsim.explorer.page import page
from tests import of_2024
from tests.explorer.test_payload import unpacked
from tests.results import synthetic

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture(autouse=True, scope="module")
def _unjudged() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:  # it takes seconds, and has tests of its own
        patch.setattr(evidence, "judged", lambda *_: {})
        yield


@pytest.fixture(scope="module")
def made(_unjudged: None) -> str:
    return of_2024.explore("crackdown", draws=5, end="2026Q4").html


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def part(html: str, tag: str, attributes: str = "") -> str:
    found = re.search(rf"<{tag}{attributes}>(.*?)</{tag}>", html, re.DOTALL)
    assert found
    return found[1]


def test_only_the_page_s_own_script_and_style_may_run(made: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert found
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert (
        rules["script-src"] == f"'sha256-{digest(part(made, 'script', ' type=.module.'))}' 'wasm-unsafe-eval'"
    )
    assert rules["style-src"] == f"'sha256-{digest(part(made, 'style'))}'"
    assert "unsafe-inline" not in found[1]
    assert "http" not in found[1]


def test_nothing_is_loaded_from_elsewhere(made: str) -> None:
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(f"{tag} {name}" for name, _ in attrs if name in ("src", "srcset", "style", "onload"))
            found.extend([tag] if tag in ("link", "iframe", "object", "embed") else [])

    Links().feed(made)
    assert found == []


def test_what_a_user_wrote_cannot_leave_the_payload() -> None:
    hostile = ts.Scenario("x" + HOSTILE, [ts.Shock("oil_price", add=-1.0)], title=HOSTILE, narrative=HOSTILE)
    html = of_2024.explore(hostile, draws=2, end="2026Q4").html
    assert HOSTILE not in html
    assert html.count("<script") == of_2024.explore(draws=2, end="2026Q4").html.count("<script")
    assert HOSTILE not in page("", HOSTILE)


def test_the_page_of_a_run_is_that_of_its_plan(tmp_path: Path) -> None:
    r = of_2024.run("crackdown", draws=7, seed=3, end="2026Q4", outputs=["gdp"])
    written = r.explore(tmp_path / "x.html", draws=5)
    assert written.read_text() == of_2024.explore("crackdown", draws=5, seed=3, end="2026Q4").html


def test_it_shows_in_a_notebook_frame() -> None:
    made = of_2024.explore(["crackdown", "rouble-shock"], draws=2, end="2027Q4", language="ru")
    assert repr(made) == "<Explorer: crackdown, rouble-shock; 2 draws>"
    frame = made._repr_html_()
    assert frame.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert "allow-same-origin" not in frame
    assert '<html lang="ru">' in made.html


def test_bad_input_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError) as caught:
        of_2024.explore("crackdwn", draws=0, language="xx")  # type: ignore[arg-type]
    for text in ("crackdown", "draws is 0; a page holds from 1 to 2,000", "language is 'xx'"):
        assert text in str(caught.value)
    with pytest.raises(ts.InputError, match="looks ahead"):
        of_2024.explore(baseline="history", start="2015Q1", end="2016Q4", draws=2)
    made = of_2024.explore(draws=2, end="2026Q4")
    with pytest.raises(ts.InputError, match=r"\.pdf"):
        made.save(tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_act_together_is_not_switched_on(tmp_path: Path) -> None:
    low, high = (
        ts.Scenario(f"oil at {level:g}", [ts.Shock("oil_price", set=level)]) for level in (50.0, 90.0)
    )
    with pytest.raises(ts.InputError, match="cannot act together") as caught:
        of_2024.explore([low, high], draws=2, end="2026Q4")
    assert "conflicting values set for 'oil_price'" in str(caught.value)
    many = ts.Scenario("many", [ts.Shock("deported", add=200_000.0)])
    more = ts.Scenario("more", [ts.Shock("deported", add=ts.step(250_000.0, "2025Q2"))])
    with pytest.raises(ts.InputError, match="workers would be"):
        of_2024.explore([many, more], draws=2, end="2026Q4")
    r = of_2024.run([low, high], draws=3, end="2026Q4", outputs=["gdp"])
    text = r.explore(tmp_path / "x.html", draws=2).read_text()
    content, _ = unpacked(part(text, "script", ' type="text/plain" id="tajsim-payload"'))
    assert content["active"] == []
    assert [one["name"] for one in content["scenarios"]][-2:] == [low.name, high.name]


def test_a_result_without_a_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match=r"use tajsim\.explore or tajsim\.rerun"):
        synthetic.result().explore(tmp_path / "x.html")
    central = of_2024.run("crackdown", draws=None, end="2026Q4", outputs=["gdp"])
    with pytest.raises(ts.InputError, match="run it with draws"):
        central.explore(tmp_path / "x.html")


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_modules_are_joined_after_what_they_need(tmp_path: Path) -> None:
    entry = modules(
        tmp_path,
        main='import { a } from "./a.js";\nimport {\n  b,\n} from "./b.js";\n\na(b);\n',
        a='import { b } from "./b.js";\n\nexport function a() {\n  return b;\n}\n',
        b="export const b = 1;\n",
    )
    assert [path.stem for path in in_order(entry)] == ["b", "a", "main"]
    assert joined(entry) == "const b = 1;\n\n\nfunction a() {\n  return b;\n}\n\n\na(b);\n"


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            {"main": 'import { a } from "./a.js";\n', "a": 'import { x } from "./main.js";\n'},
            "need each other",
        ),
        ({"main": 'import { a } from "./a.js";\n', "a": "export const b = 1;\n"}, "imports a from ./a.js"),
        ({"main": 'import { a } from "./c.js";\n'}, "which is not there"),
        ({"main": 'import * as a from "./a.js";\n'}, "cannot be joined"),
        ({"main": "export default 1;\n"}, "cannot be joined"),
        (
            {
                "main": 'import { a } from "./a.js";\nconst b = 2;\n',
                "a": "export const a = 1;\nconst b = 1;\n",
            },
            "both declare b",
        ),
    ],
)
def test_modules_that_cannot_be_joined_are_named(texts: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ModuleError, match=re.escape(message)):
        joined(modules(tmp_path, **texts))


def test_the_model_does_not_know_the_page() -> None:
    for path in (ASSETS / "model").glob("*.js"):
        text = path.read_text()
        assert "document" not in text
        assert "../ui" not in text
