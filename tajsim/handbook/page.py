"""The model on one page: equations, parameters, sources and decisions of every block, for one parameter set.

`SECTIONS` says which modules and which parameters each section lists, in the order of the page.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.abc import InspectLoader
from pathlib import Path

from tajsim.arguments import AT_ONCE, choice
from tajsim.errors import InputError, nearest
from tajsim.handbook.docstrings import Docstring, read_docstring
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import BLOCKS, Parameters, as_parameters, declarations, parameters
from tajsim.parameters.entry import POSTERIOR, Entry
from tajsim.parameters.loading import DEFAULT


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter of a parameter set, as the page shows it.

    Attributes
    ----------
    name : str
        The parameter.
    symbols : tuple of (str, str)
        What stands for it in the equations, each with the section of these.
    value, low, high : float
        The central value, and the ends of the distribution, in `unit`.
    unit, distribution, description : str
        What it is.
    source : str
        Where it comes from.
    prior : str
        The source of the distribution that a posterior was calibrated from, "" for any other and where it is
        `source`.
    confidence, note : str
        How well it is known, and why.
    """

    name: str
    symbols: tuple[tuple[str, str], ...]
    value: float
    unit: str
    distribution: str
    low: float
    high: float
    description: str
    source: str
    prior: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class PageBlock:
    """One section of the page: what its modules say, its parameters, and the outputs it reports.

    Attributes
    ----------
    key, title : str
        What it is called in `ModelPage.keys`, and as a heading.
    parts : tuple of Docstring
        What its modules say.
    parameters : tuple of ParameterRow
        The parameters of the block.
    outputs : tuple of str
        Names of the outputs it reports.
    text : str
        The prose of its modules.
    equations : tuple of str
        The formulae of its modules.
    latex : tuple of str
        The formulae as LaTeX, one `aligned` environment each.
    sources : tuple of str
        What its modules rest on; the sources of values stand with the parameters.
    decisions : tuple of str
        What was chosen, what was rejected, and why.
    """

    key: str
    title: str
    parts: tuple[Docstring, ...]
    parameters: tuple[ParameterRow, ...]
    outputs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The prose of its modules."""
        return "\n\n".join(part.text for part in self.parts if part.text)

    @property
    def equations(self) -> tuple[str, ...]:
        """The formulae of its modules."""
        return tuple(formula for part in self.parts for formula in part.equations)

    @property
    def latex(self) -> tuple[str, ...]:
        """The formulae as LaTeX, one `aligned` environment each."""
        from tajsim.handbook.mathematics import to_latex

        return tuple(to_latex(formula) for formula in self.equations)

    @property
    def sources(self) -> tuple[str, ...]:
        """What its modules rest on; the sources of values stand with the parameters."""
        return tuple(source for part in self.parts for source in part.sources)

    @property
    def decisions(self) -> tuple[str, ...]:
        """What was chosen, what was rejected, and why."""
        return tuple(decision for part in self.parts for decision in part.decisions)

    def to_markdown(self) -> str:
        """The section alone."""
        from tajsim.handbook.markdown import block_markdown

        return block_markdown(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        return f"<{self.key}, {len(self.parameters)} parameters>"


@dataclass(frozen=True, slots=True, repr=False)
class ModelPage:
    """The model on a page. In a notebook it shows itself; elsewhere take `to_markdown()` or `write(path)`.

    Attributes
    ----------
    vintage, title, narrative : str
        Name, title and story of the parameter set.
    blocks : tuple of PageBlock
        Its sections, in order.

    See Also
    --------
    tajsim.model_page : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> page = ts.model_page()
    >>> "import_price_elasticity" in [row.name for block in page.blocks for row in block.parameters]
    True
    """

    vintage: str
    title: str
    narrative: str
    blocks: tuple[PageBlock, ...]

    def __getitem__(self, key: str) -> PageBlock:
        """A block by its key. Raises UnknownNameError."""
        found = {block.key: block for block in self.blocks}
        return found[choice(AT_ONCE, "block of the page", key, found)]

    def __contains__(self, key: object) -> bool:
        """Whether the page has a block of this key."""
        return isinstance(key, str) and key in self.keys()

    def __iter__(self) -> Iterator[str]:
        """The keys of the blocks."""
        return iter(self.keys())

    def __len__(self) -> int:
        """The number of blocks."""
        return len(self.blocks)

    def keys(self) -> tuple[str, ...]:
        """The keys of the blocks, in the order of the page."""
        return tuple(block.key for block in self.blocks)

    def to_markdown(self) -> str:
        """The whole page: a table of contents, then each block with its equations and parameters."""
        from tajsim.handbook.markdown import page_markdown

        return page_markdown(self)

    def write(self, path: str | Path) -> Path:
        """Write the page as a Markdown file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        Path
            Where it was written.
        """
        from tajsim.labels import check_suffix
        from tajsim.store import write_whole

        check_suffix(path, (".md", ".txt"), "the page is a Markdown file")
        return write_whole(path, lambda stream: stream.write(self.to_markdown().encode()))

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def __repr__(self) -> str:
        return f"<the model on one page, parameter set {self.vintage}, {len(self.blocks)} sections>"


def model_page(vintage: str | Path | Parameters = DEFAULT) -> ModelPage:
    """The model on one page, with the values of a parameter set.

    Equations, decisions and sources are those of the modules' docstrings, parameters those of the
    declarations with values of the set, so that the page cannot say anything else than the package does.

    Parameters
    ----------
    vintage : Parameters, str or Path, default "nowcast-2025"
        The parameter set: a name, a file or a set.

    Returns
    -------
    ModelPage
        Blocks by key, `.to_markdown()` and `.write(path)`.

    Raises
    ------
    InputError
        When a docstring names a parameter that is not declared.

    Examples
    --------
    >>> import tajsim as ts
    >>> "remittances" in ts.model_page()
    True
    """
    p = as_parameters(vintage)
    documents = {m: document_of(m) for section in SECTIONS for m in section.modules}
    rows = _rows(p, symbols_of(documents))
    names = {block: [f.name for f in dataclasses.fields(cls)] for block, cls in BLOCKS}
    blocks = tuple(
        PageBlock(
            key=section.key,
            title=documents[section.modules[0]].title,
            parts=tuple(documents[m] for m in section.modules),
            parameters=tuple(rows[name] for name in names.get(section.parameters, ())),
            outputs=tuple(o.name for o in OUTPUTS if o.block == section.parameters),
        )
        for section in SECTIONS
    )
    return ModelPage(p.name, p.title, p.narrative, blocks)


def _rows(p: Parameters, symbols: Mapping[str, tuple[tuple[str, str], ...]]) -> dict[str, ParameterRow]:
    """The row of every parameter."""
    known, priors = declarations(), _priors(p)
    return {
        name: ParameterRow(
            name=name,
            symbols=symbols.get(name, ()),
            value=entry.value,
            unit=known[name].unit,
            distribution=entry.distribution,
            low=entry.low,
            high=entry.high,
            description=known[name].description,
            source=entry.source,
            prior=priors[name].source if name in priors and priors[name].source != entry.source else "",
            confidence=entry.confidence,
            note=entry.note,
        )
        for name, entry in p.entries.items()
    }


def document_of(module: str) -> Docstring:
    """The docstring of a module inside `tajsim`; `python -OO` leaves it out, so it is read from the source.

    Raises InputError for one without a docstring, and where there is neither docstring nor source.
    """
    name = f"tajsim.{module}"
    text = importlib.import_module(name).__doc__ or _in_source(name)
    if not text:
        raise InputError(f"the module {module!r} has no docstring; run Python without -OO")
    return read_docstring(text, module)


def _in_source(name: str) -> str | None:
    spec = importlib.util.find_spec(name)
    loader = None if spec is None else spec.loader
    source = loader.get_source(name) if isinstance(loader, InspectLoader) else None
    return None if source is None else ast.get_docstring(ast.parse(source), clean=False)


def symbols_of(documents: Mapping[str, Docstring]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The symbols of every parameter, each with the key of its section: those of its own block first.

    Raises InputError with every name that is not a declared parameter.
    """
    known = declarations()
    problems = [
        f"{module}: {symbol} stands for {name!r}, which is not declared; {nearest(name, known)}"
        for module, document in documents.items()
        for symbol, name in document.symbols.items()
        if name not in known
    ]
    if problems:
        raise InputError("the equations name parameters that do not exist", problems)
    found: dict[str, dict[tuple[str, str], bool]] = {}
    for section in SECTIONS:
        for module in section.modules:
            for symbol, name in documents[module].symbols.items() if module in documents else ():
                of_home = section.parameters == known[name].block
                found.setdefault(name, {})[symbol, section.key] = of_home
    return {name: tuple(sorted(where, key=lambda at: not where[at])) for name, where in found.items()}


def _priors(p: Parameters) -> dict[str, Entry]:
    """Where a posterior was calibrated from: the entry of the nearest set this one was made from."""
    found: dict[str, Entry] = {}
    wanted = {name for name, entry in p.entries.items() if entry.distribution == POSTERIOR}
    for parent in p.parents:
        if not wanted - found.keys():
            break
        try:
            entries = parameters(parent).entries
        except InputError:  # an abstract set, or one that only its author has
            continue
        for name in wanted - found.keys():
            if entries[name].distribution != POSTERIOR:
                found[name] = entries[name]
    return found


@dataclass(frozen=True, slots=True)
class Section:
    """A section: the modules it is read from (inside `tajsim`), its block of parameters, if it has one."""

    key: str
    modules: tuple[str, ...]
    parameters: str = ""


PHASES = (
    "people_and_money",
    "somoni_and_prices",
    "spending_plans",
    "trade_and_output",
    "balances",
    "living_standards",
)
"""Modules of `tajsim.model.phases`, in the order in which a quarter runs them."""
BASE_YEAR = ("initial", "opening", "people", "nation", "incomes")
"""Modules of `tajsim.model.base_year`; the first puts the others together."""
_OUTSIDE = ("economy", "residuals")  # blocks of parameters that have sections of another name or module
_BESIDE = {
    "welfare": ("model.distribution",),
    "trade": ("model.supply",),
    "fiscal": ("model.taxes", "model.power"),
}  # what else the section of a block is read from

SECTIONS: tuple[Section, ...] = (
    Section("quarter", ("model.economy", *(f"model.phases.{phase}" for phase in PHASES))),
    *(
        Section(name, (f"model.{name}", *_BESIDE.get(name, ())), name)
        for name, _ in BLOCKS
        if name not in _OUTSIDE
    ),
    Section("base year", tuple(f"model.base_year.{part}" for part in BASE_YEAR), "economy"),
    Section("residuals", ("engine.residuals",), "residuals"),
    Section("drivers", ("drivers.stochastic",)),
    Section("outputs", ("model.outputs",)),
    Section("accounts", ("model.accounts",)),
)

PLUMBING = ("model.base_year", "model.met_by", "model.numeric", "model.phases", "model.state")
"""Modules of the model that hold no equation: the arithmetic, packages, names, what is carried on."""
