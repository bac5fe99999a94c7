"""What a run keeps besides its result: a checkpoint to go on from, draws in files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tajsim.engine.distributed.checkpoint import Checkpoint
from tajsim.engine.distributed.parts import Parts
from tajsim.engine.distributed.summaries import Storage
from tajsim.engine.plan import Plan
from tajsim.engine.request import Request
from tajsim.results.manifest import Manifest
from tajsim.store import as_path


@contextmanager
def kept_beside(plan: Plan, request: Request, manifest: Manifest) -> Iterator[Storage]:
    """The storage that a request asks for, for the time of the run; the draws are whole after it.

    Raises InputError for folders that hold something else.
    """
    checkpoint = parts = None
    if request.checkpoint is not None:
        checkpoint = Checkpoint.opened(as_path(request.checkpoint), manifest, request.resume)
    if request.parts is not None:
        parts = Parts.begun(as_path(request.parts), request.resume)
    yield Storage(checkpoint, parts)
    if parts is not None:
        parts.finish(plan, manifest)
