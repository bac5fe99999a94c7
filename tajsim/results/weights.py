"""Weights of draws: how much each of them counts in a run that was given figures.

The log importance ratio of a draw says how likely it makes what was given. The largest weights are smoothed
(Pareto-smoothed importance sampling: Vehtari, Simpson, Gelman, Yao and Gabry 2024): they are replaced by
quantiles of a generalised Pareto distribution fitted to them (Zhang and Stephens 2009). Its shape k says
whether the weights can be trusted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.errors import CollapsedWeightsError, InputError, Problems, quoted
from tajsim.frozen import read_only
from tajsim.kinds import as_float

Floats = NDArray[np.float64]

FEWEST = 100.0  # effective draws on which a band of 90 % can rest
TRUSTED = 0.7  # shapes above it: the estimate of a mean converges too slowly to be used
NO_SUMMARIES = (
    "draws that weigh differently cannot be summarised block by block, since what they weigh is known when "
    "all are made; run with keep='draws', and if they do not fit with fewer outputs=[...] or draws"
)
NO_TAIL = -math.inf  # the shape where the largest weights are alike
SHORTEST = 5  # draws of a tail that a distribution can be fitted to
_NEAR = 1e-9  # how near to 1 weights add up


@dataclass(frozen=True, eq=False, repr=False)
class Weights:
    """How much each draw counts. Weights are 0 or more and add up to 1.

    Parameters
    ----------
    values : numpy.ndarray
        Read-only float64, shape (draw,). A draw of weight 0 counts nowhere, whatever its values are.
    pareto_k : float
        Shape of the tail of the weights before they were smoothed: minus infinity where the largest are
        alike, infinity where too few draws make a tail, NaN where it is not known.

    Attributes
    ----------
    draws : int
        How many there are.
    counted : int
        How many have a weight above 0.
    ess : float
        The effective sample size, 1 / sum of squared weights (Kish 1965): so many draws of equal weight would
        give a mean with the same sampling error.
    trusted : bool
        Whether k is at most 0.7, and among fewer than 2,155 draws at most 1 - 1 / log10(draws).
    shape : str
        k as it is shown.
    text, sentence : str
        What numbers rest on, as "conditioned: effective draws 1,234 of 20,000, k 0.4".

    Raises
    ------
    InputError
        Naming every problem.

    Examples
    --------
    >>> import numpy as np
    >>> from tajsim.results import Weights
    >>> w = Weights.of_log(-0.5 * np.linspace(-3.0, 3.0, 1000) ** 2)
    >>> w.draws, round(w.ess)
    (1000, 587)
    >>> print(w)
    effective draws 587 of 1,000, k -1.6
    """

    values: Floats
    pareto_k: float

    def __post_init__(self) -> None:
        try:
            values = np.array(self.values, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError("not weights of draws: values must be numbers, one a draw") from None
        object.__setattr__(self, "values", read_only(values, np.float64))
        problems = Problems("not weights of draws")
        k = as_float(self.pareto_k)
        if k is None:
            problems.add(f"pareto_k is {quoted(self.pareto_k)}; it must be a number")
        else:
            object.__setattr__(self, "pareto_k", k)
        right = np.isfinite(values) & (values >= 0.0)
        if values.ndim != 1 or not values.size:
            problems.add(f"values have shape {values.shape}; there must be one a draw")
        elif not right.all():
            first = int(np.argmin(right))
            problems.add(f"the weight of draw {first} is {values[first]}; it must be 0 or more")
        elif abs(float(values.sum()) - 1.0) > _NEAR:
            problems.add(f"the weights add up to {float(values.sum()):.10g}; they must add up to 1")
        problems.raise_if_any()

    @classmethod
    def of_log(cls, log_weights: ArrayLike) -> Weights:
        """Smoothed weights from log importance ratios.

        Parameters
        ----------
        log_weights : array_like
            One a draw, shape (draw,), known up to a constant; minus infinity for a draw that is impossible.

        Returns
        -------
        Weights
            Normalised.

        Raises
        ------
        InputError
            For what is no list of numbers, and for a ratio that is NaN or plus infinity.
        CollapsedWeightsError
            When every draw is impossible.
        """
        ratios = _checked(log_weights)
        weights = np.exp(ratios - ratios.max())
        smoothed, shape = _smoothed(weights)
        return cls(smoothed / smoothed.sum(), shape)

    def __repr__(self) -> str:
        return f"<Weights: {self}>"

    def __str__(self) -> str:
        return f"effective draws {self.ess:,.0f} of {self.draws:,}, k {self.shape}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Weights):
            return NotImplemented
        same = np.array_equal([self.pareto_k], [other.pareto_k], equal_nan=True)
        return same and np.array_equal(self.values, other.values)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[Weights], tuple[Floats, float]]:
        return Weights, (self.values, self.pareto_k)  # what is read back cannot be written to either

    @property
    def text(self) -> str:
        """What the numbers rest on, in words, with a warning where k is too large."""
        return f"conditioned: {self}{'' if self.trusted else ', too few to be trusted'}"

    @property
    def sentence(self) -> str:
        """`text` as a sentence."""
        return f"{self.text.capitalize()}."

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.values)

    @property
    def counted(self) -> int:
        """How many draws have a weight above 0."""
        return int(np.count_nonzero(self.values))

    @property
    def ess(self) -> float:
        """The effective sample size, 1 / sum of squared weights."""
        return effective(self.values)

    @property
    def trusted(self) -> bool:
        """Whether k says that means converge quickly enough to be used; unknown is not."""
        few = 1.0 - 1.0 / math.log10(self.draws) if self.draws > 1 else NO_TAIL
        return self.pareto_k <= min(TRUSTED, few) or self.pareto_k == NO_TAIL

    @property
    def shape(self) -> str:
        """`pareto_k` as it is shown: 0.4, or a sign where it is no finite number."""
        if math.isfinite(self.pareto_k):
            return f"{round(self.pareto_k, 1) + 0.0:.1f}"
        return "?" if math.isnan(self.pareto_k) else f"{'-' * (self.pareto_k < 0.0)}\N{INFINITY}"

    def to_dict(self) -> dict[str, float | int | None]:
        """Plain values, ready for JSON: draws, counted, ess, and pareto_k, None where that is not finite."""
        k = self.pareto_k if math.isfinite(self.pareto_k) else None
        return {"draws": self.draws, "counted": self.counted, "ess": self.ess, "pareto_k": k}

    def need(self, fewest: float = FEWEST, relax: Iterable[str] = ()) -> None:
        """Refuse weights that rest on too few draws.

        Parameters
        ----------
        fewest : float, default 100
            Effective draws there must be.
        relax : iterable of str
            What can be done about it, one text each: which figure to give with a larger error, which to
            leave out.

        Raises
        ------
        CollapsedWeightsError
            When there are fewer, naming how many there are and what to relax.
        """
        if self.ess < fewest:
            heading = (
                f"the draws hardly allow what was given: of {self.draws:,} draws {self.ess:,.1f} are "
                f"effective, at least {fewest:g} are needed; give fewer figures or larger errors, or take "
                "more draws"
            )
            raise CollapsedWeightsError(heading, relax)


def effective(weights: Floats) -> float:
    """How many draws of equal weight would give a mean with the same sampling error."""
    return float(weights.sum() ** 2 / np.sum(weights**2))


def _checked(log_weights: ArrayLike) -> Floats:
    try:
        ratios = np.asarray(log_weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("cannot weight draws: log weights must be numbers, one a draw") from None
    if ratios.ndim != 1 or not ratios.size:
        raise InputError(
            f"cannot weight draws: log weights have shape {ratios.shape}; there must be one a draw"
        )
    bad = np.isnan(ratios) | np.isposinf(ratios)
    if bad.any():
        first = int(np.argmax(bad))
        raise InputError(
            f"cannot weight draws: the log weight of draw {first} is {ratios[first]}, as are "
            f"{int(bad.sum()):,} of {len(ratios):,} that are no number or infinite; a draw that is "
            "impossible has minus infinity"
        )
    if np.isneginf(ratios).all():
        raise CollapsedWeightsError(f"no draw allows what was given: each of {len(ratios):,} is impossible")
    return ratios


def _smoothed(weights: Floats) -> tuple[Floats, float]:
    """Weights, the largest of which is 1, with their tail smoothed, and the shape of the tail.

    The tail is what exceeds the largest of the others; it has 3 sqrt(draws) draws, a fifth of them at most.
    """
    count = len(weights)
    tail = math.ceil(min(count / 5.0, 3.0 * math.sqrt(count)))
    order = np.argsort(weights, kind="stable")
    cut = max(weights[order[-tail - 1]], np.finfo(np.float64).tiny) if tail < count else 0.0
    largest = order[weights[order] > cut]
    if not len(largest):
        return weights, NO_TAIL
    if len(largest) < SHORTEST:
        return weights, math.inf
    excess = weights[largest] - cut
    if excess[0] == excess[-1]:
        return weights, NO_TAIL
    shape, scale = pareto_fit(excess)
    points = (np.arange(len(largest)) + 0.5) / len(largest)
    smoothed = weights.copy()
    smoothed[largest] = np.minimum(cut + pareto_quantiles(points, shape, scale), 1.0)
    return smoothed, shape


def pareto_fit(excess: ArrayLike) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution, with a weak prior on the shape (towards 0.5)."""
    x = np.sort(np.asarray(excess, dtype=np.float64))
    n = len(x)
    if n < SHORTEST or x[-1] == x[0]:
        return math.inf, math.nan
    grid = 30 + int(math.sqrt(n))
    quartile = x[int(n / 4 + 0.5) - 1]
    theta = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    shapes = np.mean(np.log1p(-theta[:, np.newaxis] * x), axis=1)
    likelihood = n * (np.log(-theta / shapes) - shapes - 1.0)
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    kept = weight >= 10.0 * np.finfo(float).eps
    best = float(np.sum(theta[kept] * weight[kept]) / weight[kept].sum())
    shape = float(np.mean(np.log1p(-best * x)))
    scale = -shape / best
    return shape * n / (n + 10.0) + 10.0 * 0.5 / (n + 10.0), scale


def pareto_quantiles(points: Floats, shape: float, scale: float) -> Floats:
    """Quantiles of a generalised Pareto distribution at probabilities from 0 to 1."""
    if abs(shape) < 1e-12:
        return np.asarray(-scale * np.log1p(-points))
    return np.asarray(scale * np.expm1(-shape * np.log1p(-points)) / shape)
