"""The files that the library writes: golden files, manifests, rounds, results and tables."""

from __future__ import annotations

from docs.generate.file_format import Format, Section

GOLDEN = Format(
    "Golden file (TOML)",
    "What to run and what came out, for `tajsim check` and `ts.check`. Write `[run]`; `--update` fills in "
    "the rest. "
    "At most 16 MiB.",
    (
        Section(
            "The file",
            {
                "format": "1",
                "run": "table, required, below",
                "tolerance": "tables, below",
                "made_with": "versions and digests the numbers were recorded with; written by the program",
                "values": "tables `[values.SCENARIO.OUTPUT]`, a line a period with one number a statistic; "
                "written "
                "by the program",
            },
        ),
        Section(
            "[run]",
            {
                "scenarios": "list, required: names, compositions, or files relative to this one",
                "vintage": "the parameter set, a name or a file (calibrated-2024)",
                "baseline": "a name or a file (baseline)",
                "judgement": "a file of add-factors (none)",
                "start": "first quarter (2025Q1)",
                "end": "last quarter (2030Q4)",
                "draws": "whole number; 0 for the single path alone (256)",
                "seed": "whole number (0)",
                "outputs": "list of outputs (20 headline ones)",
                "quarters": "list of quarters recorded; every one when neither quarters nor years are given",
                "years": "list of full years whose annual values are recorded",
                "statistics": "list of central, mean and quantiles as q05, q50, q975 (central, mean, q05, "
                "q50, "
                "q95; central alone without draws)",
            },
        ),
        Section(
            "[tolerance.draws], [tolerance.central] and [tolerance.OUTPUT]",
            {
                "absolute": "number of at least 0, in the output's unit",
                "relative": "number from 0 to 0.01, of the recorded number; the larger of the two holds",
            },
            "Without them 1e-5 for statistics of draws and 1e-6 for the single path.",
        ),
    ),
    ("toml", '''[run]
scenarios = ["crackdown"]
vintage = "world-bank-2024"
years = [2026, 2027]
'''),
)  # fmt: skip

MANIFEST = Format(
    "Manifest (JSON)",
    "`manifest.json`, written by every command with `--out` and kept in saved results. `tajsim run "
    "--manifest FILE` "
    "and `ts.rerun` run it again, to the bit.",
    (
        Section(
            "The object",
            {
                "format": "4",
                "version": "of tajsim",
                "python": "version",
                "numpy": "version",
                "scipy": "version",
                "vintage": "name of the parameter set that ran",
                "vintage_sha256": "digest of its content",
                "vintage_given": "the set that was asked for, where a run from a past year replaces its "
                "figures; "
                "empty when it is the one that ran",
                "vintage_toml": "its text, null when it ships with the library",
                "scenarios": "object: name of each scenario, the baseline among them, and its digest",
                "definitions": "object: name and text of every scenario that does not ship",
                "baseline": "name of the scenario that deviations are taken from",
                "outlook_toml": "text of the outlook that the baseline follows, null when it ships",
                "swaps_toml": "text of the outputs that were given a path, null for none",
                "given_toml": "text of the figures that the run was given, with the name and digest of "
                "their file; null for none",
                "judgement_toml": "text of the judgement, null for a run without",
                "seed": "root seed",
                "draws": "number of draws, null for the single path alone",
                "start": "first quarter",
                "end": "last quarter",
                "outputs": "list of the outputs kept",
                "keep": "draws or summary",
                "backend": "numpy or compiled: what computed the draws",
                "data": "object: each data file read, and its digest",
            },
        ),
    ),
)

ROUND = Format(
    "Round (folder)",
    "Made by `tajsim round new ROUND` and `ts.new_round`, whole or not at all, and never written over. "
    "Beside `round.json` it holds `parameters.toml` and `outlook.toml`, whole whatever they were made from, "
    "`judgement.toml` and `observations.csv` where there are any (`observations_base.csv`: figures that "
    "growth is compared with), the forecast as `forecast.npz` (a saved result) and `forecast.csv` "
    "(a summary), and `manifest.json`.",
    (
        Section(
            "round.json",
            {
                "format": "1",
                "name": "of the round: that of its folder",
                "known": "day up to which the figures given were published, null for a forecast without",
                "parameters": "name of the parameter set",
                "end": "last quarter",
                "draws": "number of draws, null for the single path alone",
                "seed": "root seed",
                "made_with": "object: version of tajsim, python, numpy, scipy, and code, the digest of the "
                "modules that compute numbers",
                "files": "object: each other file of the folder, and its SHA-256",
            },
        ),
    ),
)

SUMMARY = Format(
    "Summary (CSV)",
    "`summary.csv` of `tajsim run --out DIR`; in Python `r.summary_frame()`. Tidy, UTF-8, one number a row.",
    (
        Section(
            "Columns",
            {
                "scenario": "name, the baseline first",
                "variable": "name of the output",
                "unit": "of `value`; that of a deviation for `delta_...`",
                "period": "quarter as 2026Q1, or year",
                "statistic": "central, mean, q05, q25, q50, q75, q95; the same with `delta_` for the "
                "deviation from "
                "the baseline",
                "value": "the number",
                "freq": "Q or Y",
            },
        ),
    ),
)

SAVED = Format(
    "Saved result (NPZ)",
    "Written by `r.save(\"run.npz\")`, read by `ts.load`: an uncompressed NumPy archive without pickles. "
    "The same result "
    "gives the same bytes; a file that was altered or cut short is refused.",
    (
        Section(
            "Arrays",
            {
                "metadata": "bytes of a JSON text: what, format (2, with weights 3) and labels: "
                "scenarios, quarters, years, infos (outputs with units), identities, manifest, summaries",
                "quarterly/NAME": "float32 (quarter, scenario, draw) of each output whose draws were kept",
                "annual/NAME": "float32 (year, scenario, draw)",
                "central/NAME": "float64 (quarter, scenario), the single path",
                "central_annual/NAME": "float64 (year, scenario)",
                "summaries/NUMBER/values": "float32; with ranks and total the distributions of a run with "
                "keep=\"summary\"",
                "weights/values": "float64 (draw), in a run that was given figures; with weights/pareto_k",
                "checksum": "SHA-256 of everything else",
            },
        ),
    ),
)  # fmt: skip

SCORES = Format(
    "Scores (JSON)",
    "`tajsim backtest --json` prints one object with the lists `scores` and `episodes`; in Python "
    "`ts.backtest().scores()`. Changes are in log points (0.10 = 10 %), shares as shares. With `--partial` "
    "the lists are `scores` and `cases`: `ts.partial_backtest().scores()` and its `.table()`.",
    (
        Section(
            "A row of scores",
            {
                "variable": "what is forecast",
                "horizon": "years ahead, 1 or 3",
                "conditional": "true: given the drivers as they were",
                "first": "first target year",
                "last": "last target year",
                "n": "number of forecasts",
                "rmse": "root mean squared error of the mean",
                "mae": "mean absolute error of the mean",
                "crps": "continuous ranked probability score, smaller is better",
                "rmse_low, rmse_high, crps_low, crps_high": "90 % bootstrap intervals; null for fewer than 5",
                "sign": "share of forecasts with the right sign",
                "coverage50": "share of outcomes in the 50 % band",
                "coverage90": "share of outcomes in the 90 % band",
                "bias": "mean of forecast less outcome",
                "pit": "counts of where outcomes fell in their distributions, in ten bins",
                "benchmarks": "object: name of each naive forecast and its rmse, mae, crps, n; model_rmse "
                "and model_crps of the model on the same questions; gap_low, gap_high: 90 % bootstrap "
                "interval of the model's CRPS less its own",
            },
        ),
    ),
)  # fmt: skip

TABLES = {
    "run": {"summary.csv": "scenario, variable, unit, period, statistic, value, freq"},
    "backtest": {
        "scores.csv": "variable, horizon, conditional, first, last, by, statistic, value",
        "forecasts.csv": "by, variable, horizon, conditional, origin, target, observed, base, mean, median, "
        "crps, pit, q5, q25, q50, q75, q95",
        "variants.csv": "variant, variable, origin, observed, base, mean, q5, q25, q50, q75, q95, crps, pit; "
        "with --variants",
        "partial-scores.csv": "variable, stage, n, lower, share, crps_before, crps_after, log_before, "
        "log_after, own_n, own_lower, effective; with --partial, instead of the others",
        "partial.csv": "variable, stage, year, target, observed, figures, own, effective, median_before, "
        "median_after, low_after, high_after, crps_before, crps_after, log_before, log_after; with --partial",
    },
    "round": {
        "revisions.csv": "output, year, unit, before, after, change, (each group of inputs); compare",
    },
    "decompose": {"decomposition.csv": "part, period, central, mean, q05, q50, q95"},
    "sensitivity": {
        "indices.csv": "parameter, first, first_low, first_high, total, total_low, total_high",
        "tornado.csv": "parameter, unit, low, median, high, at_low, at_median, at_high, swing, varied",
        "path.csv": "year, parameter, first, first_low, first_high, total, total_low, total_high, sd",
    },
    "plausibility": {
        "moves.csv": "scenario, driver, years, until, move, outlook, surprise, percentile, tail, windows, "
        "exceeded, history_share, largest, largest_until",
        "rules.csv": "scenario, target, unit, usual, value, episode, acted_on, episode_value, begins",
    },
    "solve": {
        "curve.csv": "size, probability, error",
        "frontier.csv": "size_a, size_b, probability, direction, further",
    },
    "policy": {
        "mixes.csv": "mix, (each lever), cost, (prob: each scenario), worst, efficient, keeps",
        "regret.csv": "mix, cost, worst, (probability, shortfall and regret: each scenario)",
    },
}
"""The CSV files that commands write into --out, each with its columns."""
