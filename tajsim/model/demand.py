"""Block 6, demand: investment, government demand, imports by component and gross domestic product.

Equations (real, million somoni a quarter at base-year prices)

    I    = (1 + g) I_{t-1} + a_i (k_i Y^e (1 - xi tight_{t-1}) F_I - I_{t-1})     business investment
    Y^e  = Y_{t-1} + b (Y*_{t-1} - Y_{t-1})                    expected output
    D'_i = D_i (1 - (1 - s) m_i0 (1 - exp(-eps d)))            demand when dearer imports are bought less
    q    = exp(nu strain - eps d) (1 + a)                      prices and capacity; a: add-factor
    strain = max(gap_{t-1}, 0) + s min(gap_{t-1}, 0)           of capacity; below zero: slack
    m_i  = min(m_i0 q, 0.95)                                   import content of component i
    m_i  = min(m_i0 q (Y*_{t-1} / Y*_0)^(eta - 1), 0.95)       of those that home output pays for
    M    = sum_i m_i D'_i + stocks + (1 - margin) X_re         imports wanted; X_re: re-exports
    cut  = min(max(M - payable, u M), (1 - sigma) imports of the private components)
    Y    = C + H + I + stocks + G + Ip + X - (M - cut)         after each lost its part of the cut

g is trend growth; i runs over consumption from own income and from remittances, housing, business investment,
public consumption, public investment and exports; home output pays for all but housing and consumption from
remittances. F_I is the factor of the cost of credit (block 9). D' is that of all but exports and is never
below a fifth of D. X has re-exports in it. d is how much dearer imports have become for buyers: the log real
exchange rate that they have adjusted to, less its average in the base year. I is investment as planned:
what dearer or rationed imports keep from being bought is not lost for ever. G and Ip grow with real public
spending.

Dearer imports are replaced by home output only in part, s: most goods that Tajikistan imports it does not
make, which is why output hardly moved while imports fell by a third in 2014-16. For the same reason demand
beyond capacity turns to imports in full, and idle capacity wins back the part s: in a slump imports fall by
more than demand, as everywhere (Levchenko, Lewis and Tesar 2010; Bussiere et al. 2013). Imports that nothing
here explains go into stocks of firms: imported whole, on suppliers' credit, they leave output and the
currency market alone.

If foreign exchange is short, or a share u of imports cannot be had or is forgone for its price (block 7,
supply), imports are cut to what there is and each private component loses its imported part, so that domestic
output is not touched directly; sigma is what is kept. Most of a remittance shock leaves through imports:
2015-16 imports fell 30 % with remittances down 45 %, an elasticity of about 0.6.

Spending from remittances has a higher import content than spending from own income, because a dollar of
remittances has moved about 60 cents of imports.

Symbols: b investment_supply_weight, a_i investment_adjustment, xi credit_investment_effect,
nu capacity_import_elasticity, eps import_price_elasticity, s import_replacement,
eta import_output_elasticity, sigma subsistence_imports.

Sources: elasticity of imports to remittances 0.45-0.72 (2008; 2014-16); contents are proxies scaled to the
import total of the base year (marked in the parameter set).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Demand

CONTENT_CAP = 0.95  # import content of a component, at most


class Components(NamedTuple):
    """Final demand, real, a quarter."""

    own: Number  # consumption paid from own income
    remitted: Number  # consumption paid from remittances
    housing: Number
    business: Number
    government: Number
    public_investment: Number
    exports: Number
    stocks: Number = 0.0  # of imported goods
    reexports: Number = 0.0  # goods that pass through, beside `exports`

    @property
    def consumption(self) -> Number:
        """Household consumption."""
        return self.own + self.remitted


class GdpByExpenditure(NamedTuple):
    """Demand after rationing, imports and gross domestic product, real, a quarter."""

    demand: Components
    imports: Number
    imports_wanted: Number
    gdp: Number


def business_investment(
    *,
    last: Number,
    gdp_last: Number,
    potential: Number,
    ratio: Number,
    tightness: Number,
    cheapness: Number,
    trend: Number,
    p: Demand,
    xp: Namespace,
) -> Number:
    """Business investment; `ratio` is its normal share of output, `tightness` of credit from 0 to 1;
    `cheapness`: factor of the cost of credit; `trend`: growth a quarter."""
    expected = gdp_last + p.investment_supply_weight * (potential - gdp_last)
    wanted = ratio * expected * (1.0 - p.credit_investment_effect * tightness) * cheapness
    return positive((1.0 + trend) * last + p.investment_adjustment * (wanted - last), xp)


def content_effect(*, dearer: Number, output_gap: Number, p: Demand, xp: Namespace) -> Number:
    """Effect of prices and capacity on import contents; 1 in the base year.

    `dearer`: log real exchange rate that buyers have adjusted to, against that of the base year;
    `output_gap` of the last quarter: beyond capacity demand turns to imports, below it home output takes back
    what it can replace.
    """
    gap = between(output_gap, -0.5, 0.5, xp=xp)
    strained = positive(gap, xp) + p.import_replacement * xp.minimum(gap, 0.0)
    return xp.exp(p.capacity_import_elasticity * strained - p.import_price_elasticity * dearer)


def replaced_at_home(
    *, planned: Components, contents: Components, dearer: Number, p: Demand, xp: Namespace
) -> Components:
    """Demand when dearer imports are bought less: home output replaces a part of them, the rest is forgone.

    With cheaper imports the other way round: a part displaces home output, the rest is bought on top.
    """
    forgone = (1.0 - p.import_replacement) * (1.0 - xp.exp(-p.import_price_elasticity * dearer))
    kept = [
        wanted * xp.maximum(1.0 - content * forgone, 0.2)
        for wanted, content in zip(planned[:6], contents[:6], strict=True)
    ]
    own, remitted, housing, business, government, public_investment = kept
    return Components(
        own=own,
        remitted=remitted,
        housing=housing,
        business=business,
        government=government,
        public_investment=public_investment,
        exports=planned.exports,
        stocks=planned.stocks,
        reexports=planned.reexports,
    )


def delivered(*, planned: Components, idle: Number) -> Components:
    """What of a plan can be made and moved when the share `idle` of output is not produced."""
    share = 1.0 - idle
    return planned._replace(
        own=share * planned.own,
        remitted=share * planned.remitted,
        housing=share * planned.housing,
        business=share * planned.business,
        exports=share * planned.exports,
    )


def content_drift(*, potential_growth: Number, p: Demand, xp: Namespace) -> Number:
    """Factor on import contents of what home output pays for. `potential_growth`: log, since base."""
    return xp.exp((p.import_output_elasticity - 1.0) * potential_growth)


def output(
    *,
    planned: Components,
    contents: Components,
    effect: Number,
    drift: Number,
    imports_payable: Number,
    missing: Number,
    p: Demand,
    xp: Namespace,
) -> GdpByExpenditure:
    """Imports, rationing and output.

    `contents`: import contents of the base year; `drift`: factor since then on what home output pays for;
    `imports_payable`: real, a quarter; `missing`: share of imports that cannot be had or is forgone.
    """
    cap = CONTENT_CAP
    home = effect * drift
    own = xp.minimum(contents.own * home, cap) * planned.own
    remitted = xp.minimum(contents.remitted * effect, cap) * planned.remitted
    housing = xp.minimum(contents.housing * effect, cap) * planned.housing
    business = xp.minimum(contents.business * home, cap) * planned.business
    government = xp.minimum(contents.government * home, cap) * planned.government
    public = xp.minimum(contents.public_investment * home, cap) * planned.public_investment
    exported = xp.minimum(contents.exports * home, cap) * planned.exports
    private = own + remitted + housing + business + planned.stocks
    wanted = private + government + public + exported + contents.reexports * planned.reexports
    short = xp.maximum(wanted - imports_payable, missing * wanted)
    cut = xp.minimum(short, private * (1.0 - p.subsistence_imports))
    lost = cut / private
    demand = Components(
        own=planned.own - own * lost,
        remitted=planned.remitted - remitted * lost,
        housing=planned.housing - housing * lost,
        business=planned.business - business * lost,
        government=planned.government,
        public_investment=planned.public_investment,
        exports=planned.exports,
        stocks=planned.stocks - planned.stocks * lost,
        reexports=planned.reexports,
    )
    imports = wanted - cut
    gdp = (
        demand.own
        + demand.remitted
        + demand.housing
        + demand.business
        + demand.government
        + demand.public_investment
        + demand.exports
        + demand.stocks
        + demand.reexports
        - imports
    )
    return GdpByExpenditure(demand=demand, imports=imports, imports_wanted=wanted, gdp=gdp)


def base_contents(
    *,
    parts: Components,
    weights: Components,
    imports: Number,
    xp: Namespace,
) -> Components:
    """m_i0: import contents of demand `parts` in proportion to `weights`, such that they add up to imports.

    `parts`, `imports`: million somoni a year.
    """
    weights = _within_cap(weights=weights, parts=parts, imports=imports, xp=xp)
    weighted = sum(a * b for a, b in zip(parts, weights, strict=True))
    unit = imports / weighted
    return Components(*(a * unit for a in weights))


def _within_cap(*, weights: Components, parts: Components, imports: Number, xp: Namespace) -> Components:
    """Weights that give no content above the cap: what remitted spending cannot hold, the rest takes.

    Contents are in proportion to `weights`: lowering the one of remitted spending raises all others.
    """
    full = 0.99 * CONTENT_CAP
    others = sum(a * b for a, b in zip(parts, weights, strict=True)) - weights.remitted * parts.remitted
    room = xp.maximum(imports - full * parts.remitted, 1.0)
    return weights._replace(remitted=xp.minimum(weights.remitted, full * others / room))
