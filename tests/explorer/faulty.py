"""Scenario files with faults: none of them may be taken, by the command line or by the page."""

from __future__ import annotations

import json

EVIL = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>'
HEAD = 'title = "a"\nnarrative = "b"\n'


def shock(target: str = "rub_per_usd", **fields: str) -> str:
    """The text of a shock; its fields as they stand in a file."""
    lines = {"target": json.dumps(target), **fields}
    return "[[shocks]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


def step(target: str = "rub_per_usd", **fields: str) -> str:
    """A shock that would be right without `fields`."""
    return shock(target, **{"multiply": "1.2", "shape": '"step"', "start": '"2026Q1"', **fields})


_TEXTS = {
    "no-toml": "title = ",
    "empty": "",
    "marked": "\ufeff" + HEAD + step("rub_per_us"),
    "returns": (HEAD + step("rub_per_us")).replace("\n", "\r\n"),
    "control": 'title = "a\x01"\n',
    "unclosed": 'title = "abc\n',
    "twice": HEAD + 'title = "c"\n' + step(),
    "deep": f"a = {'[' * 3000}{']' * 3000}\n",
    "no-title": step(),
    "titles": 'title = ["a"]\nnarrative = ["b"]\nsources = [1, "x", ""]\n' + step(),
    "name": HEAD + "name = 3\n" + step(),
    "nameless": HEAD + 'name = ""\n' + step(),
    "key": HEAD + 'colour = "red"\n' + step(),
    "keys": HEAD + step(strat='"2026Q1"', hold="1"),
    "shocks": HEAD + "shocks = 3\n",
    "table": HEAD + '[shocks]\ntarget = "oil_price"\n',
    "sources": HEAD + 'sources = "x"\n' + step(),
    "components": HEAD + 'components = ["crackdown", "nothing"]\n',
    "both": HEAD + 'components = ["crackdown"]\n' + step(),
    "claim": HEAD + step() + '[[expect]]\nsays = "x"\noutput = "gdpp"\nat = 2027\nabove = 1\n',
    "unbound": HEAD + step() + '[[expect]]\nsays = "x"\noutput = "gdp"\nat = 1890\n',
    "target": HEAD + step("rub_per_us"),
    "long": HEAD + step("y" * 3000),
    "turned": HEAD + step("a\u202eb\u0000"),
    "quotes": HEAD + step("it's"),
    "two": HEAD + step(add="3"),
    "none": HEAD + shock(shape='"step"', start='"2026Q1"'),
    "shape": HEAD + step(shape='"rmap"'),
    "quarters": HEAD + step(shape='"pulse"', quarters="-1"),
    "parts": HEAD + step(shape='"pulse"', quarters="2.5"),
    "endless": HEAD + step(shape='"pulse"', quarters="999999999"),
    "text": HEAD + step(multiply='"1.2"', hold="true"),
    "nan": HEAD + step(multiply="nan"),
    "infinite": HEAD + step(multiply="-inf"),
    "too-large": HEAD + step(multiply="1e999"),
    "digits": HEAD + step(multiply="9" * 400),
    "date": HEAD + step(start='"2026Q5"'),
    "day": HEAD + step(start="2026-01-01"),
    "backwards": HEAD + step(start='"2026Q3"', end='"2026Q1"'),
    "weight": HEAD + shock(set="120.0", weight="1.5"),
    "weighted": HEAD + step(weight="0.5"),
    "gap": HEAD + shock(multiply='{"2026Q1" = 1.1, "2026Q4" = 1.2}', shape='"path"'),
    "pathless": HEAD + step(multiply="[]", shape='"path"'),
    "fade": HEAD + step(shape='"fade"', fade_to="2"),
    "ramp": HEAD + step(shape='"ramp"', quarters="0", fade="-1"),
    "range": HEAD + step("vat_rate", multiply="1.0") + shock("vat_rate", set="2000"),
    "mean": HEAD + shock("russia_wage", set_mean="90000"),
    "again": HEAD + step() + step(),
    "markup": f'title = {json.dumps(EVIL)}\nnarrative = "b"\n{json.dumps(EVIL)} = 1\n',
    "prototype": HEAD + "__proto__ = 1\nconstructor = 2\n" + step(),
    "prototypes": HEAD + step() + "__proto__ = { a = 1 }\ntoString = 2\n",
    "inherited": HEAD + step("__proto__") + step("constructor"),
    "below": HEAD + step("oil_price", multiply="1.0") + shock("oil_price", add="-500"),
    "negative": HEAD + step(multiply="-1"),
    "nothing": HEAD + step(multiply="0"),
    "huge": HEAD + step(multiply="1e300"),
    "many": HEAD + step(multiply="0") + step("oil_price", multiply="1e9"),
    "late": HEAD + step(start='"2050Q1"'),
    "early": HEAD + step(shape='"pulse"', start='"1990Q1"', quarters="2"),
    "conflict": HEAD + shock("oil_price", set="50") + shock("oil_price", set="60"),
    "mixed": HEAD + shock("oil_price", set="50") + shock("oil_price", set_mean="60", weight="0.5"),
    "together": HEAD + step(multiply="1e300") + step(multiply="1e301"),
    "removed": HEAD + shock("deported", set="600000"),
    "idle": HEAD + step("gini", multiply="1.01"),
    "floor": HEAD + shock("reserve_floor_months", add="6"),
}
FAULTY = {name: text.encode() for name, text in _TEXTS.items()} | {
    "latin": 'title = "caf\xe9"\n'.encode("latin1"),
    "wide": (HEAD + step()).encode("utf-16"),
    "wide-big": (HEAD + step()).encode("utf-16-be"),
    "wider": (HEAD + step()).encode("utf-32"),
    "zeros": bytes(3),
    "cut": 'title = "\u0416'.encode()[:-1],
    "half": b'title = "\xed\xa0\x80"\n',
    "overlong": b'title = "\xc0\xaf"\n',
    "bytes": bytes(range(256)) * 20,
}
