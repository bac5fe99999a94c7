"""Numbers on axes, written as in the text: thousands apart, a true minus sign, no exponent."""

from __future__ import annotations

from matplotlib.ticker import ScalarFormatter

_LARGE = 1000.0


class Numbers(ScalarFormatter):
    """`1,500` rather than `1500` or `1.5e3`; small numbers as Matplotlib writes them."""

    def __init__(self) -> None:
        super().__init__(useOffset=False)
        self.set_scientific(False)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of one tick."""
        if self.axis is None or max(abs(float(end)) for end in self.axis.get_view_interval()) < _LARGE:
            return super().__call__(x, pos)
        return f"{x:,.10g}".replace("-", "\N{MINUS SIGN}")
