"""Languages: every text has its translation, plurals and numbers bend, what users wrote stays."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajsim.errors import InputError
from tajsim.languages import ENGLISH, PLURALS, Language, language, languages
from tajsim.store import data_path, read_toml

from .report import texts

RUSSIAN = language("ru")
NBSP = "\N{NO-BREAK SPACE}"
LATIN = re.compile(r"[A-Za-z]+")
NAMES = frozenset(
    """tajsim Python RMSE CRPS Urals SHA RuID C code backtest report plausibility scenario params reconcile
    history run parameters TOML CSV""".split()  # noqa: SIM905
)


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(text: str) -> tuple[str, ...]:
    shown = RUSSIAN.texts[text]
    return (shown,) if isinstance(shown, str) else shown


def test_every_text_has_its_translation_and_every_translation_its_text() -> None:
    elsewhere = set(read_toml(data_path("languages", "ru.toml"))["elsewhere"])
    needed = texts.of_code() | texts.of_data() | texts.of_sources() | texts.of_scripts()
    assert needed - set(RUSSIAN.texts) == set()
    assert set(RUSSIAN.texts) - needed - elsewhere == set()


def faults(text: str) -> list[str]:
    """What is wrong with a translation."""
    shown, found = forms(text), []
    counted = "count" in holes(text)
    if isinstance(RUSSIAN.texts[text], tuple) != counted or len(shown) != (3 if counted else 1):
        found.append(f"{text!r} has {len(shown)} forms")
    for form in shown:
        if holes(form) != holes(text):
            found.append(f"{form!r} has other placeholders than {text!r}")
        if (text[:1].isspace(), text[-1:].isspace()) != (form[:1].isspace(), form[-1:].isspace()):
            found.append(f"{form!r} has other spaces at its ends")
        if text.endswith(".") and not form.endswith((".", "года")):
            found.append(f"{form!r} does not end as a sentence does")
        found += [
            f"{word!r} in {form!r}" for word in LATIN.findall(re.sub(r"{\w+}", "", form)) if word not in NAMES
        ]
        if re.search(r"(?<![\d.])\d+\.\d+(?![\d.])", form):
            found.append(f"{form!r} has a decimal point")
    return found


def test_every_translation_is_whole() -> None:
    assert [fault for text in RUSSIAN.texts for fault in faults(text)] == []
    assert PLURALS["ru"][0] == 3


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 год"), (2, "2 года"), (4, "4 года"), (5, "5 лет"), (11, "11 лет"), (12, "12 лет"),
        (14, "14 лет"), (21, "21 год"), (22, "22 года"), (111, "111 лет"), (1001, f"1{NBSP}001 год"),
        (0, "0 лет"),
    ],
)  # fmt: skip
def test_russian_has_three_plurals(count: int, expected: str) -> None:
    assert RUSSIAN("{count} years", count=count) == expected


@given(st.integers(0, 10**7))
def test_plurals_follow_the_last_digits(count: int) -> None:
    form = PLURALS["ru"][1](count)
    assert form == PLURALS["ru"][1](count % 100)
    assert form in range(3)


def test_english_has_a_singular_where_it_may_need_one() -> None:
    assert ENGLISH("over {count} quarters", count=1) == "over 1 quarter"
    assert ENGLISH("over {count} quarters", count=1200) == "over 1,200 quarters"
    assert ENGLISH("{count} years ahead, forecast drivers", count=1) == "1 year ahead, forecast drivers"
    assert set(ENGLISH.texts) <= texts.of_code()


def test_numbers_and_dates() -> None:
    assert RUSSIAN.number("1,234.5") == f"1{NBSP}234,5"
    assert RUSSIAN.number("\N{MINUS SIGN}3.2") == "\N{MINUS SIGN}3,2"
    assert RUSSIAN.numbers("tajsim 0.1.0 gave 1,250,000.5 in 2025Q3 and 12.5") == (
        f"tajsim 0.1.0 gave 1{NBSP}250{NBSP}000,5 in 3 кв. 2025 and 12,5"
    )
    assert ENGLISH.numbers("1,250.5 in 2025Q3") == "1,250.5 in 2025Q3"
    assert RUSSIAN.date(date(2024, 12, 31)) == "31.12.2024"
    assert ENGLISH.date(date(2024, 12, 31)) == "2024-12-31"
    assert [RUSSIAN.period(at) for at in ("2027", "2027Q2")] == ["2027", "2 кв. 2027"]
    assert RUSSIAN.period("2027Q2", "in {year}") == "во 2 кв. 2027 года"
    assert ENGLISH.period("2027Q2", "at the end of {year}") == "at the end of 2027Q2"
    assert RUSSIAN.listed(["а", "б", "в"]) == "а, б и в"
    assert RUSSIAN.within("GDP") == "ВВП"
    assert RUSSIAN.within("Remittances") == "денежные переводы"
    assert ENGLISH.within("Russian GDP") == "Russian GDP"


def test_titles_that_are_composed_and_titles_of_users() -> None:
    assert RUSSIAN.title("Crackdown + Rouble shock") == "Ужесточение + Рублёвый шок"
    assert RUSSIAN.title("My view") == "My view"
    assert RUSSIAN.title("Crackdown + My view") == "Ужесточение + My view"
    assert RUSSIAN.knows("Crackdown")
    assert not RUSSIAN.knows("My view")
    assert ENGLISH.knows("My view")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poverty (national line) (% of population)", "Бедность (национальная черта) (% населения)"),
        ("Line: single path. Dotted: plan {x}. tajsim 0.1.0; parameters mine; 1,001 draws, seed 3.",
         f"Линия — траектория при медианных параметрах. Пунктир — plan {{x}}. tajsim 0.1.0; набор mine; "
         f"1{NBSP}001 симуляция, начальное число 3."),
        ("+1,234.5 million USD", f"+1{NBSP}234,5 млн долл. США"),
        ("Deportations; Voluntary returns", "Депортации; Добровольное возвращение"),
        ("2026Q3", "3 кв. 2026"),
        ("a user's 'own' words, 7 of them", "a user's 'own' words, 7 of them"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_pictures_say_is_read(text: str, expected: str) -> None:
    assert RUSSIAN.read(text) == expected
    assert ENGLISH.read(text) == text


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert ENGLISH.read(text) == text
    assert isinstance(RUSSIAN.read(text), str)


def test_a_value_is_no_template() -> None:
    assert RUSSIAN("Composed of {parts}.", parts="{x} {}") == "Составлен из: {x} {}."
    assert ENGLISH("Composed of {parts}.", parts="{x} {}") == "Composed of {x} {}."
    assert ENGLISH("{braces} without values") == "{braces} without values"


@pytest.mark.parametrize("name", ["tg", "RU", "", "russian", None, 3, ["ru"], "../ru"])
def test_an_unknown_language_is_refused(name: object) -> None:
    with pytest.raises(InputError, match=r"language is .*(en, ru|'ru'|en|ru)"):
        language(name)
    assert languages() == ("en", "ru")
    assert language("en") is ENGLISH
    assert isinstance(language("ru"), Language)
