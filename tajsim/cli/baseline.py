"""`tajsim baseline`: the add-factors by which the baseline follows its outlook, and how large they are."""

from __future__ import annotations

from argparse import Namespace

import numpy as np

from tajsim.analysis.add_factors import LARGE, Sizes, baseline_add_factors, measured
from tajsim.cli.parser import width
from tajsim.cli.streams import print_error, show_json
from tajsim.cli.text import paragraph
from tajsim.columns import aligned, ruled
from tajsim.judgements.equations import EQUATIONS

_COLUMNS = 5  # equations that stand side by side


def command(options: Namespace) -> None:
    """Print the add-factors by quarter, each with its size."""
    asked = (options.vintage, options.baseline, options.judgement, options.end)
    if options.json:
        show_json(baseline_add_factors(*asked).to_dict("records"))
        return
    found = measured(*asked)
    used = [name for name in EQUATIONS if np.any(found.total[name] != 0.0)]
    if not used:
        print("No equation has an add-factor.")
        return
    span = f"{found.quarters[0]} to {found.quarters[-1]}"
    head = (
        f"Add-factors of {options.baseline}, parameters {options.vintage}, {span}; in brackets the size in "
    )
    print(paragraph(f"{head} standard deviations of what the equation usually misses", width(), "") + "\n")
    for begin in range(0, len(used), _COLUMNS):
        print(_table(found, used[begin : begin + _COLUMNS]) + "\n")
    for name in used:
        equation = EQUATIONS[name]
        print(paragraph(f"{name}: {equation.meaning}, {equation.unit}", width(), ""))
    idle = [name for name in EQUATIONS if name not in used]
    if idle:
        print(paragraph(f"Without: {', '.join(idle)}.", width(), ""))
    for name, (when, size) in found.large().items():
        so_far = np.abs(found.so_far(name)).max() > np.abs(found.size(name)).max()
        what = "the sum of the add-factors" if so_far else "the add-factor"
        print_error(
            f"tajsim: note: {what} of {name} is {size:.1f} standard deviations in {when}, above {LARGE:g}"
        )


def _table(found: Sizes, names: list[str]) -> str:
    header = ("quarter", *names)
    rows = [
        (str(quarter), *(f"{found.total[n][t]:+.4f} ({found.size(n)[t]:+.1f})" for n in names))
        for t, quarter in enumerate(found.quarters)
    ]
    return "\n".join(ruled(aligned([header, *rows], right=range(1, len(header)))))
