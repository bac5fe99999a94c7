"""Lists of what the package knows: outputs, scenarios, targets, levers, parameters, sources."""

from __future__ import annotations

import tajsim as ts
from docs.generate.markdown import code, escape, number, page, table
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters.loading import DEFAULT


def lists() -> dict[str, str]:
    """One page a list."""
    return {
        "reference/outputs.md": outputs(),
        "reference/scenario-list.md": scenario_list(),
        "reference/targets.md": targets(),
        "reference/parameter-list.md": parameter_list(),
        "reference/sources.md": sources(),
    }


def outputs() -> str:
    """Every output with its unit and definition."""
    return page(
        "Outputs",
        "What a run reports: `r[name]`, `--outputs`. Rates and shares are in percent, money in millions of "
        "the "
        "currency named, real series in millions of somoni at 2024 prices, people in persons. Flows are per "
        "quarter; growth and inflation are over the same quarter of the year before.",
        table(
            ("name", "unit", "definition"),
            [(code(o.name), escape(o.unit), escape(o.definition)) for o in OUTPUTS],
        ),
    )


def scenario_list() -> str:
    """Every shipped scenario with its story, shocks and sources."""
    sections = []
    for name, title, narrative, cited in ts.scenarios()[["name", "title", "narrative", "sources"]].values:
        shocks = ts.scenario(name).shocks
        rows = [(code(s.target), escape(s), escape(s.note)) for s in shocks]
        sections.append(
            "\n\n".join(
                part
                for part in (
                    f"## {name}",
                    f"**{escape(title)}.** {escape(narrative)}",
                    table(("target", "shock", "note"), rows) if rows else "No shocks.",
                    f"Sources: {escape('; '.join(cited))}" if cited else "",
                )
                if part
            )
        )
    return page(
        "Scenarios",
        "The shipped stories. Everything but `baseline` is a deviation from it. `a + b` is a scenario in "
        "which "
        "both happen; the order makes no difference. [Build your own](../howto/own-scenario.md).",
        *sections,
    )


def targets() -> str:
    """Everything a shock can act on, and the levers of policy."""
    found = ts.targets(moves=False)
    rows = [
        (
            code(t.name),
            t.kind if not t.block else f"{t.kind}, {t.block}",
            escape(t.unit),
            number(t.value),
            f"{number(t.low)} to {number(t.high)}",
            "yes" if t.shock else "no",
            escape(t.description),
        )
        for t in found.itertuples()
    ]
    levers = [
        (code(v.name), escape(v.narrative), number(v.cost), escape(v.cost_source),
         ", ".join(f"{size:g}" for size in v.sizes))
        for v in ts.levers().itertuples()
    ]  # fmt: skip
    return page(
        "Targets and levers",
        "## Targets",
        f"What a shock can act on, with the values of `{DEFAULT}`. A driver follows the outlook and has no "
        f"value of "
        "its own. Where *acts* is no, the parameter only shapes the state that a run starts from. "
        "`tajsim targets` also says what each one moves.",
        table(("name", "kind", "unit", "value", "allowed", "acts", "what it is"), rows),
        "## Levers",
        "Measures of policy with a cost, for `ts.policy_search` and `tajsim policy`.",
        table(("name", "what it does at size 1", "million TJS a year", "cost from", "sizes"), levers),
    )


def parameter_list() -> str:
    """Every parameter of the default set, block by block, and the sets that ship."""
    frame = ts.parameters(DEFAULT).describe()
    sections = []
    for block, rows in frame.groupby("block", sort=False):
        cells = [
            (
                code(p.name),
                escape(p.description),
                f"{number(p.value)} {escape(p.unit)}",
                "fixed"
                if p.distribution == "fixed"
                else f"{p.distribution}, {number(p.low)} to {number(p.high)}",
                f"{number(p.allowed_low)} to {number(p.allowed_high)}",
                f"{escape(p.source)} ({p.confidence})",
            )
            for p in rows.itertuples()
        ]
        head = ("name", "what it is", "value", "distribution", "allowed", "source (confidence)")
        sections.append(f"## {block}\n\n{table(head, cells)}")
    return page(
        "Parameters",
        "Three parameter sets ship; [which to take](../howto/parameter-set.md).",
        table(
            ("set", "title", "what it is"),
            [(code(s.name), escape(s.title), escape(s.narrative)) for s in _sets()],
        ),
        f"Values below are those of `{DEFAULT}`. Confidence: A a published figure, B derived from published "
        "figures, C a proxy or a judgement. `S01` and the like are entries of the [sources](sources.md).",
        *sections,
    )


def sources() -> str:
    """The register of sources."""
    rows = [
        (
            f'<a id="{s.id}"></a>{code(s.id)}',
            escape(s.what),
            _value(s.value, s.low, s.high),
            escape(s.unit if s.unit == s.unit else ""),
            " ".join([escape(s.source), *_links(s.url)]),
            escape(s.confidence),
        )
        for s in ts.sources().itertuples()
    ]
    return page(
        "Sources",
        "The register of citable facts, `ts.sources()`. `S01` to `S38` are the founding facts; the others "
        "are "
        "findings of the literature, with how sure each is.",
        table(("id", "what", "value", "unit", "source", "confidence"), rows),
    )


def _links(urls: object) -> list[str]:
    """The addresses of a source, each as a link."""
    found = [url.strip() for url in str(urls).split(" ; ") if url.strip().startswith("http")]
    return [f"[link]({url})" for url in found]


def _value(value: float, low: float, high: float) -> str:
    spread = f"{number(low)} to {number(high)}" if low == low and high == high else ""
    return f"{number(value)} ({spread})" if spread and value == value else number(value) or spread


def _sets() -> list[ts.Parameters]:
    from tajsim.parameters.loading import parameter_set_names

    return [ts.parameters(name) for name in parameter_set_names()]
