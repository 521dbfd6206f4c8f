"""Kinds of work for the tests."""

from __future__ import annotations

import sys

from waystation.foundation.shared.errors import Refusal


def count(user, argument, content, tell):
    for number in range(argument["to"]):
        tell(number + 1, argument["to"], f"number {number + 1}")
    return {"page": "tasks:list", "said": f"Counted to {argument['to']}, {len(content)} bytes."}


def refuse(user, argument, content, tell):
    raise Refusal("The file is empty. Choose another one.")


def fail(user, argument, content, tell):
    raise RuntimeError("a fault of ours")


def hang_once(user, argument, content, tell):
    """Hang in the process whose argument says so, until somebody kills it."""
    tell(1, 2, "half")
    if "hang" in sys.argv:
        sys.stdout.write("half\n")
        sys.stdout.flush()
        sys.stdin.read()
    return {"said": "whole"}
