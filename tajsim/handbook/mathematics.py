r"""Equations of docstrings as LaTeX: `Y_t = Y_{t-1} (1 + g_t / 400)` typeset with fractions and Greek.

A docstring writes one equation a line: what is defined, `=` or `~` (in proportion to), a formula, and after
two spaces what it is. A line that is indented goes on from the one above. In a formula, factors stand side
by side, `a b / c` is one fraction, `x_{t-1}`, `x_i` and `x^a` are subscripts and powers, `x*` and `x'` are
marks, `d` before `ln` and some names is a change, words of two letters and more are words. A sign that has no
place in this raises InputError: nothing is left as it was without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tajsim.errors import InputError

_GREEK = {
    "eps": r"\varepsilon",
    **{
        name: rf"\{name}"
        for name in (
            *("alpha", "beta", "gamma", "delta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
            *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
        )
    },
}
_FUNCTIONS = {"ln": r"\ln", "exp": r"\exp", "min": r"\min", "max": r"\max", "clip": r"\mathrm{clip}"}
_CHANGES = ("dln", "doil", "dL", "dR", "dY", "dr", "de")  # a change of what follows the d
_SUBSCRIPT = r"_(?:\{[^}]*\}|[A-Za-z0-9$]+(?:,t-1)?)"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<integral>int(?:_0\^q\*[RLN])?(?![A-Za-z]))
    |(?P<sum>sum_i(?![A-Za-z]))
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[A-Za-z]+(?:-[A-Za-z]{{2,}})*\d*(?:\+(?=\s*$)|['*])?)
    |(?P<subscript>{_SUBSCRIPT})
    |(?P<sign>[-+=~/,;:|()\[\]^])""",
    re.VERBOSE,
)
_LABEL = re.compile(r"(?P<label>\S.*?)\s{2,}(?P<rest>[^=~\s].*)")
_RELATION = re.compile(r"(?P<left>\S.*?)\s+(?P<sign>[=~])\s+(?P<rest>.*)")
_COMMENT = re.compile(r"(?<![,;\s])\s{2,}")
_SIGNS = {"=": "=", "~": r"\propto", "+": "+", "-": "-", ":": r":\ "}
_OPEN = {"(": ")", "[": "]"}
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]{2,})*")
_SYMBOL = re.compile(r"[A-Z]{2,3}|Ip|[A-Z]{1,2}\d")
_MATH_IN_COMMENT = re.compile(
    rf"(?<![\w-])(?:[A-Za-z]+(?:['*])?(?:{_SUBSCRIPT})|[A-Za-z]\*?(?=:)|(?:{'|'.join(_GREEK)})(?![\w-])"
    r"|[B-Zb-z]\*?(?![\w'-]))"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    spaced: bool  # whether a space stands before it


def to_latex(equations: str) -> str:
    """The lines of one indented paragraph of a docstring as an `aligned` environment.

    Raises InputError, naming the line, for what cannot be read as an equation.
    """
    rows = rows_of(equations)
    body = " \\\\\n".join(f"{left} &{right}" + (f" && {note}" if note else "") for left, right, note in rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def rows_of(equations: str) -> list[tuple[str, str, str]]:
    """For each line the LaTeX of what is defined, of the formula with its relation, and of the note."""
    return [_row(line) for line in equations.splitlines() if line.strip()]


def _row(line: str) -> tuple[str, str, str]:
    try:
        return _cells(line)
    except InputError as error:
        raise InputError(f"cannot typeset the equation {line.strip()!r}: {error}") from error


def _cells(line: str) -> tuple[str, str, str]:
    if line.startswith(" "):  # goes on from the line above
        formula, note = _parted(line.strip())
        return "", rf"\quad {_formula(formula)}", note
    relation, label = _RELATION.fullmatch(line), _LABEL.fullmatch(line)
    if relation and "  " not in relation["left"]:
        formula, note = _parted(relation["rest"])
        return _formula(relation["left"]), f"{_SIGNS[relation['sign']]} {_formula(formula)}", note
    if label:
        formula, note = _parted(label["rest"])
        return _formula(label["label"]), rf"\quad {_formula(formula)}", note
    return "", _formula(line), ""


def _parted(rest: str) -> tuple[str, str]:
    """The formula, and the LaTeX of the note behind it."""
    formula, *note = _COMMENT.split(rest, maxsplit=1)
    return formula, _note(" ".join(note[0].split())) if note else ""


def _note(text: str) -> str:
    """Words, with the symbols they speak of typeset as in the equations."""
    parts, at = [], 0
    for found in _MATH_IN_COMMENT.finditer(text):
        parts.append(_words(text[at : found.start()]))
        parts.append(_formula(found[0]))
        at = found.end()
    return "".join([*parts, _words(text[at:])])


def _words(text: str) -> str:
    return rf"\text{{{text}}}" if text else ""


def _formula(text: str) -> str:
    return _Parser(text).whole()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, spaced = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise InputError(f"{text[at]!r} has no meaning there")
        if match.lastgroup == "space":
            spaced = True
        else:
            found.append(_Token(str(match.lastgroup), match[0], spaced))
            spaced = False
        at = match.end()
    return found


class _Parser:
    """Recursive descent: relations and lists, sums, products with fractions, factors with marks."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.in_bars = self.in_power = False

    def whole(self) -> str:
        """The whole text."""
        found = self.sequence(None)
        if self.at < len(self.tokens):
            raise InputError(f"{self.tokens[self.at].text!r} closes what was not opened")
        return found

    def sequence(self, until: str | None) -> str:
        """Products joined by relations, signs of sums and separators, up to a closing bracket."""
        parts: list[str] = []
        while (token := self.peek()) is not None and token.text != until and token.text not in ")]":
            if token.kind == "sign" and token.text in _SIGNS:
                parts.append(_SIGNS[self.take().text])
            elif token.kind == "sign" and token.text in ",;":
                sign = self.take().text
                parts.append(rf"{sign}\ " if sign == "," else rf"{sign}\quad ")
            elif token.text == "|" and until == "|":
                break
            else:
                parts.append(self.product())
        return " ".join(parts)

    def product(self) -> str:
        """Factors side by side; a slash makes a fraction of all before it over the one factor behind it."""
        found = ""
        while (token := self.peek()) is not None and self.starts_factor(token):
            found = _beside(found, self.factor(), token.spaced)
            while (slash := self.peek()) is not None and slash.text == "/":
                self.take()
                below = self.factor()
                found = f"{found}/{below}" if self.in_power else rf"\frac{{{_bare(found)}}}{{{_bare(below)}}}"
        if not found:
            raise InputError("a formula ends, or a sign stands, where a factor should")
        return found

    def starts_factor(self, token: _Token) -> bool:
        """Whether a factor begins with the token; a bar does unless it closes one."""
        if token.text == "|":
            return not self.in_bars
        return token.kind in ("name", "number", "integral", "sum") or token.text in _OPEN

    def factor(self) -> str:
        """A number, a symbol, words, a function, a sum or an integral of what follows, or a bracket."""
        token = self.peek()
        if token is None or not self.starts_factor(token):
            raise InputError("a factor is missing")
        if token.text in _OPEN:
            return self.marks(self.bracket())
        if token.text == "|":
            return self.bars()
        self.take()
        if token.kind == "number":
            return self.marks(token.text)
        if token.kind in ("integral", "sum"):
            sign = r"\sum_{i}" if token.kind == "sum" else r"\int" + _bounds(token.text)
            return f"{sign} {self.side_by_side()}"
        if token.text in _FUNCTIONS:
            return self.marks(_FUNCTIONS[token.text])
        if self.is_word(self.at - 1):
            words = [token.text]
            while self.is_word(self.at) and self.tokens[self.at].spaced and not self.marked(self.at - 1):
                words.append(self.take().text)
            return self.marks(_words(" ".join(words)))
        after = self.peek()
        if token.text == "d" and after is not None and after.text == "(" and not after.spaced:
            return rf"\Delta {self.bracket()}"
        if token.text == "x" and self.at > 1 and self.is_word(self.at - 2) and self.is_word(self.at):
            return r"\times"
        return self.marks(_symbol(token.text))

    def side_by_side(self) -> str:
        """The factors that an integral or a sum takes: all that stand beside it."""
        found = ""
        while (token := self.peek()) is not None and self.starts_factor(token):
            found = _beside(found, self.factor(), token.spaced)
        if not found:
            raise InputError("an integral or a sum is of nothing")
        return found

    def bracket(self) -> str:
        """What stands in brackets, with them."""
        opening = self.take().text
        inside = self.sequence(_OPEN[opening])
        closing = self.peek()
        if closing is None or closing.text != _OPEN[opening]:
            raise InputError(f"{opening!r} is not closed")
        self.take()
        return rf"\left{opening}{inside}\right{closing.text}"

    def bars(self) -> str:
        """An absolute value."""
        self.take()
        self.in_bars = True
        inside = self.sequence("|")
        self.in_bars = False
        closing = self.peek()
        if closing is None or closing.text != "|":
            raise InputError("'|' is not closed")
        self.take()
        return rf"\left|{inside}\right|"

    def marks(self, base: str) -> str:
        """Subscripts and powers behind a factor, in any order."""
        while (token := self.peek()) is not None and not token.spaced:
            if token.kind == "subscript":
                base = _subscripted(base, self.take().text[1:])
            elif token.text == "^":
                self.take()
                base += f"^{{{self.power()}}}"
            else:
                break
        return base

    def power(self) -> str:
        """What stands behind `^`: a number, a symbol, a Greek one with its subscript, or a bracket."""
        token = self.peek()
        if token is None:
            raise InputError("'^' has nothing behind it")
        if token.text == "(":
            self.take()
            self.in_power = True
            inside = self.sequence(")")
            self.in_power = False
            if self.peek() is None:
                raise InputError("'(' is not closed")
            self.take()
            return inside
        if token.kind not in ("number", "name"):
            raise InputError(f"{token.text!r} is no power")
        self.take()
        found = token.text if token.kind == "number" else _symbol(token.text)
        below = self.peek()
        if token.text in _GREEK and below is not None and below.kind == "subscript":
            found = _subscripted(found, self.take().text[1:])
        return found

    def is_word(self, at: int) -> bool:
        """Whether a name is a word rather than a symbol; `a` is one before a word, unless it multiplies."""
        if at >= len(self.tokens) or self.tokens[at].kind != "name":
            return False
        text = self.tokens[at].text
        if text == "a":
            follows = at + 1 < len(self.tokens) and self.is_word(at + 1)
            before = at - 2 if at > 1 and self.tokens[at - 1].kind == "subscript" else at - 1
            return follows and (at == 0 or self.tokens[at - 1].text == "," or self.is_word(before))
        known = text in _GREEK or text in _FUNCTIONS or text in _CHANGES
        return bool(_WORD.fullmatch(text)) and len(text) > 1 and not known and not _SYMBOL.fullmatch(text)

    def marked(self, at: int) -> bool:
        """Whether a subscript or power follows the token."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is not None and not after.spaced and (after.kind == "subscript" or after.text == "^")

    def peek(self) -> _Token | None:
        """The next token, None at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> _Token:
        """The next token, and on."""
        self.at += 1
        return self.tokens[self.at - 1]


def _beside(left: str, right: str, spaced: bool) -> str:
    if not left:
        return right
    words = right.startswith(r"\text") or (left.endswith("}") and left.rpartition("\\")[2].startswith("text"))
    return left + (r"\ " if words else r"\, " if spaced else " ") + right


def _symbol(text: str) -> str:
    """A symbol: Greek, a change, an italic name of some letters or a single one; with its mark."""
    mark = {"'": "'", "*": r"^{\ast}", "+": "^{+}"}.get(text[-1], "")
    name = text[:-1] if mark else text
    if name in _CHANGES:
        return rf"\Delta {_FUNCTIONS.get(name[1:]) or _symbol(name[1:])}{mark}"
    if name in _GREEK:
        return _GREEK[name] + mark
    letters, digits = re.fullmatch(r"(.*?)(\d*)", name).groups()  # type: ignore[union-attr]
    body = (
        letters if len(letters) == 1 else _words(letters) if letters.islower() else rf"\mathit{{{letters}}}"
    )
    return body + (f"_{{{digits}}}" if digits else "") + mark


def _subscripted(base: str, text: str) -> str:
    """A symbol with a subscript: `{t-1}`, `i`, `own,t-1`; words upright; behind a number one of both."""
    number = re.search(r"_\{(\d+)\}$", base)
    if number:
        return f"{base[: number.start()]}_{{{number[1]},{text}}}"
    inner = text.strip("{}")
    parts = [
        _words(p) if _WORD.fullmatch(p) and len(p) > 1 and p not in _GREEK else p for p in inner.split(",")
    ]
    named = [_GREEK.get(part, part).replace("$", r"\text{USD}") for part in parts]
    return f"{base}_{{{','.join(named)}}}"


def _bounds(text: str) -> str:
    return rf"_{{0}}^{{q^{{\ast}}_{{{text[-1]}}}}}" if text != "int" else ""


def _bare(found: str) -> str:
    r"""A factor of a fraction without the brackets around the whole of it."""
    if not found.startswith((r"\left(", r"\left[")) or not found.endswith((r"\right)", r"\right]")):
        return found
    depth = 0
    for match in re.finditer(r"\\left|\\right", found):
        depth += 1 if match[0] == r"\left" else -1
        if depth == 0 and match.end() < len(found) - 1:
            return found
    return found[len(r"\left(") : -len(r"\right)")]
