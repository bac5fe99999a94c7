"""What `tajsim run` has to be told to compute a scenario as a page does."""

from __future__ import annotations

import shlex

from tajsim.defaults import END
from tajsim.engine.plan import Plan, first_shown
from tajsim.engine.request import Request
from tajsim.parameters import parameter_set_names
from tajsim.quarters import Quarter
from tajsim.scenarios import scenario_names


def options(request: Request, plan: Plan) -> list[str]:
    """The options, but for draws, that repeat the run of a page; those that are as usual are left out.

    What the page was given as an object, or in a file whose place it does not know, stands as NAME.toml.
    """
    p, baseline, judgement = request.given, request.baseline.name, request.judgement
    first, last = plan.reported[0], plan.reported[-1]
    shipped = request.own_outlook is None and baseline in (*scenario_names(), "none")
    found = {
        "--parameters": p.name if p.name in parameter_set_names() else f"{p.name}.toml",
        "--baseline": "" if baseline == "baseline" else baseline if shipped else f"{baseline}.toml",
        "--judgement": f"{judgement.name}.toml" if judgement else "",
        "--given": "FILE" if request.conditions else "",
        "--start": "" if first == first_shown(None, p) else str(first),
        "--end": "" if last == Quarter.parse(END) else str(last),
        "--seed": str(request.seed),
    }
    return [f"{option} {shlex.quote(value)}" for option, value in found.items() if value]
