"""What rows measure: outputs, quarters, values and errors, worked out by hand."""

from __future__ import annotations

import math

import pytest

import tajsim as ts
from tests.published.rows import condition_of, table, taken

EDGE = 0.1 / math.sqrt(12)
DAY = ("exchange_rate_official", "2025-02-03", "10.9", "TJS per US$", "NBT", "2025-02-03")


def test_an_output_by_its_own_name_is_exact() -> None:
    found = taken(
        ("remittances_usd", "2025Q1", "1.8", "US$ billion", "a", "2025-06"),
        ("gini", "2025", "36", "index 0-100", "a", "2026-06"),
        ("deposits", "2025-H1", "30", "billion TJS", "a", "2025-08"),
        ("oil_price", "2025Q2", "58", "USD per barrel", "a", "2025-08"),
    )
    assert [(c.name, str(c.first), str(c.last), c.measure, c.value, c.error) for c in found.conditions()] == [
        ("deposits", "2025Q2", "2025Q2", "end", 30000.0, 0.0),
        ("gini", "2025Q1", "2025Q4", "mean", 36.0, 0.0),
        ("oil_price", "2025Q2", "2025Q2", "mean", 58.0, 0.0),
        ("remittances_usd", "2025Q1", "2025Q1", "sum", 1800.0, 0.0),
    ]


def test_a_stated_error_is_kept_in_the_unit_of_the_output() -> None:
    found = taken(("remittances_usd", "2025Q1", "1.8", "US$ billion", "a", "2025-06", None, "0.05"))
    assert condition_of(found, "remittances_usd").error == pytest.approx(50.0)


def test_a_cumulated_figure_is_the_sum_of_its_quarters() -> None:
    found = condition_of(
        taken(("remittances_usd", "2025-9M", "5000", "million USD", "a", "2025-10")), "remittances_usd"
    )
    assert (str(found.first), str(found.last), found.measure) == ("2025Q1", "2025Q3", "sum")


def test_a_level_of_another_definition_is_growth_on_the_year_before() -> None:
    found = condition_of(
        taken(("remittances_reported", "2025Q1", "1.8", "US$ billion", "ADB", "2025-09")), "remittances_usd"
    )
    assert (found.measure, str(found.first), found.value) == (
        "growth",
        "2025Q1",
        pytest.approx(100 * (1.8 / 1.1 - 1)),
    )
    rounding = 100 * 1.8 / 1.1 * math.hypot(EDGE / 1.8, EDGE / 1.1)
    assert found.error == pytest.approx(math.hypot(rounding, 17.0))


def test_the_year_before_may_stand_in_the_file_itself() -> None:
    found = taken(
        ("goods_imports_customs", "2025Q1", "1900.0", "US$ million", "a", "2025-05"),
        ("goods_imports_customs", "2024Q1", "1600.0", "US$ million", "a", "2024-05"),
    )
    growth = condition_of(found, "imports_usd")
    assert (growth.value, growth.error) == (pytest.approx(18.75), 0.0)


def test_without_a_year_before_there_is_a_reason() -> None:
    found = taken(("goods_imports_customs", "2025Q1", "1900", "US$ million", "a", "2025-05"))
    assert found.conditions() == ()
    assert "no figure of 2024Q1 to compare with" in found.table()["how"].iloc[0]


def test_five_months_stand_for_two_quarters_with_the_error_of_the_sixth() -> None:
    own = taken(("turnover_russia", "2025-5M", "900", "US$ million", "a", "2025-07"))
    found = condition_of(own, "trade_russia_usd", "2024Q1")
    rounding = 100 * 900 / 823 * math.hypot(10 / 900, 1 / 823) / math.sqrt(12)
    assert (str(found.last), found.value) == ("2025Q2", pytest.approx(100 * (900 / 823 - 1)))
    assert found.error == pytest.approx(math.hypot(rounding, 18 / 6, 15.0))


def test_growth_on_quarters_that_the_model_does_not_lay_out_says_nothing_in_the_first_year() -> None:
    found = taken(("turnover_china", "2025-H1", "1.2", "US$ billion", "a", "2025-08"))
    assert found.conditions() == ()
    assert "does not lay it out by quarter of its base year" in found.table()["how"].iloc[0]
    assert [c.name for c in found.conditions(first="2024Q1")] == ["trade_china_usd"]


def test_a_figure_may_reach_into_the_base_year_where_that_is_laid_out() -> None:
    found = taken(
        ("remittances_usd", "2025-9M", "5000", "million USD", "a", "2025-10"),
        ("departures", "2025-9M", "500", "thousand persons", "a", "2025-10"),
        ("gdp_growth", "2025-9M", "8.1", "% per year", "a", "2025-10"),
    )
    assert [(c.name, str(c.first)) for c in found.conditions(first="2025Q3")] == [
        ("remittances_usd", "2025Q1")
    ]
    assert found.conditions(first="2025Q4") == ()


def test_a_whole_half_counts_before_five_months() -> None:
    found = taken(
        ("turnover_china", "2025-5M", "964", "US$ million", "a", "2025-07"),
        ("turnover_china", "2025-H1", "1.2", "US$ billion", "a", "2025-08"),
    )
    assert condition_of(found, "trade_china_usd", "2024Q1").value == pytest.approx(100 * (1200 / 877 - 1))
    assert "already says it" in found.table("2024Q1").set_index("period").loc["2025-5M", "how"]


def test_three_months_make_their_quarter_and_two_do_not() -> None:
    rows = [("exports_usd", f"2025-0{m}", f"{100 + m}", "million USD", "a", "2025-05") for m in (1, 2, 3)]
    found = taken(*rows)
    assert condition_of(found, "exports_usd").value == pytest.approx(306.0)
    assert list(found.table()["output"]) == ["exports_usd"] * 3
    assert taken(*rows[:2]).conditions() == ()
    assert set(taken(*rows[:2]).table()["how"]) == {"months of its quarter are missing"}


def test_one_day_stands_for_the_quarter_with_an_error() -> None:
    found = condition_of(taken(DAY), "tjs_per_usd")
    assert found.value == pytest.approx(10.9)
    assert 0.1 < found.error < 0.4


def test_more_days_leave_a_smaller_error() -> None:
    more = [(DAY[0], day, *DAY[2:5], day) for day in ("2025-01-09", "2025-03-05", "2025-03-28")]
    assert (
        condition_of(taken(DAY, *more), "tjs_per_usd").error
        < 0.5 * condition_of(taken(DAY), "tjs_per_usd").error
    )


def test_the_rouble_is_crossed_from_two_quotes_of_one_day() -> None:
    rouble = ("exchange_rate_official_rub", "2025-02-03", "0.1153", "TJS per RUB", "NBT", "2025-02-03")
    assert condition_of(taken(DAY, rouble), "rub_per_usd").value == pytest.approx(10.9 / 0.1153)
    alone = taken((rouble[0], "2025-02-06", *rouble[2:5], "2025-02-06"))
    assert alone.conditions() == ()
    assert "no dollar rate of 2025-02-06" in alone.table()["how"].iloc[0]


def test_appreciation_over_a_half_is_the_rate_of_its_last_day() -> None:
    start = (DAY[0], "2025-01-08", "10.945", *DAY[3:5], "2025-01-08")
    move = ("somoni_appreciation_vs_usd", "2025-H1", "9.4", "%", "NBT", "2025-08")
    end = (DAY[0], "2025-06-30", f"{10.945 * 0.906:.6f}", *DAY[3:5], "2025-06-30")
    by_move = {str(c.first): c.value for c in taken(start, move).conditions()}
    by_rate = {str(c.first): c.value for c in taken(start, end).conditions()}
    assert by_move == pytest.approx(by_rate, rel=1e-5)
    assert sorted(by_move) == ["2025Q1", "2025Q2"]


def test_the_policy_rate_is_the_mean_of_the_days_it_was_in_force() -> None:
    found = taken(
        ("policy_rate", "2025-02-10", "8.75", "% per year", "NBT", "2025-02-10"),
        ("policy_rate", "2025-05-05", "8.25", "% per year", "NBT", "2025-05-05"),
        ("policy_rate", "2025-08", "7.75", "% per year", "NBT", "2025-10"),
    )
    means = {str(c.first): (c.value, c.error) for c in found.conditions()}
    assert means["2025Q1"] == (pytest.approx((40 * 9.0 + 50 * 8.75) / 90), 0.25)  # 9.0 is in the history
    assert means["2025Q2"] == (pytest.approx((34 * 8.75 + 57 * 8.25) / 91), 0.25)
    assert means["2025Q3"][1] == pytest.approx(math.hypot(0.25, 0.5 * 31 / 92 / math.sqrt(12)))


def test_a_quarter_that_is_not_over_has_no_mean_of_a_rate_in_force() -> None:
    found = taken(("policy_rate", "2025-02-10", "8.75", "% per year", "NBT", "2025-02-10"))
    assert found.conditions() == ()
    assert list(found.table()["how"]) == ["2025Q1 was not over"]


def test_the_end_of_a_quarter_is_its_last_month() -> None:
    found = taken(("fx_reserves_nbt", "2025-03", "4.6", "US$ billion", "S&P", "2025-08"))
    reserves = condition_of(found, "reserves_usd")
    assert (reserves.measure, reserves.value) == ("end", pytest.approx(4600.0))
    assert reserves.error == pytest.approx(1000 * EDGE, rel=1e-6)


def test_an_earlier_month_says_less_of_the_end() -> None:
    march, february = (
        condition_of(taken(("npl_ratio", month, "7.0", "% of loans", "IMF", "2025-05")), "npl_ratio")
        for month in ("2025-03", "2025-02")
    )
    assert february.value == march.value == pytest.approx(7.0)
    assert march.error == pytest.approx(EDGE)
    assert february.error == pytest.approx(math.hypot(EDGE, 0.3 * math.sqrt(31)), rel=1e-6)


def test_the_latest_publication_of_a_figure_counts() -> None:
    found = taken(
        ("gdp_growth", "2025-H1", "8.1", "% per year", "Agency", "2025-08"),
        ("gdp_growth", "2025-H1", "7.9", "% per year", "Agency", "2025-10"),
    )
    assert condition_of(found, "gdp").value == 7.9
    assert "another figure, 7.9 % per year, published on 2025-10-31 (Agency) counts" in set(
        found.table()["how"]
    )


def test_what_follows_from_quarters_is_left_out() -> None:
    found = taken(
        ("remittances_usd", "2025Q1", "1800", "million USD", "a", "2025-09"),
        ("remittances_usd", "2025Q2", "2000", "million USD", "a", "2025-09"),
        ("remittances_usd", "2025-H1", "3800", "million USD", "a", "2025-09"),
        ("remittances_usd", "2025-9M", "6000", "million USD", "a", "2025-10"),
    )
    assert sorted(str(c.last) for c in found.conditions()) == ["2025Q1", "2025Q2", "2025Q3"]
    assert "already says it" in found.table().set_index("period").loc["2025-H1", "how"]


def test_an_exact_year_counts_before_an_estimated_quarter() -> None:
    days = [(DAY[0], f"2025-{m:02}-15", "10.0", *DAY[3:5], f"2025-{m:02}-15") for m in (2, 5, 8, 11)]
    year = ("exchange_rate_official_avg", "2025", "10.1", "TJS per US$", "WDI", "2026-07")
    found = taken(*days, year)
    spans = {(str(c.first), str(c.last), c.error == 0.0) for c in found.conditions()}
    assert ("2025Q1", "2025Q4", True) in spans
    assert len(spans) == 4


def test_the_output_itself_counts_before_a_proxy_and_a_disagreement_is_said() -> None:
    found = taken(
        ("inflation", "2025Q1", "5.0", "% on a year before", "own", "2025-05"),
        ("cpi_inflation_avg", "2025Q1", "3.0", "% per year", "other", "2025-06"),
    )
    assert (
        condition_of(found, "consumer_prices").value == 3.0
    )  # both are proxies of the level: the later one counts
    (how,) = found.table().set_index("series").loc[["inflation"], "how"]
    assert "and otherwise: 3 (other) against 5 here" in how


def test_a_ratio_is_of_one_quarter_alone() -> None:
    assert taken(("remittances_gdp", "2025", "48", "% of GDP", "a", "2026-02")).conditions() == ()
    found = taken(("remittances_gdp", "2025Q1", "48", "% of GDP", "a", "2025-06"))
    assert condition_of(found, "remittances_gdp").measure == "mean"


def test_quarters_outside_the_run_make_no_condition() -> None:
    found = taken(
        ("remittances_usd", "2024Q4", "1800", "million USD", "a", "2025-03"),
        ("remittances_usd", "2025Q4", "1800", "million USD", "a", "2026-03"),
        ("remittances_usd", "2025", "7000", "million USD", "a", "2026-03"),
    )
    assert [str(c.first) for c in found.conditions()] == ["2025Q1", "2025Q4"]
    assert [str(c.first) for c in found.conditions(first="2024Q1", last="2024Q4")] == ["2024Q4"]
    assert found.conditions(first="2026Q1") == ()
    with pytest.raises(ts.InputError, match="the last quarter 2025Q1 is before the first, 2026Q1"):
        found.conditions("2026Q1", "2025Q1")


def test_the_order_of_rows_does_not_matter() -> None:
    data = ts.known(on="2025-10-31").table(first="2025Q1")
    columns = ["country", "series", "period", "value", "unit", "source", "published"]
    rows = data[data["published"].str.len() == 7][columns]
    one, other = ts.observations(rows), ts.observations(rows.sample(frac=1.0, random_state=5))
    assert one == other
    assert one.digest == other.digest
    assert one.conditions() == other.conditions()


def test_a_series_unknown_to_the_model_is_kept_with_a_reason() -> None:
    found = ts.observations(table(("bank_deposits", "2025-06", "30", "TJS billion", "NBT", "2025-08")))
    assert list(found.table()["how"]) == ["no output of the model is defined as this series"]


def test_wages_of_a_whole_year_and_people_expelled_are_drivers() -> None:
    found = taken(
        ("average_nominal_wage", "2025", 100_360, "RUB per month", "Rosstat", "2026-03"),
        ("tajik_citizens_expelled_from_russia", "2025", 36, "thousand persons", "a ministry", "2026-02"),
        *(
            ("average_nominal_wage", f"2025-0{m}", 9e4 + m, "RUB per month", "Rosstat", "2025-06")
            for m in (1, 2, 3)
        ),
    )
    wage, expelled = condition_of(found, "russia_wage"), condition_of(found, "deported")
    assert (str(wage), wage.error) == ("russia_wage 2025Q1-2025Q4 mean = 100360", 0.0)
    assert (str(expelled), expelled.error) == ("deported 2025Q1-2025Q4 sum = 36000", 0.0)
    silent = found.table().query("series == 'average_nominal_wage' and output == ''")
    assert list(silent["period"]) == ["2025-01", "2025-02", "2025-03"]
    assert silent["how"].str.startswith("only whole years count").all()
