"""Everything that the page holds, as one text."""

from __future__ import annotations

from typing import Any

from tajsim.engine.block import PreparedBlock, drawn_economy
from tajsim.engine.plan import Plan, last_quarter
from tajsim.engine.request import Request
from tajsim.explorer import numbers
from tajsim.explorer.packing import pack
from tajsim.explorer.programs import Programs, programs
from tajsim.model.outputs import OUTPUTS
from tajsim.results.info import OutputInfo
from tajsim.scenarios import Scenario
from tajsim.scenarios.shapes import Shape
from tajsim.scenarios.target import targets

FORMAT = 1


def payload(request: Request, plan: Plan) -> str:
    """The packed payload of a run that was planned with draws."""
    economy = drawn_economy(plan, 0)
    made = programs(plan, economy)
    return pack(content(request, plan, economy, made), made.code, numbers.tables(plan, economy, made))


def content(request: Request, plan: Plan, economy: PreparedBlock, made: Programs) -> dict[str, Any]:
    """The part of the payload that is text, lists and single numbers."""
    step = made.step
    ends = [
        float(plan.parameters.draw(name, at))
        for name, at in (("reserve_floor_months", 1.0), ("reserve_comfort_months", 0.0))
    ]
    return {
        "format": FORMAT,
        "draws": economy.draws,
        "simulated": [str(q) for q in plan.quarters],
        "quarters": [str(q) for q in plan.reported],
        "first": plan.first,
        "years": list(plan.years),
        "seasons": {name: list(factors) for name, factors in plan.seasons.items()},
        "program": {"stride": made.stride, "first": made.first._asdict(), "step": step._asdict()},
        "fixed": numbers.fixed(economy, step),
        "addFactors": numbers.add_factors(plan, economy, step),
        "driverPaths": {name: path.tolist() for name, path in plan.paths.items()},
        "reserveEnds": ends,
        "baseline": scenario(request.baseline),
        "outputs": outputs(plan),
        "targets": declared(plan, made),
    }


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
    """Every driver and parameter: its unit, its range, today's value, and whether a quarter reads it."""
    values, found = plan.parameters.values(), {}
    blocks = {
        name.rpartition(".")[2]: name.split(".")[1]
        for name in (*made.step.inputs, *made.step.scalars)
        if name.startswith("blocks.")
    }
    for t in targets().values():
        driver = t.kind == "driver"
        found[t.name] = {
            "kind": t.kind, "unit": t.unit, "low": t.low, "high": t.high, "description": t.description,
            "today": float(plan.paths[t.name][0] if driver else values[t.name]),
            "block": "" if driver else blocks.get(t.name, ""), "used": driver or t.name in blocks,
        }  # fmt: skip
    return found


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
