"""The provenance of a run: names and hashes of what ships, the whole text of what does not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tajsim.drivers.outlook import OUTLOOKS, Outlook, format_outlook
from tajsim.drivers.stochastic import DRIVER_FILES
from tajsim.engine.condition import format_conditions
from tajsim.engine.plan import Plan
from tajsim.engine.request import HISTORY, Request
from tajsim.engine.swap import format_swaps
from tajsim.observed import SHIPPED as OBSERVATIONS
from tajsim.parameters import Parameters
from tajsim.parameters.loading import ships
from tajsim.parameters.writing import format_parameters
from tajsim.results.inputs import digest_of
from tajsim.results.manifest import Manifest
from tajsim.scenarios import Scenario, scenario
from tajsim.scenarios.library import SHIPPED, names_shipped
from tajsim.scenarios.writing import format_scenario


def manifest_of(plan: Plan, request: Request, keep: str) -> Manifest:
    """The manifest of a run; keep: "draws" or "summary", what it keeps of its draws."""
    given = request.given
    own = request.scenarios if made_by_outlook(request) else request.all
    return Manifest.of_run(
        vintage=plan.parameters.name,
        vintage_sha256=plan.parameters.digest(),
        vintage_given="" if request.behaviour is None else given.name,
        vintage_toml=None if ships(given) else _text(given),
        scenarios={s.name: s.digest() for s in request.all},
        definitions={s.name: format_scenario(s) for s in own if not scenario_ships(s)},
        baseline=request.baseline.name,
        seed=int(plan.seed),
        draws=None if plan.draws is None else int(plan.draws),
        start=str(plan.reported[0]),
        end=str(plan.reported[-1]),
        outputs=plan.outputs,
        data={name: digest_of(name) for name in _data_files(plan)},
        backend=request.backend,
        keep=keep,
        outlook_toml=None if request.own_outlook is None else format_outlook(request.own_outlook),
        swaps_toml=format_swaps(request.swaps) if request.swaps else None,
        given_toml=format_conditions(request.conditions, request.origin) if request.conditions else None,
        judgement_toml=None if request.judgement is None else request.judgement.to_text(),
    )


def made_by_outlook(request: Request) -> bool:
    """Whether the baseline is made by the run itself: the model's own projection, or what happened."""
    return request.outlook in ("none", HISTORY) or request.own_outlook is not None


def scenario_ships(s: Scenario) -> bool:
    """Whether a scenario is what its name, or the sum of names that is its name, stands for."""
    return names_shipped(s.name) and _shipped_digest(s.name, SHIPPED.dated()) == s.digest()


@lru_cache(maxsize=64)
def _shipped_digest(name: str, dated: tuple[tuple[Path, int, int], ...]) -> str:  # noqa: ARG001
    """The digest of a shipped scenario or sum, kept as long as the files stay as they are."""
    return scenario(name).digest()


@lru_cache(maxsize=2)
def _text(p: Parameters) -> str:
    """The text of a parameter set, kept for the next run on it: a posterior sample makes it long."""
    return format_parameters(p)


def _data_files(plan: Plan) -> tuple[str, ...]:
    """The shipped files a run rests on besides the parameter set and the scenarios."""
    files = [f"outlooks/{plan.outlook.name}.toml"] if plan.outlook.name in OUTLOOKS else []
    if plan.past is not None or plan.outlook.name == HISTORY:
        files += [f"{OBSERVATIONS.folder}/{path.name}" for path in OBSERVATIONS.files().values()]
    elif plan.driver_model is not None or (isinstance(plan.outlook, Outlook) and plan.outlook.forecasts):
        files += DRIVER_FILES
    return tuple(files)
