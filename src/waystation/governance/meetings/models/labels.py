"""Labels of items, papers and decisions."""

from __future__ import annotations

from waystation.governance.network.rules import classes


class Labelled:
    """A record with a number in the series of its class."""

    access_class: str
    number: int | None

    @property
    def label(self) -> str:
        """Return its number in the series of its class, "" while it has none."""
        return classes.label(self.access_class, self.number) if self.number else ""
