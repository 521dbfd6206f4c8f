"""The readable number of a personal file."""

from __future__ import annotations

import re

from waystation.foundation.shared.sealing import keyed_hash


def file_number(year: int, count: int, key: bytes) -> str:
    """Return the readable number of the ``count``-th file of a year, such as WS-26-004182.

    The count goes through a keyed permutation, so that a number tells neither how many files
    there are nor that one in between was erased or is hidden. Seven digits after the first
    million.
    """
    digits = 6 if count < 10**6 else len(str(count))
    return f"WS-{year % 100:02d}-{_permute(count, digits, year, key):0{digits}d}"


def _permute(count: int, digits: int, year: int, key: bytes) -> int:
    """Permute 0 … 10^digits-1: a Feistel network of six rounds, walked until back in range."""
    half: int = (10**digits - 1).bit_length() // 2 + 1
    mask = (1 << half) - 1
    size: int = 10**digits
    value = count
    while True:
        left, right = value >> half, value & mask
        for turn in range(6):
            round_key = f"{year}/{digits}/{turn}/{right}".encode()
            left, right = right, left ^ (_hash(key, round_key) & mask)
        value = left << half | right
        if value < size:
            return value


def _hash(key: bytes, value: bytes) -> int:
    return int.from_bytes(keyed_hash(key, value, 8), "big")


_NUMBER = re.compile(r"WS[\s\-–]*(\d{2})[\s\-–]*(\d{6,9})", re.IGNORECASE)


def number_in(text: str) -> str | None:
    """Return the file number that ``text`` is, tidily written, or None."""
    found = _NUMBER.fullmatch(text.strip())
    return f"WS-{found[1]}-{found[2]}" if found else None
