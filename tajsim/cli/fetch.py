"""`tajsim fetch`: public series over the network, kept with their digests, or read again without it."""

from __future__ import annotations

from argparse import Namespace

from tajsim.cli.streams import show_written
from tajsim.errors import InputError
from tajsim.labels import check_suffix
from tajsim.published.fetch.fetching import fetch, fetched

KEPT = "kept"
_ASKED = ("address", "series", "unit", "publisher", "country")


def command(options: Namespace) -> None:
    """Fetch or read, say what came, write the figures."""
    asked = {name: getattr(options, name) for name in _ASKED if getattr(options, name) is not None}
    if options.out is not None:
        check_suffix(options.out, (".csv",), "observations are written as CSV")
    if options.source != KEPT:
        found = fetch(options.source, options.folder, options.first, options.last, **asked)
    elif asked or options.first or options.last:
        raise InputError("kept takes no options of a source: it reads what the folder holds")
    else:
        found = fetched(options.folder)
    for series in sorted({(one.country, one.series) for one in found}):
        own = [one for one in found if (one.country, one.series) == series]
        print(f"{series[1]} of {series[0]}: {len(own)} figures, {own[0].span.text} to {own[-1].span.text}")
    for text in found.warnings:
        print(f"warning: {text}")
    if options.out is not None:
        show_written([found.to_csv(options.out)], "\n")
