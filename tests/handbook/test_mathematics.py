"""Equations become LaTeX: every one of the model, with every word and number in its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from tajsim.errors import InputError
from tajsim.handbook import model_page
from tajsim.handbook.mathematics import rows_of, to_latex

PAGE = model_page()
LINES = [
    line
    for block in PAGE.blocks
    for formula in block.equations
    for line in formula.splitlines()
    if line.strip()
]
COMMANDS = {
    "varepsilon": "eps", "mathrm": "", "mathit": "", "text": "", "frac": "", "left": "", "right": "",
    "quad": "", "ast": "", "Delta": "d", "propto": "", "times": "x",
}  # fmt: skip
TYPESETTER = MathTextParser("path")


def written(line: str) -> list[str]:
    """The letters and figures of a line, in order."""
    return re.findall(r"[A-Za-z]|\d", line.replace("pi_$", "pi_USD"))


def typeset(cells: tuple[str, str, str]) -> list[str]:
    """The letters and figures that LaTeX shows, in order; a Greek letter by its name."""
    text = re.sub(r"\\([A-Za-z]+)", lambda m: COMMANDS.get(m[1], m[1]) + " ", " ".join(cells))
    return re.findall(r"[A-Za-z]|\d", text)


@pytest.mark.parametrize("line", dict.fromkeys(LINES))
def test_every_equation_is_typeset_with_all_its_words_and_numbers(line: str) -> None:
    (cells,) = rows_of(line)
    assert typeset(cells) == written(line)
    for cell in cells:
        if cell:
            TYPESETTER.parse(f"${cell}$")  # what LaTeX does not know raises


def test_there_are_many_equations() -> None:
    assert len(LINES) > 200


@pytest.mark.parametrize(
    ("text", "left", "right", "note"),
    [
        (
            "Y_t  = Y_{t-1} (1 + g_t / 400)      Russian GDP",
            "Y_{t}", r"= Y_{t-1}\, \left(1 + \frac{g_{t}}{400}\right)", r"\text{Russian GDP}",
        ),
        ("a    ~ b", "a", r"\propto b", ""),
        ("h = (Y_t / T)^eps_h", "h", r"= \left(\frac{Y_{t}}{T}\right)^{\varepsilon_{h}}", ""),
        ("r^f_t = r^f_{t-1}", "r^{f}_{t}", "= r^{f}_{t-1}", ""),
        ("s = (1 + g)^(i/4)", "s", r"= \left(1 + g\right)^{i/4}", ""),
        ("dln P = phi doil_t", r"\Delta \ln\, P", r"= \phi\, \Delta \text{oil}_{t}", ""),
        ("loss = d(p L)", r"\text{loss}", r"= \Delta \left(p\, L\right)", ""),
        ("x = a b / (c d) e", "x", r"= \frac{a\, b}{c\, d}\, e", ""),
        ("x = [a + b] / c", "x", r"= \frac{a + b}{c}", ""),
        ("x = (a) (b) / c", "x", r"= \frac{\left(a\right)\, \left(b\right)}{c}", ""),
        ("g = |b - a| / 2", "g", r"= \frac{\left|b - a\right|}{2}", ""),
        ("M = sum_i m_i D'_i + k", "M", r"= \sum_{i} m_{i}\, D'_{i} + k", ""),
        ("A0 = K / int h c", "A_{0}", r"= \frac{K}{\int h\, c}", ""),
        ("d0_r = pi_$", "d_{0,r}", r"= \pi_{\text{USD}}", ""),
        ("Y*_t = C_own,t-1", r"Y^{\ast}_{t}", r"= C_{\text{own},t-1}", ""),
        ("imports  a random walk", r"\text{imports}", r"\quad \text{a random walk}", ""),
        ("x = a  A_p: of China", "x", "= a", r"A_{p}\text{: of China}"),
        ("x = a;  y = b", "x", r"= a ;\quad  y = b", ""),
        ("    + omega a", "", r"\quad + \omega\, a", ""),
    ],
)  # fmt: skip
def test_known_equations(text: str, left: str, right: str, note: str) -> None:
    assert rows_of(text) == [(left, right, note)]


def test_lines_are_aligned_at_their_relations() -> None:
    assert to_latex("x = a   note\n\n  + b") == (
        "\\begin{aligned}\nx &= a && \\text{note} \\\\\n &\\quad + b\n\\end{aligned}"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = (a + b", "'(' is not closed"),
        ("x = a + b)", "')' closes what was not opened"),
        ("x = [a)", "'[' is not closed"),
        ("x = a / ", "a factor is missing"),
        ("x = a ^", "a sign stands"),
        ("x = a^", "'^' has nothing behind it"),
        ("x = a^/", "'/' is no power"),
        ("x = a^(1 + b", "'(' is not closed"),
        ("x = |a", "'|' is not closed"),
        ("x = a % b", "'%' has no meaning there"),
        ("x = sum_i", "of nothing"),
        ("x = a \N{MULTIPLICATION SIGN} b", "has no meaning there"),
    ],
)
def test_what_is_no_equation_is_refused_with_its_line(line: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        to_latex(f"y = b\n{line}")
    assert expected in str(caught.value)
    assert repr(line.strip()) in str(caught.value)


NAMES = st.sampled_from(["a", "g_t", "Y_{t-1}", "eps_E", "wages", "RUB", "Y*_t", "0.5", "10^6"])
FORMULAE = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", " ", " / "]), inner).map("".join),
        inner.map(lambda x: f"({x})"),
        st.tuples(st.sampled_from(["ln", "exp", "max"]), inner).map(lambda x: f"{x[0]}({x[1]})"),
    ),
    max_leaves=12,
)


@given(FORMULAE)
def test_any_formula_of_this_form_is_typeset(formula: str) -> None:
    (cells,) = rows_of(f"x = {formula}")
    assert typeset(cells) == written(f"x = {formula}")
    TYPESETTER.parse(f"${cells[1]}$")


def test_the_page_shows_mathematics_and_no_columns_of_text() -> None:
    markdown = PAGE.to_markdown()
    assert "```" not in markdown
    formulae = [latex for block in PAGE.blocks for latex in block.latex]
    assert markdown.count("$$\n\\begin{aligned}\n") == markdown.count("\n\\end{aligned}\n$$") == len(formulae)
    assert all(f"$$\n{latex}\n$$" in markdown for latex in formulae)
    assert r"\frac{g_{t}}{400}" in PAGE["host"].latex[0]
