"""The files of --out DIR: tables as CSV, pictures as PNG, and what was asked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from tajsim.cli.text import as_json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist


def csv_file(frame: pd.DataFrame) -> bytes:
    """A table without its index."""
    return frame.to_csv(index=False, lineterminator="\n").encode()


def json_file(value: Any) -> bytes:
    """Plain values, indented."""
    return (as_json(value) + "\n").encode()


def png_file(draw: Callable[[], Artist]) -> bytes:
    """The figure, or that of the axes, that `draw` draws, without a screen."""
    import matplotlib as mpl

    mpl.use("Agg")  # a file is wanted, whatever screen there may be
    import matplotlib.pyplot as plt

    from tajsim.plots.saving import save

    figure = draw().get_figure(root=True)
    if figure is None:
        raise AssertionError("the picture has no figure")
    stream = io.BytesIO()  # a full disk is reported in plain words only outside the encoder
    save(figure, stream, "png", dpi=150, metadata={"Software": None})
    plt.close(figure)
    return stream.getvalue()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values, ready for JSON."""
    # columns of NumPy numbers would be written as text
    return [
        {str(key): value for key, value in row.items()} for row in frame.astype(object).to_dict("records")
    ]


def file_name(text: str, taken: Collection[str] = ()) -> str:
    """The name of a scenario as the stem of a file that is not among those `taken`."""
    stem = re.sub(r"[^\w-]+", "-", text).strip("-")[:60] or "scenario"
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
