"""A run with summaries stays within its memory, and takes no more of it for more draws."""

from __future__ import annotations

import subprocess

import pytest

from tajsim.engine.sampling import BLOCK

pytest.importorskip("resource")
from .memory import peak

pytestmark = pytest.mark.slow


def test_memory_is_the_same_whatever_the_draws() -> None:
    """One scenario and few blocks, whose tree is as high; draws of a block kept would be a tenth more."""
    few, many = (peak(blocks * BLOCK, workers=1, count=1) for blocks in (8, 11))
    assert many.first < 1.05 * few.first
    assert many.first < 0.6


def test_workers_hold_a_block_and_the_first_process_what_they_hand_back() -> None:
    shown = peak(4 * BLOCK, workers=2, count=1)
    assert 0.1 < shown.worker < 0.6
    assert shown.first < 0.6


def test_a_run_that_passes_its_limit_fails() -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        peak(BLOCK, workers=1, count=16, limit=0.9)
    assert "take fewer draws" in caught.value.stderr
