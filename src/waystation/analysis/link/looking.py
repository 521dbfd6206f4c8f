"""Comparing one record with many: each comparison is evaluated once per distinct value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from .comparing import Caution, Record, caution_of, require_columns
from .model import Model, to_weight

# A comparison's place, what it looks at in the other record, and what that was found to be worth.
Part = tuple[int, Callable[[Record], Any], dict[Any, float]]


class Looker:
    """Weighs many records against one.

    Candidates of a search share names, years and places; what two values are worth together is
    worked out once and remembered as long as this object lives, by the values themselves. The
    weight is that of ``Model.score``, to the last bit: the same terms added in the same order.

    >>> from waystation.analysis import link
    >>> from waystation.analysis.link import persons
    >>> model = persons.shipped_model()
    >>> mine, other = link.features("Besim", "Krasniqi"), link.features("Besim", "Krasnić")
    >>> link.Looker(model, [mine]).weight([other]) == model.score(mine, other).weight
    True
    """

    def __init__(self, model: Model, mine: Iterable[Record]) -> None:
        """Take the names of one person; there is at least one."""
        self.model = model
        self.prior = to_weight(model.prior)
        self.mine: list[tuple[Record, list[Part]]] = [
            (
                record,
                [
                    (place, itemgetter(*comparison.columns), {})
                    for place, comparison in enumerate(model.comparisons)
                ],
            )
            for record in mine
        ]

    @property
    def records(self) -> list[Record]:
        """What each candidate is compared with."""
        return [record for record, _ in self.mine]

    def weight(self, theirs: Iterable[Record]) -> float:
        """Return the greatest weight in bits between one of mine and one of theirs.

        Raises ValueError for a record that lacks a column, and where there is none on a side.
        """
        return self._best(theirs)[0]

    def probability(self, theirs: Iterable[Record]) -> float:
        """Return the calibrated probability of the greatest weight (``weight``)."""
        return self.model.probability(*self._best(theirs))

    def _best(self, theirs: Iterable[Record]) -> tuple[float, Caution | None]:
        others = list(theirs)
        try:
            return max(
                (
                    self._between(record, parts, other)
                    for record, parts in self.mine
                    for other in others
                ),
                key=itemgetter(0),
            )
        except KeyError:
            for record in (*self.records, *others):
                require_columns(record, self.model.comparisons)
            raise

    def _between(
        self, record: Record, parts: list[Part], other: Record
    ) -> tuple[float, Caution | None]:
        weight = self.prior
        for place, values_of, known in parts:
            values = values_of(other)
            found = known.get(values)
            if found is None:
                found = known[values] = self.model.part(place, record, other)
            weight += found
        caution = caution_of(self.model.comparisons, record, other)
        if caution is not None:
            weight = min(weight, to_weight(caution.most))
        return weight, caution
