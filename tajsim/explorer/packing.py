"""Numbers and texts as one text: raw deflate over the length of a JSON text, the text, and bytes, in letters.

Decision. A double keeps its first `KEPT` bytes, rounded: 44 bits of its fraction, 2.8e-14 of it. Of six bytes
(7.3e-12) balances and growth rates next to zero differ by more than 1e-6 of themselves, and eight show no
more than seven. Bytes lie plane by plane, all first ones before all second ones, so that signs and exponents
compress. Two of 91 letters hold 13 bits, an eighth more than in base64.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

KEPT = 7
LETTERS = "".join(map(chr, range(33, 127))).translate({ord(mark): None for mark in '"&<'})  # end no script
PAIR = 13  # bits in two letters: 91 squared is a little more than 2 to the 13th
WHOLE = 8


class Table(NamedTuple):
    """Rows of numbers by name, (row, column), and how many bytes of each are kept."""

    rows: Sequence[str]
    values: NDArray[np.float64]
    kept: int = KEPT


def pack(content: Mapping[str, Any], code: bytes, tables: Mapping[str, Table]) -> str:
    """The text that the page unpacks: `content`, the bytes of a module, and tables."""
    parts, places, at = [code], {}, len(code)
    for name, table in tables.items():
        planes = planes_of(table.values, table.kept)
        places[name] = {
            "rows": list(table.rows),
            "columns": table.values.shape[-1],
            "count": table.values.size,
            "bytes": table.kept,
            "at": at,
        }
        parts.append(planes)
        at += len(planes)
    text = json.dumps(
        {**content, "codeLength": len(code), "numbers": places},
        ensure_ascii=False, allow_nan=False, separators=(",", ":"),
    ).encode()  # fmt: skip
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = stream.compress(struct.pack("<I", len(text)) + text + b"".join(parts)) + stream.flush()
    return lettered(packed)


def lettered(data: bytes) -> str:
    """Bytes as text: pairs of letters, the first of which says how many bits at the end only fill up."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    filled = -bits.size % PAIR
    groups = np.append(bits, np.zeros(filled, np.uint8)).reshape(-1, PAIR)
    numbers = np.append([filled], groups @ (1 << np.arange(PAIR)[::-1]))
    alphabet = np.frombuffer(LETTERS.encode(), np.uint8)
    text: bytes = alphabet[np.stack(np.divmod(numbers, len(LETTERS)), axis=1)].tobytes()
    return text.decode()


def unlettered(text: str) -> bytes:
    """The bytes that `lettered` wrote."""
    place = np.zeros(128, np.int64)
    place[np.frombuffer(LETTERS.encode(), np.uint8)] = np.arange(len(LETTERS))
    pairs = place[np.frombuffer(text.encode(), np.uint8)].reshape(-1, 2)
    filled, *numbers = (pairs @ [len(LETTERS), 1]).tolist()
    bits = np.array(numbers, np.int64)[:, np.newaxis] >> np.arange(PAIR)[::-1] & 1
    return np.packbits(bits.astype(np.uint8).ravel()[: bits.size - filled]).tobytes()


def planes_of(values: NDArray[np.float64], kept: int) -> bytes:
    """The first `kept` bytes of each double, rounded to the nearest, most significant plane first."""
    bits = np.ascontiguousarray(values, np.float64).view(np.uint64).ravel()
    dropped = 8 * (WHOLE - kept)
    if dropped:
        bits = bits + np.uint64(1 << (dropped - 1))  # a carry into the exponent is the next power of two
    every = bits.astype(">u8").view(np.uint8).reshape(-1, WHOLE)
    return np.ascontiguousarray(every[:, :kept].T).tobytes()


def rounded(values: NDArray[np.float64], kept: int = KEPT) -> NDArray[np.float64]:
    """The doubles that come back from `kept` bytes of each."""
    planes = np.frombuffer(planes_of(values, kept), np.uint8).reshape(kept, -1)
    every = np.zeros((planes.shape[1], WHOLE), np.uint8)
    every[:, :kept] = planes.T
    found: NDArray[np.float64] = every.reshape(-1).view(">f8").astype(np.float64).reshape(values.shape)
    return found
