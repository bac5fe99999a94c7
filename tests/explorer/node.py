"""Node, where it is installed: runs the modules of the page outside a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tajsim.explorer.modules import ASSETS

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs node, which runs the page's JavaScript here")
HEAD = """
import fs from "node:fs";
import { unpack } from "%(assets)s/model/payload.js";
import { Model } from "%(assets)s/model/model.js";
const given = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
"""


def run_js(body: str, given: Any, folder: Path) -> str:
    """What a module prints that starts with HEAD; `given` is what it finds under that name."""
    script, data = folder / "script.mjs", folder / "given.json"
    script.write_text(HEAD % {"assets": ASSETS.as_uri()} + body)
    data.write_text(json.dumps(given))
    done = subprocess.run(
        [str(NODE), str(script), str(data)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
