"""The ending of a file's name: one that promises another format than what is written is refused."""

from __future__ import annotations

from pathlib import Path

from tajsim.errors import InputError
from tajsim.store import as_path

_FORMATS = frozenset(
    f".{name}"
    for names in (
        "pdf ps eps doc docx docm odt rtf md rst txt tex epub ppt pptx odp htm html xhtml mht xml log py r",
        "svg png jpg jpeg gif webp tif tiff bmp xls xlsx xlsm xlsb ods csv tsv json jsonl ndjson toml yaml",
        "yml ini cfg ipynb npy npz pkl pickle parquet pq feather arrow orc h5 hdf hdf5 nc nc4 zarr dta sav",
        "rds rdata mat zip gz bz2 xz zst tar tgz 7z db sqlite sql",
    )
    for name in names.split()
)


def check_suffix(path: str | Path, allowed: tuple[str, ...], what: str, hint: str = "") -> None:
    """Refuse a name that ends as another format does; one with no ending, or an unknown one, is fine.

    allowed: endings such as ".html", the usual one first. what: what is written, in words. hint: how to come
    by another format. Raises InputError naming the file and what is allowed.
    """
    place = as_path(path)
    suffix = place.suffix.lower()
    if suffix in allowed or suffix not in _FORMATS:
        return
    told = f"; {hint}" if hint else ""
    usual = place.with_suffix(allowed[0]).name
    raise InputError(f"cannot write {place}: {what}, not {suffix}; name it {usual}{told}")
