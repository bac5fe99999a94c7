"""Draws in a folder of Parquet files, a file a block, written where the block is computed.

`quarterly/block-000000.parquet` and `annual/block-000000.parquet` hold the draws of the first 4 096: the
columns `scenario` (text), `quarter` (text as 2026Q1) or `year` (int16), `draw` (int32, counted over the whole
run) and one column of float32 an output, whose unit stands in the metadata under `tajsim`. Rows go by
scenario, then period, then draw. `manifest.json` is
written last: a folder without it does not hold a whole run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.plan import Plan
from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.errors import InputError
from tajsim.model.outputs import OUTPUTS
from tajsim.results.manifest import Manifest
from tajsim.results.tables import KEY, import_extra
from tajsim.store import write_whole

NAME = "manifest.json"
FOLDERS = ("quarterly", "annual")


@dataclass(frozen=True)
class Parts:
    """The folder that the draws of a run go to. Every worker must see it under the same name."""

    folder: Path

    @classmethod
    def begun(cls, folder: Path, resume: bool) -> Parts:
        """The folder, made where it is missing.

        resume: whether parts may be there already, of the run whose checkpoint says so. Raises InputError
        when it holds something else or cannot be written to, MissingExtraError without pyarrow.
        """
        import_extra("pyarrow.parquet", "parts", "parquet")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            left = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
            if left and not resume:
                raise InputError(f"{folder} holds {left[0].name}; draws go to an empty folder")
            (folder / NAME).unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"cannot write draws into {folder}: {error.strerror or error}") from error
        return cls(folder.absolute())

    def path(self, kind: str, block: int) -> Path:
        """The file of a block; kind: "quarterly" or "annual"."""
        return self.folder / kind / f"block-{block:06}.parquet"

    def write(self, plan: Plan, block: int, values: OutputArrays) -> None:
        """Write the draws of a block, each file whole or not at all."""
        scenarios = [one.name for one in plan.scenarios]
        quarters = [str(quarter) for quarter in plan.reported]
        if plan.years:
            years = np.array(plan.years, np.int16)
            self._write("annual", block, scenarios, {"year": years}, values.annual)
        self._write("quarterly", block, scenarios, {"quarter": quarters}, values.quarterly)

    def missing(self, plan: Plan) -> list[int]:
        """The blocks of which a file is missing."""
        kinds = FOLDERS if plan.years else FOLDERS[:1]
        blocks = range(len(block_sizes(plan.draws or 0)))
        return [block for block in blocks if not all(self.path(kind, block).exists() for kind in kinds)]

    def finish(self, plan: Plan, manifest: Manifest) -> None:
        """Write the manifest. Raises InputError when parts are missing."""
        missing = self.missing(plan)
        if missing:
            named = ", ".join(map(str, missing[:5])) + (", ..." if len(missing) > 5 else "")
            raise InputError(
                f"{self.folder} lacks the draws of {len(missing)} blocks ({named}), although they are done: "
                "every worker must see the folder, and it must stay whole until the run is over"
            )
        write_whole(self.folder / NAME, lambda stream: stream.write(manifest.to_json().encode()))

    def _write(
        self,
        kind: str,
        block: int,
        scenarios: Sequence[str],
        period: Mapping[str, Any],
        arrays: Mapping[str, NDArray[np.float32]],
    ) -> None:
        pyarrow = import_extra("pyarrow", "parts", "parquet")
        parquet = import_extra("pyarrow.parquet", "parts", "parquet")
        ((name, labels),) = period.items()
        count, draws = len(labels), next(iter(arrays.values())).shape[-1]

        def repeated(codes: NDArray[np.int32], texts: Sequence[str]) -> Any:
            return pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(texts, pyarrow.string()))

        rows = np.arange(len(scenarios), dtype=np.int32)
        columns = {"scenario": repeated(np.repeat(rows, count * draws), scenarios)}
        places = np.tile(np.repeat(np.arange(count, dtype=np.int32), draws), len(scenarios))
        columns[name] = repeated(places, labels) if name == "quarter" else pyarrow.array(labels[places])
        first = np.arange(block * BLOCK, block * BLOCK + draws, dtype=np.int32)
        columns["draw"] = pyarrow.array(np.tile(first, len(scenarios) * count))
        for output, values in arrays.items():
            columns[output] = pyarrow.array(np.swapaxes(values, 0, 1).reshape(-1))
        units = {o.name: o.unit for o in OUTPUTS if o.name in arrays}
        about = {KEY: json.dumps({"units": units}, ensure_ascii=False)}
        table = pyarrow.table(columns).replace_schema_metadata(about)
        (self.folder / kind).mkdir(exist_ok=True)
        write_whole(
            self.path(kind, block),
            lambda stream: parquet.write_table(
                table, stream, compression="zstd", use_dictionary=["scenario", name]
            ),
        )
