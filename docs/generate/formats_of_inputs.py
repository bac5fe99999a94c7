"""The files that a user writes: scenarios, levers, parameters, outlooks, judgement and figures."""

from __future__ import annotations

from docs.generate.file_format import Format, Section
from tajsim.judgements.equations import EQUATIONS

SCENARIO = Format(
    "Scenario (TOML)",
    "Read wherever a scenario is asked for: `tajsim run mine.toml`, `ts.scenario(\"mine.toml\")`; written by "
    "`Scenario.to_toml`. Either `[[shocks]]` or `components`. An unknown key, an unknown target or a value "
    "out of "
    "range is an error that says what is allowed; all problems are listed at once.",
    (
        Section(
            "The file",
            {
                "title": "text, required: a few words for tables and pictures",
                "narrative": "text, required: what happens, in a sentence or two",
                "name": "text: what tables call it; by default the name of the file",
                "sources": "list of texts: ids such as `S30` of the register, or references of your own",
                "shocks": "list of tables `[[shocks]]`, below",
                "components": "list of names of shipped scenarios, or of tables with the content of a file: "
                "a composition",
                "expect": "list of tables `[[expect]]`, below",
            },
        ),
        Section(
            "[[shocks]]",
            {
                "target": "text, required: a driver or a parameter; `tajsim targets` lists them",
                "add": "number or list: an amount in the target's unit is added",
                "multiply": "number or list: the target is multiplied by it",
                "set": "number or list: the target's value in every draw",
                "set_mean": "number or list, for drivers: the value of the central path, around which draws "
                "vary",
                "shape": "text: step (default), pulse, ramp, fade or path, below",
                "weight": "number from 0 to 1: takes only that share of a `set` or `set_mean`",
                "note": "text: why, or from where",
            },
            "Exactly one of `add`, `multiply`, `set` and `set_mean`.",
        ),
        Section(
            "[[expect]]",
            {
                "says": "text, required: the claim in words",
                "output": "text, required: an output; `tajsim outputs` lists them",
                "at": "required: a year, 2027, or a quarter, \"2026Q2\"",
                "measure": "text: level (default), from baseline or % from baseline",
                "above": "number: the lowest value that is claimed",
                "below": "number: the highest value that is claimed",
            },
            "What the scenario claims: at least one of `above` and `below`. `tajsim scenarios --check` holds "
            "it against the model.",
        ),
        Section(
            "Keys of the shapes",
            {
                "start": "quarter as text, \"2026Q1\": the first. A step without it acts over the whole "
                "run; a "
                "path without it begins with the run",
                "end": "quarter, of a step: the last; without it the effect stays",
                "quarters": "whole number: how long a pulse lasts (1), a ramp rises or a fade falls",
                "fade": "whole number, of a ramp: quarters over which it falls again (0: it stays)",
                "fade_to": "number from 0 to 1, of a ramp or fade: the share of the full effect that stays "
                "(0)",
                "hold": "true or false, of a path: whether its last value stays (true)",
            },
        ),
    ),
    ("toml", '''title = "Slow slide"
narrative = "The rouble loses a quarter of its value over a year, and half of that is regained in two."
sources = ["my own"]

[[shocks]]
target = "rub_per_usd"
multiply = 1.33
shape = "ramp"
start = "2026Q1"
quarters = 4
fade = 8
fade_to = 0.5
'''),
)  # fmt: skip

LEVER = Format(
    "Lever (TOML)",
    "A scenario file with a table `[lever]`: a measure of policy with a cost, for `--levers FILE.toml` and "
    "`ts.policy_search`.",
    (
        Section(
            "[lever]",
            {
                "cost": "number, required: million TJS a year at 2024 prices at size 1",
                "cost_source": "text: where that comes from",
                "sizes": "list of numbers of at least 0: the sizes that may be taken; 0 is always among them "
                "(0, 0.5, 1)",
            },
        ),
    ),
    ("toml", '''title = "Cheaper transfers"
narrative = "The cost of sending money home falls by a third."
sources = ["my own"]

[lever]
cost = 50
cost_source = "my own"
sizes = [0.0, 0.5, 1.0]

[[shocks]]
target = "oil_price"
multiply = 0.98
'''),
)  # fmt: skip

PARAMETER_SET = Format(
    "Parameter set (TOML)",
    "Read by `ts.parameters(\"mine.toml\")` and the command line; written by `Parameters.to_toml`. One "
    "table a "
    "parameter, `[BLOCK.NAME]`, as `[migration.stock_russia]`; the [list of parameters](parameter-list.md) "
    "has "
    "blocks, units and allowed ranges. With `extends` the file holds only what differs.",
    (
        Section(
            "The file",
            {
                "title": "text, required",
                "date": "TOML date, required: the last day of a quarter, the end of the base year",
                "narrative": "text, required: which reading of the figures it is",
                "extends": "name of a shipped set, or of a file beside this one: everything not said is "
                "taken "
                "from there",
                "figures": "tables `[figures.NAME]`, below",
                "resolutions": "tables `[resolutions.NAME]`, below",
                "ensemble": "table with one array of numbers a parameter, or, which is read faster, a text "
                "with them between blanks, all of one length: the joint sample of the parameters whose "
                "distribution is `posterior`",
                "known": "what happened since the base year, below",
            },
        ),
        Section(
            "[known], quarters since the base year",
            {
                "on": "TOML date: the day by which it was published; results are shown from its quarter on",
                "first": "the first quarter after the base year, as \"2025Q1\"",
                "given": "text of a TOML file: the figures that members meet",
                "drivers": "table with the central path of each driver, one number a quarter",
                "single_path": "table with the innovations of the single path by equation or driver, one "
                "number a quarter, in standard deviations",
                "members": "table with the innovations of every member, one array or text of numbers a "
                "series and quarter, as \"prices 2025Q1\", and the scale of those of drivers",
            },
            "Written by `tajsim.nowcast(...).save`; members are those of the ensemble, in its order.",
        ),
        Section(
            "[BLOCK.NAME], one parameter",
            {
                "value": "number, required, in the declared unit",
                "distribution": "fixed (default without low and high), uniform, triangular (median `value`), "
                "lognormal (median `value`, low and high near its 5 % and 95 % points), or posterior",
                "low": "number, required unless fixed",
                "high": "number, required unless fixed",
                "source": "text, required: who says so; an id such as `S04` is one of the register",
                "confidence": "A published, B derived, C proxy or judgement, or user",
                "note": "text; required for confidence C: why the judgement is fair",
            },
        ),
        Section(
            "[figures.NAME], a published figure",
            {
                "value": "number above 0, required",
                "unit": "text, required",
                "period": "text, required",
                "source": "text, required",
                "said_by": "text, required",
                "note": "text",
            },
        ),
        Section(
            "[resolutions.NAME], a contradiction settled",
            {
                "wins": "text, required: the figure that is followed",
                "rule": "text, required: by which rule",
            },
        ),
    ),
    ("toml", '''title = "Fewer people in Russia"
date = 2024-12-31
narrative = "As the World Bank has it, with 900 000 migrants in Russia."
extends = "world-bank-2024"

[migration.stock_russia]
value = 900000
distribution = "triangular"
low = 700000
high = 1100000
source = "my own"
confidence = "C"
note = "Registrations less those who left."
'''),
)  # fmt: skip

OUTLOOK = Format(
    "Outlook (TOML)",
    "A baseline of your own: `--baseline FILE.toml`, `ts.run(baseline=\"FILE.toml\")`. It takes over what "
    "it does not "
    "say from the outlook it `extends`.",
    (
        Section(
            "The file",
            {
                "title": "text, required",
                "narrative": "text, required",
                "extends": "baseline or none: the outlook from which everything not said is taken",
                "drop": "list of names: targets of that outlook that are not followed",
                "round": "two months, the first and the last in which targets may have been published, so "
                "that they are of one forecasting round",
                "drivers": "tables `[drivers.NAME]`, below",
                "targets": "tables `[targets.NAME]`, below",
            },
        ),
        Section(
            "[drivers.NAME] and [targets.NAME]",
            {
                "values": "table of year = number, required but for a forecast; the last figure holds in "
                "later "
                "years",
                "annual": "what a figure is: `mean` of the quarters, `constant` in them, `end` of the year "
                "counted from `start`, or `forecast` of the driver model",
                "start": "number: what the ends of years are counted from, for annual = \"end\"",
                "earlier": "true: the first figure holds in every year before as well",
                "source": "text, required: who forecasts it",
                "unit": "text: for readers; the unit is that of the driver or output",
                "published": "list of months such as \"2025-09\": when the figures were published; required "
                "of every target of an outlook with a round, which they must lie in, unless its source "
                "begins with `judgement`",
                "known": "of a target: the figures in place of `values` where the parameter set knows "
                "quarters since its base year; `{}` for none",
                "by": "text: the equation that is adjusted, for an output without a path of its own "
                "(an error lists the equations there are)",
            },
            "Growth, inflation, the somoni, remittances, the current account, tax revenue, the budget "
            "balance and bad loans (`gdp_growth`, `inflation`, `tjs_per_usd`, `remittances_growth`, "
            "`current_account_gdp`, `tax_revenue_gdp`, `budget_balance_gdp`, `npl_ratio`) are met quarter by "
            "quarter; any other output is met year by year with `by`.",
        ),
    ),
    ("toml", '''title = "Ministry, October"
narrative = "Slower growth; reserves are built up by importing less."
extends = "baseline"
drop = ["current_account_gdp"]

[targets.gdp_growth]
values = { 2026 = 4.5, 2027 = 5.0 }
source = "my own"

[targets.reserves_usd]
values = { 2026 = 5000.0 }
by = "imports"
source = "my own"
'''),
)  # fmt: skip

JUDGEMENT = Format(
    "Judgement (TOML)",
    "Add-factors with author and reason: `--judgement FILE.toml`, `ts.judgement(\"FILE.toml\")`; written by "
    "`Judgement.to_toml`. They add to those of the baseline, in every scenario and in every draw. A file "
    "without any changes nothing.",
    (
        Section(
            "The file",
            {
                "title": "text, required: a few words for tables",
                "name": "text: what tables call it; by default the name of the file",
                "add_factors": "list of tables `[[add_factors]]`, below",
            },
        ),
        Section(
            "[[add_factors]]",
            {
                "equation": "text, required: one of those below",
                "values": "list of numbers, one a quarter from `start`",
                "value": "number, in place of `values`: the same in every one of `quarters`",
                "quarters": "whole number, with `value`: how many (1)",
                "start": "quarter as text, required: the first",
                "fades": "quarter as text, required: the first in which nothing is left; the last value "
                "falls to it in equal steps",
                "author": "text, required: who judges so",
                "date": "TOML date, required: when",
                "why": "text, required: what the equation does not know",
            },
            "Two add-factors on one equation must not overlap: they would count double.",
        ),
        Section(
            "Equations",
            {
                one.name: f"{one.meaning}; {one.unit}, {one.low:g} to {one.high:g} together with the "
                "add-factor of the baseline"
                for one in EQUATIONS.values()
            },
            "A share of 0.05 adds 5 %; a log change of 0.05 a quarter adds 5 % in each quarter it stands in.",
        ),
    ),
    ("toml", '''title = "July"

[[add_factors]]
equation = "remittances"
values = [0.25, 0.2]
start = "2025Q1"
fades = "2026Q1"
author = "A. Author"
date = 2025-07-15
why = "Transfers of the first half were far above those of 2024."

[[add_factors]]
equation = "exchange_rate"
value = -0.045
quarters = 2
start = "2025Q1"
fades = "2025Q3"
author = "A. Author"
date = 2025-07-15
why = "The somoni gained 9 % in the first half."
'''),
)  # fmt: skip

OBSERVATIONS = Format(
    "Observations (CSV)",
    "Published figures for `ts.observations`, `ts.known` and `tajsim observations`; written by "
    "`Observations.to_csv`. One row is one publication of one figure; of several the latest known counts.",
    (
        Section(
            "Columns",
            {
                "series": "a series of the shipped data, or an output or driver of the model",
                "period": "2025, 2025Q1, 2025-05, 2025-H1, 2025-9M (January to September), 2023-2025, a day",
                "value": "the figure, with the digits it was published with",
                "unit": "as published: US$ billion, TJS million, thousand persons, % per year",
                "source": "who published it and where it was read: `central bank via a newspaper`",
                "published": "a day, or a month, which counts from its last day",
                "country": "ISO code; may be left out",
                "standard_error": "in the unit; 0 for exact; the column or the cell may be left out",
            },
        ),
    ),
    (
        "csv",
        "series,period,value,unit,source,published\n"
        "remittances_reported,2025Q1,1.8,US$ billion,ADB,2025-09\n"
        "policy_rate,2025-05-05,8.25,% per year,central bank,2025-05-05\n",
    ),
)  # fmt: skip
