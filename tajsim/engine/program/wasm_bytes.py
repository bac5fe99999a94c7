"""The binary format of WebAssembly, as far as a module of functions on vectors of two doubles needs it.

Source: WebAssembly Core Specification 2.0, chapter 5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

HEADER = b"\0asm\1\0\0\0"
I32, V128 = b"\x7f", b"\x7b"
TYPE, IMPORT, FUNCTION, EXPORT, CODE = 1, 2, 3, 7, 10

# instructions
LOOP, END, BRANCH_IF, CALL = b"\x03\x40", b"\x0b", b"\x0d", b"\x10"
GET, SET, TEE = b"\x20", b"\x21", b"\x22"
I32_CONST, I32_ADD, I32_GT = b"\x41", b"\x6a", b"\x4a"

# instructions on vectors, after the prefix 0xFD
LOAD, LOAD_SPLAT, STORE, CONST = 0x00, 0x0A, 0x0B, 0x0C
SELECT, EQUAL, GREATER = 0x52, 0x47, 0x4A
SHIFT_LEFT, SHIFT_RIGHT, LONG_ADD, LONG_SUB = 0xCB, 0xCC, 0xCE, 0xD1
LESSER_OF, GREATER_OF = 0xF6, 0xF7  # of two, the first where one is NaN


class Function(NamedTuple):
    """A function: its signature, how many vectors it keeps, and its instructions."""

    parameters: tuple[bytes, ...]
    results: tuple[bytes, ...]
    vectors: int
    body: bytes


def unsigned(n: int) -> bytes:
    """A whole number of at least 0, seven bits a byte."""
    found = bytearray()
    while n > 0x7F:
        found.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes((*found, n))


def signed(n: int) -> bytes:
    """A whole number, seven bits a byte, the last with the sign."""
    found = bytearray()
    while not -0x40 <= n < 0x40:
        found.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes((*found, n & 0x7F))


def vector(code: int, *rest: bytes) -> bytes:
    """An instruction on vectors."""
    return b"\xfd" + unsigned(code) + b"".join(rest)


def place(offset: int, align: int = 3) -> bytes:
    """Where a load or store acts, beyond the address on the stack."""
    return unsigned(align) + unsigned(offset)


def both(x: float) -> bytes:
    """A vector of two equal doubles."""
    return vector(CONST, struct.pack("<2d", x, x))


def both_long(n: int) -> bytes:
    """A vector of two equal whole numbers."""
    return vector(CONST, struct.pack("<2q", n, n))


def module(functions: Sequence[Function], exports: dict[str, int]) -> bytes:
    """A module of functions that share the memory `env.memory`, given by whoever makes an instance."""
    kinds = list(dict.fromkeys((f.parameters, f.results) for f in functions))
    types = [b"\x60" + _list(parameters) + _list(results) for parameters, results in kinds]
    memory = _text("env") + _text("memory") + b"\x02\x00\x01"
    return HEADER + b"".join(
        (
            _section(TYPE, types),
            _section(IMPORT, [memory]),
            _section(FUNCTION, [unsigned(kinds.index((f.parameters, f.results))) for f in functions]),
            _section(EXPORT, [_text(name) + b"\x00" + unsigned(f) for name, f in exports.items()]),
            _section(CODE, [_code(f) for f in functions]),
        )
    )


def _code(f: Function) -> bytes:
    locals_ = _list([unsigned(f.vectors) + V128] if f.vectors else [])
    whole = locals_ + f.body + END
    return unsigned(len(whole)) + whole


def _section(number: int, items: Sequence[bytes]) -> bytes:
    content = _list(items)
    return bytes([number]) + unsigned(len(content)) + content


def _list(items: Iterable[bytes]) -> bytes:
    kept = list(items)
    return unsigned(len(kept)) + b"".join(kept)


def _text(name: str) -> bytes:
    encoded = name.encode()
    return unsigned(len(encoded)) + encoded
