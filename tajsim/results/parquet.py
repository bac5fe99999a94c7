"""A result as a Parquet file: every draw in tidy form, with units and the manifest in its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.results.export import import_extra, to_frame
from tajsim.store import write_whole
from tajsim.suffix import check_suffix

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike

KEY = "tajsim"  # of the metadata of the file


def to_parquet(result: ResultLike, path: str | Path, freq: str = "Q") -> Path:
    """Write the file; see `Result.to_parquet`."""
    check_suffix(
        path,
        (".parquet", ".pq"),
        "the file is a Parquet file",
        "to_excel and summary_frame().to_csv write others",
    )
    pyarrow = import_extra("pyarrow", "to_parquet", "parquet")
    parquet = import_extra("pyarrow.parquet", "to_parquet", "parquet")
    table = pyarrow.Table.from_pandas(to_frame(result, freq), preserve_index=False)
    told = {
        "freq": freq,
        "units": {name: result.infos[name].unit for name in result.kept},
        "definitions": {name: result.infos[name].definition for name in result.kept},
        "manifest": result.manifest.to_dict(),
    }
    text = json.dumps(told, ensure_ascii=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: text})
    return write_whole(path, lambda stream: parquet.write_table(table, stream))
