"""By channel: an output taken apart into the factors and terms that it is made of, exactly.

    money sent home   [(sum_i N_i w_i) h + O] (1 - c) / RUB + D + A        total, balance of payments
                      k {[(sum_i N_i w_i) h + O] (1 - c) / RUB + A}        measures from Russia
    consumption       b_o y + b_r R e / P
    GDP               C + (I - I_p) + I_p* r + G + X - M

N_i workers by status, w_i their wages in roubles, h propensity, hours and season, O one-time payments, c cost
of sending, D other destinations, A money that is not labour income, k coverage; y real own income, R dollars,
e somoni a dollar, P prices, b shares spent; I_p = I_p* r public investment after the fiscal rule.

Each channel moves its quantities from the baseline to the scenario, and channels that multiply share what
they do together by Shapley values. A channel holds what the model made of all the shocks, so that a rouble
shock moves numbers and wages as well. A year is the sum of its quarters. What single precision loses, 1e-7 of
the level, falls to the channel named as the rest.

Decision. The fiscal rule is a factor of public investment and has a channel. Reserves work through the somoni
and have none in GDP; `by="policy"` says what they change, by runs without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.decomposition.shocks import Floats, Split, deviation, need_memory, run_again
from tajsim.analysis.shapley import members, shapley
from tajsim.arguments import Progress
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.results.periods import Freq

if TYPE_CHECKING:
    from tajsim.results.like import RerunLike, ResultLike

Quantities: TypeAlias = Mapping[str, Floats]
CHUNK = 4096  # draws taken apart at a time: 128 coalitions of them stay small


@dataclass(frozen=True)
class Channels:
    """How an output is made: `quantities` of the outputs it `needs`, and which of them each channel `moves`.

    `value` gives the output from the quantities; `rest` is the channel that takes what rounding leaves.
    """

    needs: tuple[str, ...]
    quantities: Callable[[Quantities], dict[str, Floats]]
    value: Callable[[Quantities], Floats]
    moves: Mapping[str, tuple[str, ...]]
    rest: str

    def parts(self, before: Quantities, after: Quantities) -> Floats:
        """What each channel adds to the output, (channel, ...); of the outputs in baseline and scenario."""
        base, shocked = self.quantities(before), self.quantities(after)
        of = {name: i for i, names in enumerate(self.moves.values()) for name in names}
        outcomes = [
            self.value({name: (shocked if row[i] else base)[name] for name, i in of.items()})
            for row in members(len(self.moves))
        ]
        return shapley(np.array(outcomes))


def by_channel(
    result: ResultLike, rerun: RerunLike, scenario: str, output: str, freq: Freq, progress: Progress | None
) -> tuple[ResultLike, Split]:
    """The channels of one output between baseline and scenario. See `decompose`."""
    if output not in CHANNELS:
        raise InputError(
            f"{output!r} has no exact split by channel; those that have one: {', '.join(CHANNELS)}"
        )
    return split_between(CHANNELS[output], result, rerun, scenario, output, freq, progress)


class Way(Protocol):
    """How an output is taken apart in a quarter, from outputs of baseline and scenario."""

    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def moves(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def rest(self) -> str: ...
    def parts(self, before: Quantities, after: Quantities) -> Floats: ...


def split_between(
    channels: Way,
    result: ResultLike,
    rerun: RerunLike,
    scenario: str,
    output: str,
    freq: Freq,
    progress: Progress | None,
) -> tuple[ResultLike, Split]:
    """The parts of one output between baseline and scenario, quarter by quarter."""
    names = tuple(dict.fromkeys((output, *channels.needs)))
    need_memory(result, rerun, 2, len(names), len(channels.moves))
    whole = run_again(rerun, (rerun.scenarios[scenario],), names, progress)

    def parts(quarterly: Mapping[str, NDArray[np.floating]], annual: NDArray[np.floating]) -> Floats:
        found = np.empty((len(channels.moves), len(whole.quarters), annual.shape[-1]))
        for start in range(0, annual.shape[-1], CHUNK):
            some = slice(start, start + CHUNK)
            for t in range(len(whole.quarters)):
                found[:, t, some] = _of_quarter(channels, quarterly, t, some)
        if freq == "Y":
            first = whole.quarters[0]
            starts = [4 * (year - first.year) + 1 - first.quarter for year in whole.years]
            found = np.stack([found[:, t : t + 4].sum(axis=1) for t in starts], axis=1)
        levels = quarterly[output] if freq == "Q" else annual
        missing = deviation(levels, 1)[1] - found.sum(axis=0)
        found[list(channels.moves).index(channels.rest)] += missing
        return found

    path = {name: values[..., None] for name, values in whole.central.items()}
    split = Split(
        tuple(channels.moves),
        parts({name: whole.draws(name, "Q") for name in names}, whole.draws(output, "Y")),
        parts(path, whole.central_annual[output][..., None]),
    )
    return whole, split


def _of_quarter(channels: Way, quarterly: Mapping[str, NDArray[np.floating]], t: int, some: slice) -> Floats:
    before, after = (
        {name: np.asarray(values[t, scenario, some], np.float64) for name, values in quarterly.items()}
        for scenario in (0, 1)
    )
    return channels.parts(before, after)


def _ratio(value: Floats, by: Floats) -> Floats:
    """`value / by`, zero where `by` is zero."""
    return np.divide(value, by, out=np.zeros_like(value), where=by != 0.0)


# money sent home

_STATUSES = {
    "migrants_russia_regular": "migrant_wage_usd",
    "migrants_russia_irregular": "migrant_wage_irregular_usd",
    "migrants_naturalised": "migrant_wage_naturalised_usd",
    "migrants_stripped": "migrant_wage_stripped_usd",
}
_MONEY = (
    *_STATUSES,
    *_STATUSES.values(),
    *("rub_per_usd", "remittances_sent_usd", "recruitment_payments_usd", "remittance_cost"),
    *("remittances_other_usd", "nonlabour_inflows_usd"),
)
_MONEY_MOVES = {
    "migrant numbers": tuple(_STATUSES),
    "wages in roubles": tuple(_STATUSES.values()),
    "rouble": ("rub_per_usd",),
    "propensity and hours": ("share_sent",),
    "cost of sending": ("kept",),
    "other money": ("recruitment_payments_usd", "remittances_other_usd", "nonlabour_inflows_usd"),
}


def _money(output: str) -> Channels:
    """The channels of one measure of money sent home, million dollars."""
    total = output == "remittances_usd"

    def quantities(o: Quantities) -> dict[str, Floats]:
        rub = o["rub_per_usd"]
        found = {name: o[name] for name in (*_STATUSES, "rub_per_usd")}
        found |= {wage: o[wage] * rub for wage in _STATUSES.values()}
        earned = sum(o[people] * o[wage] for people, wage in _STATUSES.items())
        found["share_sent"] = _ratio(o["remittances_sent_usd"], np.asarray(earned))
        found["kept"] = 1.0 - 0.01 * o["remittance_cost"]
        found["recruitment_payments_usd"] = o["recruitment_payments_usd"] * rub
        found["nonlabour_inflows_usd"] = o["nonlabour_inflows_usd"]
        found["remittances_other_usd"] = o["remittances_other_usd"]
        if not total:
            found["coverage"] = _ratio(o[output], attributable(found))
        return found

    def attributable(q: Quantities) -> Floats:
        earned = sum(q[people] * q[wage] for people, wage in _STATUSES.items())
        roubles = earned * q["share_sent"] + q["recruitment_payments_usd"]
        return np.asarray(roubles / q["rub_per_usd"] * q["kept"] + q["nonlabour_inflows_usd"])

    def value(q: Quantities) -> Floats:
        if total:
            return attributable(q) + q["remittances_other_usd"]
        return q["coverage"] * attributable(q)

    moves = _MONEY_MOVES if total else _MONEY_MOVES | {"coverage of the measure": ("coverage",)}
    return Channels(_MONEY, quantities, value, FrozenMap(moves), "propensity and hours")


# consumption


def _spending(o: Quantities) -> dict[str, Floats]:
    rate, prices = o["tjs_per_usd"], 0.01 * o["consumer_prices"]
    remitted = o["remittances_tjs"] / prices
    own = o["disposable_income"] - remitted
    return {
        "own_income": own,
        "remittances_usd": o["remittances_tjs"] / rate,
        "tjs_per_usd": rate,
        "prices": prices,
        "share_of_own": _ratio(o["consumption"] - o["consumption_remitted"], own),
        "share_of_remitted": _ratio(o["consumption_remitted"], remitted),
    }


def _consumption(q: Quantities) -> Floats:
    remitted = q["remittances_usd"] * q["tjs_per_usd"] / q["prices"]
    return q["share_of_own"] * q["own_income"] + q["share_of_remitted"] * remitted


# GDP

_TERMS = ("consumption", "government_consumption", "exports", "imports")


def _expenditure(o: Quantities) -> dict[str, Floats]:
    rule = 0.01 * o["public_investment_rule"]
    public = o["public_investment"]
    found = {name: o[name] for name in _TERMS}
    return found | {
        "private_investment": o["investment"] - public,
        "public_plan": _ratio(public, rule),
        "rule": rule,
    }


def _gdp(q: Quantities) -> Floats:
    home = q["consumption"] + q["private_investment"] + q["public_plan"] * q["rule"]
    return home + q["government_consumption"] + q["exports"] - q["imports"]


CHANNELS: Mapping[str, Channels] = FrozenMap(
    {
        **{
            name: _money(name)
            for name in ("remittances_usd", "remittances_russia_usd", "remittances_recorded_usd")
        },
        "consumption": Channels(
            (
                "consumption_remitted",
                "disposable_income",
                "remittances_tjs",
                "tjs_per_usd",
                "consumer_prices",
            ),
            _spending,
            _consumption,
            FrozenMap(
                {
                    "own income": ("own_income",),
                    "remittances in dollars": ("remittances_usd",),
                    "somoni": ("tjs_per_usd",),
                    "prices": ("prices",),
                    "behaviour": ("share_of_own", "share_of_remitted"),
                }
            ),
            "behaviour",
        ),
        "gdp": Channels(
            (*_TERMS, "investment", "public_investment", "public_investment_rule"),
            _expenditure,
            _gdp,
            FrozenMap(
                {
                    "consumption": ("consumption",),
                    "investment": ("private_investment", "public_plan"),
                    "government": ("government_consumption",),
                    "exports": ("exports",),
                    "imports": ("imports",),
                    "fiscal rule": ("rule",),
                }
            ),
            "imports",
        ),
    }
)
"""The outputs that have channels. In `consumption`, own income is real and prices are what dollars meet."""
