"""The Bank of Russia's official rate of the dollar, by day."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from tajsim.errors import FileFormatError
from tajsim.published.fetch.answers import Answer, download
from tajsim.published.periods import span
from tajsim.published.row import Observation

NAME = "bank-of-russia"
ADDRESS = "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1={first:%d/%m/%Y}&date_req2={last:%d/%m/%Y}&VAL_NM_RQ=R01235"


def ask(first: date, last: date, today: date) -> Answer:
    """The rates of the days from `first` to `last`, over the network."""
    address = ADDRESS.format(first=first, last=last)
    return Answer(source=NAME, address=address, fetched=str(today), asked={}, content=download(address))


def rows(answer: Answer) -> list[Observation]:
    """Roubles per dollar by day; a rate is known on its day. Raises FileFormatError for anything else."""
    try:
        # only bytes that declare no entities are parsed
        if b"<!" in answer.content:
            raise ValueError("it declares a document type")
        records = ElementTree.fromstring(answer.content).findall("Record")
        return [_row(record) for record in records]
    except (ElementTree.ParseError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FileFormatError(f"cannot read the rates of {answer.address}: {error}") from error


def _row(record: ElementTree.Element) -> Observation:
    day, month, year = record.attrib["Date"].split(".")
    when = date(int(year), int(month), int(day))
    text = str(record.findtext("Value")).replace(",", ".").strip()
    nominal = int(str(record.findtext("Nominal")))
    value = float(text)
    return Observation(
        country="RUS",
        series="rub_per_usd_official",
        unit="RUB per US$",
        span=span(when.isoformat()),
        text=text if nominal == 1 else f"{value / nominal:.12g}",
        source="Bank of Russia, official rate",
        published=when,
        dated=when.isoformat(),
    )
