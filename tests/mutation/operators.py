"""Every small fault that the syntax tree of a source allows, each as another source.

What is left out cannot be noticed by what a program returns, or is no statement about it:

- annotations, `__all__`, assertions and the `strict` of a zip, which only check the code itself;
- the size of a cache, and whether a class has slots or is made by keyword alone;
- the ranges that parameters and drivers are declared with (`DECLARED`): data, like the files under data/;
- numbers that say how thick, large, opaque or far apart something is drawn (`LOOKS`): taste, not data;
- texts: a fault in a sentence is every other sentence.
"""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath

Place = ast.expr | ast.stmt | ast.comprehension

_COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.MatMult: ast.Mult,
}
_CALLED = {
    "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any",
    "floor": "ceil", "ceil": "floor", "startswith": "endswith", "endswith": "startswith",
    "partition": "rpartition", "rpartition": "partition", "argmin": "argmax", "argmax": "argmin",
}  # fmt: skip
_SYMMETRIC = {
    "hypot", "isclose", "isinstance", "issubclass", "max", "maximum", "min", "minimum", "print", "suppress",
    "union", "zip",
}  # fmt: skip
LOOKS = {
    "alpha", "bottom", "capsize", "dpi", "figsize", "fontsize", "framealpha", "height", "height_ratios",
    "hspace", "labelpad", "labelspacing", "left", "length", "linewidth", "linewidths", "lw", "markersize",
    "ms", "pad", "right", "rotation", "s", "size", "top", "width", "width_ratios", "wspace", "zorder",
}  # fmt: skip
DECLARED = ("tajsim/parameters/blocks/", "tajsim/drivers/declared.py")
_DRAWN = re.compile(r"tajsim/plots/|.*/(pictures?|joins)\.py")


@dataclass(frozen=True)
class Mutant:
    """A fault: in the file `path`, the source from `begin` to `end` (bytes) becomes `new`."""

    path: str  # relative to the root of the checkout
    line: int
    around: tuple[int, int]  # the first and the last line of the statement it is in
    begin: int
    end: int
    operator: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """Where and what: path:line operator: old -> new."""
        return f"{self.path}:{self.line} {self.operator}: {_short(self.old)} -> {_short(self.new)}"

    @property
    def folder(self) -> str:
        """The folder of the package it is in; "." for the modules beside the folders."""
        parts = PurePosixPath(self.path).parts
        return parts[1] if len(parts) > 2 else "."

    def apply(self, source: str) -> str:
        """The source with the fault."""
        text = source.encode()
        return (text[: self.begin] + self.new.encode() + text[self.end :]).decode()


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every mutant of a source, in the order of its lines."""
    text = source.encode()
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    given = ("number", "sign or not", "truth") if path.startswith(DECLARED) else ()
    found = []
    for node, statement, in_text in _places(ast.parse(source), _DRAWN.match(path) is not None):
        around = (statement.lineno, statement.end_lineno or statement.lineno)
        for operator, place, changed in _changes(node):
            if operator in given:
                continue
            begin = starts[place.lineno - 1] + place.col_offset
            end = starts[(place.end_lineno or place.lineno) - 1] + (place.end_col_offset or 0)
            old, new = text[begin:end].decode(), _written(changed)
            if in_text and not (_same(old, place) and new.isprintable() and not {"'", '"', "\\"} & {*new}):
                continue  # before Python 3.12 places within f-strings are not always right
            found.append(Mutant(path, place.lineno, around, begin, end, operator, old, new))
    return sorted(found, key=lambda m: (m.begin, m.end, m.operator, m.new))


def _places(tree: ast.AST, drawn: bool) -> Iterator[tuple[Place, ast.stmt, bool]]:
    """The nodes that may be changed, each with the statement it is in and whether in an f-string."""
    stack: list[tuple[ast.AST, ast.stmt, bool]] = [(tree, ast.Pass(lineno=1, end_lineno=1), False)]
    while stack:
        node, statement, in_text = stack.pop()
        if _left_out(node):
            continue
        statement = node if isinstance(node, ast.stmt) else statement
        if isinstance(node, ast.expr | ast.stmt | ast.comprehension):
            yield node, statement, in_text
        inner = in_text or isinstance(node, ast.JoinedStr)
        stack += [(child, statement, inner) for child in _children(node, drawn)]


def _left_out(node: ast.AST) -> bool:
    """Whether a node is no place for a fault, with all that is in it."""
    match node:
        case ast.Assert() | ast.Raise(exc=ast.Call(func=ast.Name("AssertionError"))):
            return True
        case ast.If(body=[ast.Raise(exc=ast.Call(func=ast.Name("AssertionError")))], orelse=[]):
            return True
        case ast.Assign(targets=[ast.Name("__all__")]):
            return True
        case ast.If(test=ast.Name("TYPE_CHECKING")) | ast.If(test=ast.Compare(left=ast.Name("__name__"))):
            return True
        case ast.Call(func=ast.Name("lru_cache" | "TypeVar" | "cast")):
            return True
    return isinstance(node, ast.BinOp | ast.Subscript) and _is_type(node)


def _children(node: ast.AST, drawn: bool) -> Iterator[ast.AST]:
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (isinstance(child, ast.keyword) and _unseen(child, drawn)):
                yield child


def _unseen(keyword: ast.keyword, drawn: bool) -> bool:
    """Whether no program can notice an argument, or it is but a look."""
    plain = not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(keyword.value))
    if keyword.arg in ("kw_only", "slots", "strict"):
        return True
    return plain and (keyword.arg == "dpi" or (drawn and keyword.arg in LOOKS))


def _changes(node: Place) -> Iterator[tuple[str, ast.expr | ast.stmt, ast.AST]]:
    """What may be changed at a node, as (operator, what is replaced, by what)."""
    match node:
        case ast.Compare(ops=[op]):
            for other in _COMPARE[type(op)]:
                yield "comparison", node, _with(node, ops=[other()])
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in _COMPARE[type(op)][:1]:
                    yield "comparison", node, _with(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.BinOp(op=op) if type(op) in _BINARY and not _is_text(node.left):
            yield "arithmetic", node, _with(node, op=_BINARY[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "sign or not", node, node.operand
        case ast.BoolOp(op=op):
            yield "and, or", node, _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.Constant(value=bool() as value):
            yield "truth", node, ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield "number", node, ast.Constant(value + 1)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare | ast.UnaryOp):  # those are negated on their own
                yield "condition", test, ast.UnaryOp(ast.Not(), test)
        case ast.comprehension(ifs=tests):
            for test in tests:
                yield "condition", test, ast.Constant(True)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
            if name in _CALLED:
                field = "id" if isinstance(node.func, ast.Name) else "attr"
                yield "call", node.func, _with(node.func, **{field: _CALLED[name]})
            alike = len(args) > 1 and not any(isinstance(a, ast.Starred | ast.Constant) for a in args[:2])
            if alike and name not in _SYMMETRIC and ast.dump(args[0]) != ast.dump(args[1]):
                yield "argument order", node, _with(node, args=[args[1], args[0], *args[2:]])
        case ast.Subscript(slice=ast.Slice() as part):
            for bound in ("lower", "upper"):
                if getattr(part, bound) is not None:
                    yield "slice", node, _with(node, slice=_with(part, **{bound: None}))
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield "return", node, ast.Return(ast.Constant(None))
        case ast.Raise() | ast.AugAssign() | ast.Continue() | ast.Expr(value=ast.Call()):
            yield "statement", node, ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield "statement", node, ast.Pass()


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _written(node: ast.AST) -> str:
    plain = isinstance(node, ast.stmt | ast.Name | ast.Constant | ast.Call | ast.Subscript | ast.Attribute)
    return ast.unparse(node) if plain else f"({ast.unparse(node)})"


def _same(text: str, node: ast.AST) -> bool:
    try:
        return ast.unparse(ast.parse(text.strip(), mode="eval")) == ast.unparse(node)
    except SyntaxError:
        return False


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_type(node: ast.expr) -> bool:
    """Whether an expression is a union of types, as isinstance takes it."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_type(left) and _is_type(right)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in dir(builtins) or (name[:1].isupper() and not name.isupper())
        case ast.Subscript(value=ast.Name() as value):
            return _is_type(value)
    return isinstance(node, ast.Constant) and node.value is None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 70 else f"{text[:67]}..."
