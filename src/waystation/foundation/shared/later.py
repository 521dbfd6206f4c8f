"""A library loaded when something of it is first asked for: most processes that start never do."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for a library until something of it is asked for.

    Type checkers see the library itself::

        if TYPE_CHECKING:
            import pyarrow as pa
        else:
            pa = Later("pyarrow")
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value
