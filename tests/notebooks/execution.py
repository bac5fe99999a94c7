"""Running a notebook from a clean kernel of this interpreter, and what it may not leave behind."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tajsim

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
TIMEOUT = 300  # seconds a cell may take on a busy machine
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook_paths() -> list[Path]:
    """Every notebook, in reading order."""
    return sorted(FOLDER.glob("*.ipynb"))


def code_cells(notebook: Any) -> list[Any]:
    """The code cells of a notebook, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def execute(notebook: NotebookNode) -> NotebookNode:
    """A copy with fresh outputs, run in an empty temporary folder that must be empty again afterwards.

    Raises AssertionError for files left in the folder; an error in a cell is among its outputs.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient
    from nbformat import from_dict

    fresh = from_dict(clean(notebook))
    with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as work:
        manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # none installed: that of this interpreter
            connection_file=str(Path(own, "kernel.json")),
            transport="ipc" if os.name == "posix" else "tcp",
        )
        assert manager.kernel_spec.argv[0] == sys.executable
        client = NotebookClient(
            fresh,
            km=manager,
            timeout=TIMEOUT,
            allow_errors=True,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": work}},
        )
        client.execute(env=_environment(own), cleanup_kc=True)
        left = sorted(os.listdir(work))
    assert not left, f"the notebook leaves files behind: {', '.join(left)}"
    return from_dict(clean(fresh))


def clean(notebook: Any) -> Any:
    """A copy without what changes from run to run or from machine to machine."""
    cells = [{**cell, "metadata": {}} for cell in notebook["cells"]]
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def complaints(notebook: Any) -> Iterator[str]:
    """Errors and warnings among the outputs, each with its cell."""
    for number, cell in enumerate(code_cells(notebook), start=1):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"code cell {number} raises {output['ename']}: {output['evalue']}"
            elif output.get("name") == "stderr":
                yield f"code cell {number} writes to stderr: {''.join(output['text']).strip()}"


def _environment(own: str) -> dict[str, str]:
    """The settings of the kernel: this tajsim, pictures inside the notebook, no profile of the user."""
    return {
        **os.environ,
        "IPYTHONDIR": own,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONPATH": str(Path(tajsim.__file__).resolve().parents[1]),
    }
