"""Block 9, banks: deposits follow money, loans go bad when the somoni falls and income is lost.

Equations (somoni and dollar loans grow alike; L: all loans in somoni)

    L*       = l 4 Y_{t-1} (1 - c tight_{t-1}) F_L              wanted loans; Y: nominal output of a quarter
    dL       = clip(a (L* / L_{t-1} - 1), -0.15, 0.15) L_{t-1}
    received = (i_l L_h + i_f L_f e) (1 - n_{t-1}) / 400        interest; h: somoni, f: dollars
    paid     = (i_d D_h + j_f D_f e) / 400                      on deposits
    payout   = k max(received - paid, 0)                        to owners and staff
    s_t      = s_{t-1} + v (x_e s_fx dr - x_y (dln y - o g*) - s_{t-1})    stress; r: real exchange rate
    s_u, s_d = max(s_t, 0), min(s_t, 0)                         stress, and relief
    turn     = normal [j + (1 - j) exp(s_d / ((1 - j) normal))] + s_u      good loans turning bad
    mend     = clip(cure [2 - exp(s_d / cure)] - s_u, 0, 1)     bad ones mending
    n_t      = [n_{t-1} (1 - mend) + turn (1 - n_{t-1})] (1 + a) L_b / L    bad share, 0 to 0.95
    normal   = n* (cure + g_L) / (1 - n*)                       turning bad in normal times
    loss     = d(p n L)                                         provisions, a charge on capital
    K_t      = assets - liabilities                             bank capital
    lost     = max(k_0 - K / L, 0)                              of the capital ratio of the base year
    k_w, k_s = K / L - (z - 1) lost, K / L + (z - 1) lost w / (1 - w)      of weak and of other banks
    rescue   = r [w max(f_r - k_w, 0) + (1 - w) max(f_r - k_s, 0)] L       paid by the state
    shut(k)  = clip((f_k - k) / f_k, 0, 1)                      lending that a bank with capital k gives up
    tight    = w shut(k_w) + (1 - w) shut(k_s) + max(0, (f_l - liquid) / f_l), at most 1

Interest i_l and i_d on somoni and the factor F_L on loans come from monetary policy. y is real disposable
income, o the part of it that is not sent from abroad, which alone is expected to grow with potential output
(g*), as in block 5: loans are made on the income that there is, so that money from abroad that only keeps its
level is no loss to borrowers. Loans turn bad over some quarters after a blow, so that the ups and downs of a
quarter cancel out; what makes good loans bad also keeps bad ones from being served again; a is an add-factor.
Stress adds what it adds, relief cannot save more than there is
to save: of loans that turn bad in normal times a share j has causes of its own (an illness, one business that
fails), and bad ones are mended or written off at most twice as fast, as in 2024. Slopes are the same on both
sides of zero.
L_b is the book before what is lent in the quarter, at its rate: new loans are good ones, and a book that
shrinks holds more bad ones. n* is the share in normal times, to which banks return from a crisis as they did
from 2009 and 2016, and g_L trend growth of output in somoni. Foreign-currency deposits beyond foreign-
currency loans are held abroad, so that a bank's open position does not change by itself. Liquidity is the
deposit at the central bank over all deposits; when it runs out the central bank lends.

A rescue pays for the banks that failed, not for the average: two of seventeen, with 41 % of all assets, were
insolvent in 2016 while the capital of all banks together was still 6 % of risk-weighted assets. Weak banks,
a share w of loans, lose z times what the average loses.

Symbols: c credit_tightness_effect, a credit_adjustment, i_f lending_rate_fx, j_f deposit_rate_fx,
v npl_speed, x_e npl_depreciation, s_fx loans_fx_share, x_y npl_income, cure npl_cure_rate, n* npl_norm,
p provision_coverage, k_0 capital_ratio, w weak_bank_share, z weak_bank_losses, r rescue_share,
f_r rescue_floor, f_k capital_floor, f_l liquidity_floor, j npl_own_causes.

Sources: bad loans 9.9 % (end-2013), 24 % (end-2014), 54 % (end-2016) with the somoni down 37 % and
remittances down 45 %; 8 % in 2010-12 after 22 % in 2009, 7 % in 2024-25 (World Bank, National Bank of
Tajikistan); rescue of December 2016, 490 million dollars, and the two banks behind it (IMF, Financial System
Stability Assessment, country report 16/41); 2024 balance sheet from the National Bank of Tajikistan.
Deposits, their currency split and capital of 2024 are proxies (see the parameter set).
From 12.5 % (end of 2023) to 7.1 (end of 2024) with loans a quarter or more larger: a tenth of bad loans was
mended or written off in a quarter, or more. What befalls one borrower alone: Ganong and Noel (2023).
Where many borrow in foreign currency a depreciation moves bad loans as growth does (Beck, Jakubik and Piloiu
2013).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Banks

LEAST = 1e-9  # a share that is not zero


class BankState(NamedTuple):
    """Balance sheet at the end of a quarter: million somoni, or million dollars where named."""

    loans: Number  # somoni loans, gross
    loans_usd: Number
    provisions: Number
    deposits: Number  # in somoni
    reserves: Number  # at the central bank, less what is borrowed there
    foreign_usd: Number  # net foreign assets
    npl_share: Number  # of gross loans
    stress: Number  # loans turning bad beyond the normal, share a quarter
    tightness: Number  # 0 easy, 1 shut


class CreditPlan(NamedTuple):
    """What a quarter's opening balance sheet decides: million somoni, or million dollars where named."""

    loan_change: Number
    loan_change_usd: Number
    interest_received: Number
    interest_paid: Number
    distributed: Number


class BankFlows(NamedTuple):
    """The close of a quarter, million somoni, or million dollars where named."""

    rescue: Number
    reserve_change: Number
    foreign_change_usd: Number
    provision_charge: Number
    capital: Number
    capital_ratio: Number  # share of gross loans
    liquidity_ratio: Number  # share of deposits
    deposits: Number  # stock at the end
    state: BankState


class Capital(NamedTuple):
    """Capital to loans."""

    weak: Number  # banks
    others: Number


class Ratios(NamedTuple):
    """Normal ratios of the initial year."""

    loans: Number  # gross loans to annual GDP
    payout: Number  # of the interest margin to owners and staff
    new_bad: Number  # bad loans added each quarter in normal times, share of good loans
    capital: Number  # to gross loans


def npl_share(
    *,
    last: BankState,
    depreciation: Number,
    income_change: Number,
    normal: Number,
    grown: Number,
    add_factor: Number,
    p: Banks,
    xp: Namespace,
) -> tuple[Number, Number]:
    """Bad share of loans, and the stress behind it.

    `depreciation` is real, `income_change` beyond what is expected, both log changes; `normal`: share of good
    loans that turn bad in a quarter without stress; `grown`: the book over what it was before new loans;
    `add_factor`: share of bad loans.
    """
    blow = p.npl_depreciation * p.loans_fx_share * depreciation - p.npl_income * income_change
    stress = last.stress + p.npl_speed * (blow - last.stress)
    worse, better = positive(stress, xp), xp.minimum(stress, 0.0)
    cyclical = xp.maximum((1.0 - p.npl_own_causes) * normal, LEAST)
    cure = xp.maximum(p.npl_cure_rate, LEAST)
    turning = normal - cyclical * (1.0 - xp.exp(better / cyclical)) + worse
    mending = between(cure * (2.0 - xp.exp(better / cure)) - worse, 0.0, 1.0, xp=xp)
    bad = last.npl_share + turning * (1.0 - last.npl_share) - mending * last.npl_share
    return between(bad * (1.0 + add_factor) / grown, 0.0, 0.95, xp=xp), stress


def normal_new_bad(*, growth: Number, p: Banks) -> Number:
    """Share of good loans that turn bad in a quarter without stress: it keeps the normal bad share.

    `growth`: of loans in a quarter, share.
    """
    return p.npl_norm * (p.npl_cure_rate + growth) / (1.0 - p.npl_norm)


def uneven(*, ratio: Number, normal: Number, p: Banks, xp: Namespace) -> Capital:
    """Capital to loans of weak and of other banks, where that of all banks is `ratio`, `normal` in the base
    year. Weak banks have lost more."""
    beyond = (p.weak_bank_losses - 1.0) * positive(normal - ratio, xp)
    return Capital(weak=ratio - beyond, others=ratio + beyond * p.weak_bank_share / (1.0 - p.weak_bank_share))


def shortfall(*, capital: Capital, p: Banks, xp: Namespace) -> Number:
    """What banks lack of the capital below which the state steps in, share of all loans."""
    weak, others = (positive(p.rescue_floor - ratio, xp) for ratio in capital)
    return p.weak_bank_share * weak + (1.0 - p.weak_bank_share) * others


def shut(*, capital: Capital, p: Banks, xp: Namespace) -> Number:
    """Part of lending that banks give up for lack of capital."""
    weak, others = (
        between((p.capital_floor - ratio) / p.capital_floor, 0.0, 1.0, xp=xp) for ratio in capital
    )
    return p.weak_bank_share * weak + (1.0 - p.weak_bank_share) * others


def plan(
    *,
    last: BankState,
    deposits_usd: Number,
    gdp_annual: Number,
    rate: Number,
    lending_rate: Number,
    deposit_rate: Number,
    demand: Number,
    k: Ratios,
    p: Banks,
    xp: Namespace,
) -> CreditPlan:
    """Credit and interest of a quarter. Deposits are opening stocks; `gdp_annual` nominal, last known;
    `lending_rate`, `deposit_rate`: on somoni, percent a year; `demand`: factor on wanted loans."""
    wanted = k.loans * gdp_annual * (1.0 - p.credit_tightness_effect * last.tightness) * demand
    book = last.loans + last.loans_usd * rate
    growth = between(p.credit_adjustment * (wanted / book - 1.0), -0.15, 0.15, xp=xp)
    quarterly = 0.0025  # annual percent to a share a quarter
    good = (1.0 - last.npl_share) * quarterly
    received = (last.loans * lending_rate + last.loans_usd * rate * p.lending_rate_fx) * good
    paid = (last.deposits * deposit_rate + deposits_usd * rate * p.deposit_rate_fx) * quarterly
    distributed = k.payout * positive(received - paid, xp)
    return CreditPlan(
        loan_change=growth * last.loans,
        loan_change_usd=growth * last.loans_usd,
        interest_received=received,
        interest_paid=paid,
        distributed=distributed,
    )


def normal_loans(*, loans: Number, gdp_annual: Number, growth: Number, p: Banks) -> Number:
    """l: wanted loans to output with which `loans` grow by `growth` a quarter, as output does.

    Credit runs after what is wanted; a stock that keeps pace lags behind it. Stays within the most that
    credit can grow in a quarter.
    """
    return loans * (1.0 + growth / p.credit_adjustment) / gdp_annual


def normal_payout(*, margin: Number, kept: Number, xp: Namespace) -> Number:
    """Part of the interest margin that is paid out when `kept` of it stays in the bank; both in a quarter."""
    return xp.maximum(1.0 - kept / margin, 0.0)


def close(
    *,
    last: BankState,
    plan: CreditPlan,
    somoni_deposits: Number,
    deposits_usd: Number,
    deposit_change_usd: Number,
    credit_line: Number,
    rate: Number,
    depreciation: Number,
    income_change: Number,
    add_factor: Number,
    k: Ratios,
    p: Banks,
    xp: Namespace,
) -> BankFlows:
    """Close the balance sheet. Deposits are stocks at the end; `credit_line`: forced credit to households;
    `depreciation` is real, `income_change` beyond what is expected, both log changes; `add_factor`:
    share of bad loans."""
    loans = last.loans + plan.loan_change + credit_line
    loans_usd = last.loans_usd + plan.loan_change_usd
    gross = loans + loans_usd * rate
    bad, stress = npl_share(
        last=last,
        depreciation=depreciation,
        income_change=income_change,
        normal=k.new_bad,
        grown=gross / (last.loans + last.loans_usd * rate),
        add_factor=add_factor,
        p=p,
        xp=xp,
    )
    provisions = p.provision_coverage * bad * gross
    foreign_change = deposit_change_usd - plan.loan_change_usd
    foreign = last.foreign_usd + foreign_change
    margin = plan.interest_received - plan.interest_paid - plan.distributed
    reserve_change = somoni_deposits - last.deposits - plan.loan_change - credit_line + margin
    owed = somoni_deposits + deposits_usd * rate
    before = gross - provisions + last.reserves + reserve_change + foreign * rate - owed
    left = uneven(ratio=before / gross, normal=k.capital, p=p, xp=xp)
    lacking = shortfall(capital=left, p=p, xp=xp)
    rescue = p.rescue_share * lacking * gross
    reserve_change = reserve_change + rescue
    reserves = last.reserves + reserve_change
    capital = before + rescue
    ratio = capital / gross
    liquidity = reserves / owed
    short = shut(capital=uneven(ratio=ratio, normal=k.capital, p=p, xp=xp), p=p, xp=xp)
    short = short + positive(p.liquidity_floor - liquidity, xp) / p.liquidity_floor
    tightness = xp.minimum(short, 1.0)
    return BankFlows(
        rescue=rescue,
        reserve_change=reserve_change,
        foreign_change_usd=foreign_change,
        provision_charge=provisions - last.provisions,
        capital=capital,
        capital_ratio=ratio,
        liquidity_ratio=liquidity,
        deposits=owed,
        state=BankState(
            loans=loans,
            loans_usd=loans_usd,
            provisions=provisions,
            deposits=somoni_deposits,
            reserves=reserves,
            foreign_usd=foreign,
            npl_share=bad,
            stress=stress,
            tightness=tightness,
        ),
    )
