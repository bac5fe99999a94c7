"""Block 8, tax law: rates that can be changed, what they raise, and what they do to prices.

Equations (t is a quarter; _0: base year; v: VAT, d: customs duty, i: income tax, f: profit tax, percent)

    d^e     = (1 - mu) d + mu d_u                               duty that imports pay, percent of imports
    tau_m,t = tau_m [s_m v / v_0 + (1 - s_m) d^e / d_0] (1 + a)     on imports
    tau_c,t = tau_c [1 + s_c (v / v_0 - 1)] (1 + a)             on consumption
    tau_l,t = tau_l [1 + s_l (i / i_0 - 1)] (1 + a)             on wages
    tau_f,t = tau_f (f / f_0) (1 + a)                           on profits
    border  = ln(1 + d^e / 100) - ln(1 + d_0 / 100) - mu g_u    price of imports beside the dollar, log
    wedge   = p_v ln(1 + b (v / v_0 - 1)) + pt12 border         log price level of consumers
    union   = mu (k_u scale / 4 - d_u M_{t-1} / 100)            net of the union's customs, million dollars

mu is membership of the Eurasian Economic Union (block 2), pt12 the pass-through of the somoni within a year
(block 6), a the add-factor of taxes: judgement on collection. The tau of the base year stand in block 8, so
that no rate changes anything by itself. b is VAT of the base year over consumption, s the parts of taxes
that follow a rate. A change of VAT reaches prices in the quarter in which it comes: what the standard rate
changes, prices follow in full within two years around it, and half of what is sold escapes it.

In the union the duty is the common one, goods from other members pay none, duties are handed over to the
common account a quarter later, and k_u is what the country gets from it; it grows with scale, as capital
does. g_u is what transit through members costs less, share of import prices.

Symbols: v vat_rate, d customs_duty_rate, i income_tax_rate, f profit_tax_rate, s_m vat_share_imports,
s_c vat_share_consumption, s_l income_tax_share, p_v vat_pass_through, d_u eaeu_duty_rate,
k_u eaeu_customs_usd, g_u eaeu_transit_gain.

Sources: p_v is 1 for standard rates, 0.3 for reduced ones (Benedek, de Mooij, Keen and Wingender, IMF WP
15/214); VAT 14 % from 2024, 13 % from 2027 (Tax Code); shares of union duties: Kyrgyzstan 1.9 %, Armenia
1.22 %.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.fiscal import TaxRates
from tajsim.model.numeric import Namespace, Number
from tajsim.parameters.blocks import Fiscal


class TaxLaw(NamedTuple):
    """The law of the base year, percent, and how much of what consumers pay is VAT."""

    vat: Number
    duty: Number
    income: Number
    profit: Number
    vat_burden: Number  # VAT over household consumption


class Burden(NamedTuple):
    """What tax law adds to prices, log against the base year."""

    border: Number  # prices of imports to buyers
    wedge: Number  # consumer prices


def law(*, rates: TaxRates, imports: Number, consumption: Number, p: Fiscal) -> TaxLaw:
    """The law of the base year. `rates`: effective; bases: million somoni a year."""
    border = p.vat_share_imports * rates.imports * imports
    return TaxLaw(
        vat=p.vat_rate,
        duty=p.customs_duty_rate,
        income=p.income_tax_rate,
        profit=p.profit_tax_rate,
        vat_burden=p.vat_share_consumption * rates.consumption + border / consumption,
    )


def duty(*, membership: Number, p: Fiscal) -> Number:
    """Customs duty that imports pay, percent."""
    return p.customs_duty_rate + membership * (p.eaeu_duty_rate - p.customs_duty_rate)


def effective(*, base: TaxRates, law: TaxLaw, membership: Number, add_factor: Number, p: Fiscal) -> TaxRates:
    """Effective rates under today's law; `base`: those of the base year, `add_factor`: share of all taxes."""
    more = 1.0 + add_factor
    vat = p.vat_rate / law.vat - 1.0
    on_imports = p.vat_share_imports * vat
    on_imports = on_imports + (1.0 - p.vat_share_imports) * (
        duty(membership=membership, p=p) / law.duty - 1.0
    )
    return TaxRates(
        imports=base.imports * (1.0 + on_imports) * more,
        consumption=base.consumption * (1.0 + p.vat_share_consumption * vat) * more,
        labour=base.labour * (1.0 + p.income_tax_share * (p.income_tax_rate / law.income - 1.0)) * more,
        profits=base.profits * (p.profit_tax_rate / law.profit) * more,
        other=base.other,
    )


def burden(*, law: TaxLaw, membership: Number, pass_through_year: Number, p: Fiscal, xp: Namespace) -> Burden:
    """What today's law adds to prices; nothing under the law of the base year."""
    dearer = xp.log(1.0 + 0.01 * duty(membership=membership, p=p)) - xp.log(1.0 + 0.01 * law.duty)
    border = dearer - membership * p.eaeu_transit_gain
    vat = xp.log(1.0 + law.vat_burden * (p.vat_rate / law.vat - 1.0))
    return Burden(border=border, wedge=p.vat_pass_through * vat + pass_through_year * border)


def union_customs(*, membership: Number, imports_last: Number, scale: Number, p: Fiscal) -> Number:
    """What the customs union pays to the budget less the duties handed over, million dollars a quarter;
    `scale`: of its revenue, 1 in the base year."""
    return membership * (0.25 * p.eaeu_customs_usd * scale - 0.01 * p.eaeu_duty_rate * imports_last)
