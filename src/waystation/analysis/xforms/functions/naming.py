"""The decorator that names a function and sets its number of arguments."""

from __future__ import annotations

from collections.abc import Callable

from waystation.analysis.xforms.xpath import (
    Value,
)

FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {}
LAZY: set[str] = set()
MANY = 10_000  # arguments of what takes any number


def xpath_function(
    *names: str, least: int = 0, most: int | None = None, lazy: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def keep(function: Callable[..., Value]) -> Callable[..., Value]:
        for name in names:
            FUNCTIONS[name] = (function, least, least if most is None else most)
            if lazy:
                LAZY.add(name)
        return function

    return keep
