"""HiGHS, loaded when the first programme is solved: most processes that start solve none."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for a library until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


highspy: Any = Later("highspy")
