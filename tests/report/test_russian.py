"""A page in Russian: every word of it, its pictures and numbers; figures are those of the English page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.results import Result
from tests import of_2024

from ..results import synthetic
from .conftest import Page
from .test_page import check

# names of programs, files and formats, codes of sources, grades of parameters
NAMES = re.compile(
    r"tajsim\.history\(\)|[a-z]+(_[a-z0-9]+)+|"
    r"tajsim|Python|NumPy|SciPy|numpy|RMSE|CRPS|SHA-256 [0-9a-f]{16}|SHA-256|Urals|RuID|S\d\d|\b[ABC]\b|"
    r"params --reconcile|[a-z]+/[\w.]+\.(csv|toml)|calibrated-2024|\(baseline\)|imf-2014-links-levers"
)


class RussianPage(Page):
    """What a reader of the page's own language reads: no code, nothing marked as English, and labels too."""

    def __post_init__(self) -> None:
        self.hidden = 0
        super().__post_init__()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        super().handle_starttag(tag, attrs)
        if self.hidden or given.get("lang") == "en" or tag in ("code", "style"):
            self.hidden += tag not in ("br", "meta", "link")
        elif given.get("aria-label"):
            self.words.append(str(given["aria-label"]))

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        self.hidden -= self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            super().handle_data(data)


@pytest.fixture(scope="module")
def shipped() -> Result:
    names = ["crackdown", "sanctions-compliance", "rouble-shock", "crackdown + border-closure"]
    return of_2024.run(
        names, draws=40, end="2027Q4",
        outputs=["remittances_usd", "consumption", "gdp_growth", "gdp", "reserves_months", "poverty_rate",
                 "unemployment_rate", "migrants_russia", "deported", "returned", "disposable_income"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(shipped: Result, tmp_path_factory: pytest.TempPathFactory) -> RussianPage:
    path = shipped.report(tmp_path_factory.mktemp("ru") / "ru.html", language="ru")
    return RussianPage(path.read_text(encoding="utf-8"))


def test_no_word_of_another_language_is_left(page: RussianPage) -> None:
    check(page)
    assert page.of("html") == [{"lang": "ru"}]
    kept = re.sub(r"Сценарий [\w +-]+|Сохранённые показатели \d+: [\w, ]+", "", NAMES.sub("", page.prose))
    assert set(re.findall(r"[A-Za-z]+", kept)) == set()


def test_what_is_quoted_is_marked_and_little(page: RussianPage) -> None:
    quoted = re.findall(r'<span lang="en">(.*?)</span>', page.text)
    assert quoted  # names of publications and websites stay as they were published
    assert len(set(quoted)) < 0.5 * len(ts.parameters("calibrated-2024").entries)


def test_numbers_are_written_the_russian_way(page: RussianPage) -> None:
    text = re.sub(r"0\.1\.0|\d+\.\d+\.\d+|[\w/]+\.(csv|toml)", "", page.prose)
    assert not re.search(r"(?<![\d.])\d+\.\d+(?![\d.])", text)
    assert not re.search(r"\d{1,3},\d{3},\d{3}", text)
    for words in ("1 кв. 2025 – 4 кв. 2027", "п. п.", "млн долл. США", "31.12.2024", "В 2027 году"):
        assert words in page.prose, words
    assert "2025Q" not in page.prose


def test_scenarios_stories_and_plain_sentences(page: RussianPage) -> None:
    for words in (
        "4 сценария для Таджикистана", "Ужесточение + Закрытие границы", "Соблюдение санкций.",
        "почти наверняка",
        "Страх удерживает людей дома", "Границы закрываются, как в 2020 году", "умножить на 1,5",
        "Опубликованный прогноз, конец 2025 года", "Вне распределения:", "люди и деньги не теряются",
    ):  # fmt: skip
        assert words in page.prose, words


def test_pictures_speak_russian(page: RussianPage) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page.text, re.DOTALL))
    found = re.findall(r"<text[^>]*>.*?</text>", drawn, re.DOTALL)
    texts = [re.sub(r"<[^>]*>", "", text).strip() for text in found]
    assert "Мигранты в России (человек)" in texts
    assert "собственные доходы" in {text.lower() for text in texts}
    assert any(text.startswith("Линия — медиана") for text in texts)
    assert {"2025", "2026", "2027"} & set(texts)
    assert "1 000 000" in {text.replace("\N{NO-BREAK SPACE}", " ") for text in texts}


@pytest.mark.usefixtures("unpainted")
def test_the_same_figures_stand_on_both_pages(shipped: Result, page: RussianPage, tmp_path: Path) -> None:
    english = Page(shipped.report(tmp_path / "en.html").read_text(encoding="utf-8"))

    def figures(page: Page) -> list[str]:
        cells = re.findall(r'<td class="number">(.*?)</td>', page.text)
        plain = [re.sub(r"<[^>]*>", " ", cell).replace("\N{NO-BREAK SPACE}", "") for cell in cells]
        return [text for text in plain if re.fullmatch(r"[+−\d.,]+( ?[+−\d.,]+(to|до)[+−\d.,]+)?", text)]

    own, theirs = figures(page), figures(english)
    assert len(own) > 100
    assert [t.replace(",", "") for t in theirs] == [t.replace(",", ".") for t in own]


@pytest.mark.usefixtures("unpainted")
def test_what_users_wrote_stays_as_they_wrote_it(tmp_path: Path) -> None:
    mine = ts.Scenario(
        "mine",
        [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2025Q1"), note="as I say")],
        title="Weak {rouble}",
        narrative="My {own} story.",
    )
    found = of_2024.run(mine, draws=None, end="2026Q4", outputs=["gdp"])
    prose = RussianPage(found.report(tmp_path / "r.html", language="ru").read_text(encoding="utf-8")).prose
    for words in (
        "Weak {rouble}",
        "My {own} story.",
        "as I say",
        "Рассчитана только траектория при медианных параметрах",
    ):
        assert words in prose


def test_a_loaded_result_a_past_one_and_one_of_other_outputs(tmp_path: Path) -> None:
    both = of_2024.run("crackdown + border-closure", draws=20, end="2026Q4", outputs=["gdp"])
    loaded = ts.load(both.save(tmp_path / "run.npz"))
    for made, words in (
        (loaded, "Не разложено."),
        (of_2024.run((), draws=20, end="2025Q4", outputs=["gdp"]), "Рассчитан только базовый сценарий"),
        (synthetic.result(draws=30), "Набор параметров расчёта недоступен"),
    ):
        page = RussianPage(made.report(tmp_path / "r.html", language="ru").read_text(encoding="utf-8"))
        check(page)
        assert words in page.prose


@pytest.mark.parametrize("name", ["tg", "Russian", None, 7])
def test_an_unknown_language_is_refused_before_anything_is_drawn(name: object, tmp_path: Path) -> None:
    made = synthetic.result(draws=None)
    with pytest.raises(InputError, match=re.escape(f"language is {name!r}")):
        made.report(tmp_path / "r.html", language=name)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
