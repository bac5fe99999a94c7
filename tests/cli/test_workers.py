"""Interrupts while processes are started: held back, and then what they would have been."""

from __future__ import annotations

import signal

import pytest

from tajsim.cli.workers import _held_back


def test_an_interrupt_comes_when_processes_are_started() -> None:
    reached = []

    def start() -> None:
        with _held_back():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert reached == ["the end"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_an_interrupt_nothing_is_raised() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with _held_back():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
