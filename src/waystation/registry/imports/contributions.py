"""The Importer by which an app lets sheets be imported as its records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.utils.module_loading import import_string

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import Refusal

Check = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Refusal | None]]]


@dataclass(frozen=True)
class Removed:
    """How many records an undoing deleted, and how many it withdrew because others use them."""

    deleted: int
    withdrawn: int


class Written(NamedTuple):
    """A record that was written, and the file of a person that was opened for it, if any."""

    key: UUID
    opened: UUID | None


class Importer(ABC):
    """How the rows of a sheet become records of one kind.

    ``table`` has the fields that a column can hold; ``number`` is the field with the row's own
    number, which identifies it. ``headings`` are further common names of a column, ``answers``
    common abbreviations of an answer. ``address`` is the URL name of the list of records.
    """

    title = ""
    permission = ""
    address = ""
    number = ""
    day = ""
    table: FieldTable
    headings: ClassVar[Mapping[str, Sequence[str]]] = {}
    answers: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {}

    def refine_columns(
        self, columns: dict[str, int], rows: Sequence[Sequence[str]]
    ) -> dict[str, int]:
        """Return the suggested columns, corrected by their content."""
        return columns

    @abstractmethod
    def checker(self, user: access.AnyUser, office: Any) -> Check:
        """Return the function from the values of a row to those of its record, and refusals."""

    @abstractmethod
    def there(self, keys: Collection[UUID]) -> set[UUID]:
        """Return which of these records are there already."""

    @abstractmethod
    def write(
        self,
        user: access.AnyUser,
        office: Any,
        rows: Sequence[tuple[UUID, Mapping[str, Any]]],
        memory: dict[Any, Any],
    ) -> list[Written]:
        """Write records, in the caller's transaction; ``memory`` lasts as long as the import."""

    @abstractmethod
    def remove(
        self, user: access.AnyUser, office: Any, keys: Collection[UUID], opened: Collection[UUID]
    ) -> Removed:
        """Take back records that an import wrote, and the files of people opened for them."""


@cache
def _make_importer(path: str) -> Importer:
    found: Importer = import_string(path)()
    return found


def importers() -> dict[str, Importer]:
    """Return how sheets become records, by the key of the kind of sheet."""
    return {key: _make_importer(path) for key, path in contributions.mapping_of("imports").items()}
