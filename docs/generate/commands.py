"""The reference of the command line, from its own parsers."""

from __future__ import annotations

import os
from unittest.mock import patch

from docs.generate.markdown import page
from tajsim.cli.parser import COMMANDS, command_parser, top_parser


def command_page() -> str:
    """Every command with its help, as `tajsim COMMAND --help` prints it."""
    with patch.dict(os.environ, {"COLUMNS": "100", "LINES": "60", "NO_COLOR": "1"}):
        texts = {name: command_parser(name).format_help() for name in COMMANDS}
        top = top_parser().format_help()
    sections = [f"## tajsim {name}\n\n```text\n{text.rstrip()}\n```" for name, text in texts.items()]
    return page(
        "Command line",
        "Exit codes: 0 when all went well, 1 when `check` found that outputs moved or a run broke off, 2 for "
        "bad input, with every problem on stderr. Files are written whole or not at all. What exists and is "
        "no regular file (a pipe, a device, `/dev/stdout`) is written into; links and rights stay.",
        f"```text\n{top.rstrip()}\n```",
        *sections,
    )
