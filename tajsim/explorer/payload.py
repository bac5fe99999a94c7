"""Everything that the page holds, as one text."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from tajsim.drivers.declared import OBSERVABLE_NAMES
from tajsim.engine.block import PreparedBlock, central_economy, simulate
from tajsim.engine.persons import checked
from tajsim.engine.plan import Plan, last_quarter, scenario_plan
from tajsim.engine.request import Request
from tajsim.errors import Problems
from tajsim.explorer import drawn, evidence, texts
from tajsim.explorer.again import options
from tajsim.explorer.chosen import economy_of
from tajsim.explorer.levers import levers
from tajsim.explorer.packing import pack
from tajsim.explorer.predictive import predictive
from tajsim.explorer.programs import Programs, programs
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import Parameters
from tajsim.parameters.registry import declarations
from tajsim.results.info import HEADLINE, OutputInfo
from tajsim.results.weights import Weights
from tajsim.scenarios import Scenario, scenario_names
from tajsim.scenarios import scenario as shipped
from tajsim.scenarios.composition import compose
from tajsim.scenarios.shapes import Shape
from tajsim.scenarios.target import targets
from tajsim.version import __version__

FORMAT = 1


GROUPS = {
    "russia": (
        "rouble-shock", "russian-stagnation", "combined-adverse", "labour-shortage", "sanctions-compliance",
        "fuel-ban", "hedging",
    ),
    "rules": (
        "crackdown", "mass-deportation", "border-closure", "visa-regime", "sector-bans", "patent-price",
        "citizenship-loss", "families-leave", "recruitment-drive", "amnesty", "organised-recruitment",
        "tighter-alignment", "friction",
    ),
    "money": ("transfer-tax", "dear-food", "gold-slump", "power-dispute"),
    "home": (
        "reintegration", "diversification", "public-investment", "budget-support", "tight-money", "vat-cut",
    ),
}  # fmt: skip
"""Where a shipped scenario stands; one that has no group stands among the others."""


def payload(request: Request, plan: Plan, weights: Weights | None = None) -> str:
    """The packed payload of a run that was planned with draws.

    It holds as many draws as the request says, which all count alike: where `weights` says how much each draw
    of the plan counts, they are chosen among those.
    """
    economy = economy_of(plan, request.draws or 1, weights)
    made = programs(plan, economy)
    texts_and_lists = content(request, plan, economy, made)
    texts_and_lists["made"] |= {"given": conditioned(plan, weights), "options": options(request, plan)}
    texts_and_lists["languages"] = texts.shown(texts_and_lists)
    return pack(texts_and_lists, made.code, drawn.tables(plan, economy, made))


def content(request: Request, plan: Plan, economy: PreparedBlock, made: Programs) -> dict[str, Any]:
    """The part of the payload that is text, lists and single numbers."""
    offered = scenarios(request)
    known = declared(plan, made)
    cited = [*(text for one in offered for text in one.sources), *(t["source"] for t in known.values())]
    return {
        "format": FORMAT,
        "version": __version__,
        "made": about(request, plan),
        **computed(request, plan, economy, made),
        "charts": list(HEADLINE),
        "outputs": outputs(plan),
        "targets": known,
        "scenarios": [{**scenario(one), "group": group(one.name)} for one in offered],
        "unchanged": scenario(shipped("baseline")),
        "active": [] if clashes(request, plan) else [one.name for one in active(request)],
        "levers": levers(known),
        "plausibility": evidence.judged(offered, plan.parameters, request.outlook),
        "predictive": predictive(plan, request.seed),
        "scores": evidence.scores(),
        "sources": evidence.sources(cited),
        "bandsLeaveOut": list(evidence.LIMITS),
    }


def computed(request: Request, plan: Plan, economy: PreparedBlock, made: Programs) -> dict[str, Any]:
    """What the page computes with, beside programs and draws."""
    step = made.step
    floor, comfort = "reserve_floor_months", "reserve_comfort_months"
    return {
        "draws": economy.draws,
        "simulated": [str(q) for q in plan.quarters],
        "quarters": [str(q) for q in plan.reported],
        "first": plan.first,
        "years": list(plan.years),
        "seasons": {name: list(factors) for name, factors in plan.seasons.items()},
        "program": {"stride": made.stride, "first": made.first._asdict(), "step": step._asdict()},
        "fixed": drawn.fixed(economy, step),
        "addFactors": drawn.add_factors(plan, economy, step),
        "driverPaths": {n: path.tolist() for n, path in plan.paths.items() if n not in OBSERVABLE_NAMES},
        "observable": {name: given(plan, name) for name in sorted(OBSERVABLE_NAMES)},
        "reserveEnds": [float(plan.parameters.draw(floor, 1.0)), float(plan.parameters.draw(comfort, 0.0))],
        "baseline": scenario(request.baseline),
    }


def given(plan: Plan, name: str) -> list[float | None]:
    """What the outlook gives of an observable driver by quarter; None where the model makes its own."""
    path = plan.paths.get(name, ())
    return [
        None if t >= len(path) or math.isnan(path[t]) else float(path[t]) for t in range(len(plan.quarters))
    ]


def about(request: Request, plan: Plan) -> dict[str, Any]:
    """What the page was made of."""
    p = request.given
    return {
        "parameters": p.name, "parametersTitle": p.title, "date": p.date.isoformat(),
        "baseline": request.baseline.name, "outlook": plan.outlook.name, "draws": request.draws,
        "seed": request.seed, "judgement": "" if (j := request.judgement) is None else j.title or j.name,
    }  # fmt: skip


def conditioned(plan: Plan, weights: Weights | None) -> dict[str, Any] | None:
    """What the draws were conditioned on, and on how many the page rests; None where all count alike."""
    if weights is None:
        return None
    figures = 0 if plan.given is None else len(plan.given.conditions) + len(plan.given.set_paths)
    return {
        "figures": figures, "draws": weights.draws, "effective": weights.ess, "shape": weights.shape,
        "trusted": bool(weights.trusted),
    }  # fmt: skip


def scenarios(request: Request) -> tuple[Scenario, ...]:
    """What can be switched on: the shipped scenarios, then those of the user that are none of them."""
    found = {name: shipped(name) for name in scenario_names() if name != "baseline"}
    for one in active(request):
        found.setdefault(one.name, one)
    return tuple(found.values())


def active(request: Request) -> tuple[Scenario, ...]:
    """What is switched on when the page opens: the components of what was asked for, each once."""
    parts = (part for one in request.scenarios for part in one.components() if part.shocks)
    return tuple({part.name: part for part in parts}.values())


def clashes(request: Request, plan: Plan) -> list[str]:
    """Why what would be switched on cannot act together; nothing where it can."""
    problems = Problems("together")
    parts = active(request)
    whole = (
        problems.attempt(lambda: compose(" + ".join(part.name for part in parts), parts)) if parts else None
    )
    if whole is not None:
        planned = scenario_plan(whole, plan.paths, plan.quarters, plan.parameters, problems)
        if not problems.found:
            problems.attempt(lambda: checked(replace(plan, scenarios=(planned,))))
    return problems.found


def group(name: str) -> str:
    """The group of a scenario; "own" for one that does not ship."""
    found = next((group for group, names in GROUPS.items() if name in names), None)
    return found or ("other" if name in scenario_names() else "own")


def outputs(plan: Plan) -> list[dict[str, Any]]:
    """Every output: how it is called, measured and compared."""
    last, found = last_quarter(plan.parameters), []
    for o in OUTPUTS:
        info = OutputInfo.of(o.name, last)
        found.append({
            "name": o.name, "title": o.title or o.name, "unit": info.unit, "definition": info.definition,
            "block": o.block, "annual": o.annual, "season": o.season,
            "deviation": "percent" if info.is_level else "difference",
            "deviationUnit": info.delta_unit(info.is_level),
        })  # fmt: skip
    return found


def declared(plan: Plan, made: Programs) -> dict[str, Any]:
    """Every driver and parameter: what it is, its range, today's value, who says so, whether it is read."""
    p, found = plan.parameters, {}
    inputs = (*made.step.inputs, *made.step.scalars)
    read = {name.rpartition(".")[2] for name in inputs if name.startswith("blocks.")}
    first = {name: float(path[0]) for name, path in plan.paths.items()}
    today = {**p.values(), **first, **own_values(plan)}
    for t in targets().values():
        driver = t.kind == "driver"
        found[t.name] = {
            "kind": t.kind, "unit": t.unit, "low": t.low, "high": t.high, "description": t.description,
            "today": today[t.name],
            "observable": t.name in OBSERVABLE_NAMES,
            "used": driver or t.name in read, **(origin(plan, t.name) if driver else entry(p, t.name)),
        }  # fmt: skip
    return found


def own_values(plan: Plan) -> dict[str, float]:
    """The observable drivers in the first quarter, on the single path of the baseline."""
    _, quarter = next(simulate(plan, plan.scenarios[0], central_economy(plan), last=0))
    return {o.name: float(o.value(quarter)) for o in OUTPUTS if o.name in OBSERVABLE_NAMES}


def origin(plan: Plan, name: str) -> dict[str, Any]:
    """Where the path of a driver comes from."""
    series = getattr(plan.outlook, "drivers", {}).get(name)
    return {"block": "", "confidence": "", "source": getattr(series, "source", ""), "note": ""}


def entry(p: Parameters, name: str) -> dict[str, Any]:
    """What a parameter set says of one parameter."""
    e = p.entries[name]
    spread = None if e.distribution == "fixed" else [e.low, e.high]
    return {
        "block": declarations()[name].block, "distribution": e.distribution, "spread": spread,
        "confidence": e.confidence, "source": e.source, "note": e.note,
    }  # fmt: skip


def scenario(s: Scenario) -> dict[str, Any]:
    """A scenario as the page knows it."""
    return {
        "name": s.name, "title": s.title or s.name, "narrative": s.narrative, "sources": list(s.sources),
        "shocks": [
            {"target": k.target, "operation": k.operation, "shape": shape(k.shape), "weight": k.weight,
             "note": k.note}
            for k in s.shocks
        ],
        "parts": [scenario(part) for part in s.parts],
    }  # fmt: skip


def shape(s: Shape) -> dict[str, Any]:
    """A shape with the fields that its kind has."""
    found = {name: value for name, value in vars(s).items() if name not in ("start", "end")}
    dates = {name: None if (q := getattr(s, name, None)) is None else str(q) for name in ("start", "end")}
    return {"kind": s.kind, **found, "values": list(s.values), **dates}
