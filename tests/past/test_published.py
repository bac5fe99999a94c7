"""Looking up what was published: by year, by quarter, and nothing later than a year."""

from __future__ import annotations

import pandas as pd
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.past.published import Published

ROWS = [
    ("TJK", "gdp", "2010", "A", 2010, 5.0),
    ("TJK", "gdp", "2009", "A", 2009, 4.0),
    ("TJK", "gdp", "2010", "A", 2010, 6.0),  # of another source
    ("RUS", "rate", "2009Q1", "Q", 2009, 30.0),
    ("RUS", "rate", "2009Q2", "Q", 2009, 31.0),
    ("RUS", "rate", "2009Q4", "Q", 2009, 33.0),
    ("WLD", "oil", "2010-03", "M", 2010, 90.0),
    ("WLD", "oil", "2010-01", "M", 2010, 60.0),
    ("WLD", "oil", "2010-02", "M", 2010, 75.0),
    ("WLD", "oil", "2010-02", "M", 2010, 99.0),
    ("WLD", "oil", "2010-04", "M", 2010, 80.0),
]


@pytest.fixture
def published() -> Published:
    columns = ["country", "series", "period", "frequency", "year", "value"]
    return Published(pd.DataFrame(ROWS, columns=columns))


def test_years_come_in_order_each_with_its_first_figure(published: Published) -> None:
    assert list(published.annual("gdp", "TJK").items()) == [(2009, 4.0), (2010, 5.0)]
    assert published.last_annual("TJK", "gdp", "rate") == 2010
    assert published.last_annual("TJK", "rate") == 0


def test_a_quarter_is_the_mean_of_its_three_months(published: Published) -> None:
    assert published.by_quarter("oil", "WLD", "M") == {2010: {1: 75.0}}
    assert published.quarters_of("oil", "WLD", "M", 2009) == {2010: (75.0,)}
    assert published.dated("oil", "WLD", "M")["2010-02"] == 99.0


def test_quarters_of_a_year_end_at_the_first_gap(published: Published) -> None:
    assert published.begun("rate", "RUS", "Q", 2009) == (30.0, 31.0)
    assert published.rates("rate", "Q", 2009) == {2009: (30.0, 31.0)}
    assert published.quarters_of("rate", "RUS", "Q", 2009) == {}


def test_nothing_later_than_a_year_is_known(published: Published) -> None:
    known = published.until(2009)
    assert known.annual("gdp", "TJK") == {2009: 4.0}
    assert known.by_quarter("oil", "WLD", "M") == {}
    assert len(known.data) == 4
    assert known.until(2010).annual("gdp", "TJK") == {2009: 4.0}  # it does not come back
    assert published.has("TJK")
    assert not published.until(2008).has("TJK")
    assert not published.until(2008).has_annual("gdp", "TJK")


def test_what_is_missing_is_named_with_what_there_is(published: Published) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gdp'"):
        published.annual("gdq", "TJK")
    with pytest.raises(InputError, match="'rate' of RUS has no annual observation"):
        published.annual("rate", "RUS")
