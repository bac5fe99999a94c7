"""The notebooks as pages, with the outputs that they hold; nothing is run."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.generate.markdown import ROOT, page, table

FOLDER = ROOT / "notebooks"
_KINDS = ("image/png", "text/markdown", "text/html", "text/plain")  # the best way to show an output first


def tutorials() -> dict[str, str | bytes]:
    """A page a notebook, its pictures beside it, and the list of all."""
    found: dict[str, str | bytes] = {}
    rows = []
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    about = dict(re.findall(r"^\| \[[^\]]*\]\(([\w.-]+)\) \| (.*) \|$", listed, re.MULTILINE))
    for path in notebook_paths():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        pictures: dict[str, bytes] = {}
        text = "\n\n".join(_cells(cells, path.stem, pictures)) + "\n"
        found[f"tutorials/{path.stem}.md"] = re.sub(r"\]\(([\w.-]+)\.ipynb\)", r"](\1.md)", text)
        found |= {f"tutorials/{name}": picture for name, picture in pictures.items()}
        rows.append((f"[{_title(text)}]({path.stem}.md)", about.get(path.name, "")))
    found["tutorials/index.md"] = page(
        "Tutorials",
        "Notebooks, to be read in this order, with the outputs they give. To run them, in the folder of the "
        "repository:",
        "```sh\n.venv/bin/pip install '.[notebooks]' jupyterlab && .venv/bin/jupyter lab notebooks\n```",
        table(("notebook", "what it shows"), rows),
    )
    return found


def notebook_paths() -> list[Path]:
    """The notebooks in their order."""
    return sorted(FOLDER.glob("*.ipynb"))


def _title(text: str) -> str:
    return text.split("\n", 1)[0].removeprefix("# ")


def _cells(cells: list[dict[str, Any]], stem: str, pictures: dict[str, bytes]) -> Iterator[str]:
    for cell in cells:
        source = "".join(cell["source"]).strip()
        if cell["cell_type"] == "markdown":
            yield source
        elif source:
            yield f"```python\n{source}\n```"
        for output in cell.get("outputs", ()):
            yield from _output(output, stem, pictures)


def _output(output: dict[str, Any], stem: str, pictures: dict[str, bytes]) -> Iterator[str]:
    if output["output_type"] == "stream":
        yield _text("".join(output["text"]))
        return
    data = output.get("data", {})
    kind = next((kind for kind in _KINDS if kind in data), None)
    if kind == "image/png":
        name = f"{stem}-{len(pictures) + 1}.png"
        pictures[name] = base64.b64decode("".join(data[kind]))
        yield f"![Output of the code above]({name})"
    elif kind == "text/markdown":
        yield re.sub(r"^#", "###", "".join(data[kind]), flags=re.MULTILINE)
    elif kind == "text/html":
        yield f'<div class="notebook-output">\n{_html("".join(data[kind]))}\n</div>'
    elif kind is not None:
        yield _text("".join(data[kind]))


def _text(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def _html(html: str) -> str:
    """A table without its own style and without blank lines, at which Markdown would begin again."""
    bare = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())
