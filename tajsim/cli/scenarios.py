"""`tajsim scenarios`: the shipped scenarios and their stories."""

from __future__ import annotations

from argparse import Namespace

from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import paragraph
from tajsim.columns import aligned
from tajsim.scenarios import scenario, scenario_names


def command(options: Namespace) -> None:
    """Print every shipped scenario: name, title, narrative; with --json its sources as well."""
    shipped = [scenario(name) for name in scenario_names()]
    if options.json:
        fields = ("name", "title", "narrative", "sources")
        show_json([{field: getattr(s, field) for field in fields} for s in shipped])
        return
    titles = aligned([(s.name, s.title) for s in shipped])
    for s, title in zip(shipped, titles, strict=True):
        print(title)
        print(paragraph(s.narrative, width()) + "\n")
    print("Run one: tajsim run crackdown. Compose: tajsim run 'crackdown + reintegration'.")
