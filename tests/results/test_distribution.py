import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.results.distribution import Draws, difference, quantiles_of_rows

QUANTILES = (0, 0.05, 0.25, 0.5, 0.951, 1)


@pytest.mark.parametrize("shape", [(3, 2, 1), (3, 2, 2), (4, 3, 1001), (0, 2, 5), (7,)])
def test_quantiles_equal_numpy(shape):
    values = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    expected = np.quantile(values.astype(float), QUANTILES, axis=-1)
    np.testing.assert_allclose(quantiles_of_rows(values, QUANTILES), expected, rtol=1e-12, atol=1e-12)


def test_rows_are_not_mixed_when_they_take_several_sorts(monkeypatch):
    monkeypatch.setattr("tajsim.results.distribution._CHUNK", 25)
    values = np.random.default_rng(2).normal(size=(13, 10)).astype(np.float32)
    expected = np.quantile(values.astype(float), QUANTILES, axis=-1)
    np.testing.assert_allclose(quantiles_of_rows(values, QUANTILES), expected)


def test_the_input_is_not_sorted_in_place():
    values = np.array([[3, 1, 2]], np.float32)
    quantiles_of_rows(values, (0.5,))
    assert values.tolist() == [[3, 1, 2]]


def test_a_missing_draw_makes_the_row_missing():
    rows = Draws(np.array([[1, np.nan], [1, 2]], np.float32))
    assert np.isnan(rows.quantiles((0, 0.5))[:, 0]).all()
    assert rows.quantiles((0.5,))[0, 1] == 1.5
    np.testing.assert_array_equal(rows.share("<", 2), [np.nan, 0.5])


@pytest.mark.parametrize("wrong", [(0.5, 1.5), (-0.1,), (np.nan,), "median", [[0.1, 0.2]]])
def test_bad_quantiles_are_refused(wrong):
    with pytest.raises(InputError, match="numbers from 0 to 1"):
        quantiles_of_rows(np.zeros((1, 3), np.float32), wrong)


def test_shares_of_each_comparison():
    rows = Draws(np.array([1, 2, 2, 3], np.float32))
    shares = [float(rows.share(sign, 2)) for sign in ("<", "<=", ">", ">=")]
    assert shares == [0.25, 0.75, 0.25, 0.75]
    with pytest.raises(UnknownNameError, match="comparison '=<'"):
        rows.share("=<", 2)


def test_difference_in_percent_keeps_its_sign_over_a_negative_baseline():
    values, baseline = np.array([-6.0, 11.0, 1.0]), np.array([-5.0, 10.0, 0.0])
    np.testing.assert_allclose(difference(values, baseline, relative=True), [-20, 10, np.nan])
    np.testing.assert_allclose(difference(values, baseline, relative=False), [-1, 1, 1])
