"""What every app with records about persons must provide: timeline, merge, erasure, export.

An app above ``people`` contributes these functions on its AppConfig
(``foundation/access/contributions.py``); the signatures are:

- ``person_timeline``: ``(user, person_id) -> list[Entry]``: the app's records about the person that
  this user may see. Restricted entries only for users who may know that they exist.
- ``person_move``: ``(organisation_id, from_id, to_id, only) -> list[UUID]``: reassign one person's
  records to another person, all of them or only those with a key in ``only``; return the keys of
  the records moved. Called in the transaction of a merge, or of undoing one.
- ``person_erase``: ``(organisation_id, person_id) -> int``: delete from the app's records
  everything that names or describes this person (free text, files, identifying answers), but keep
  the rows for statistics; return how many rows were changed.
- ``person_export``: ``(user, person_id) -> list[dict]``: everything the app stores about the
  person, as plain JSON, each with "what" (the record's name in English) and its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, TypeVar
from uuid import UUID

When = Literal["past", "agreed", "next"]
R = TypeVar("R")
MOST = 200


def latest(rows: Iterable[R], *columns: str, most: int = MOST) -> list[R]:
    """Return the latest of one person's records, by these columns.

    Sorted here, not in the query: with an order and a limit, the database scans the index of the
    whole office instead of the index of the person.
    """
    return sorted(rows, key=attrgetter(*columns), reverse=True)[:most]


@dataclass(frozen=True)
class Entry:
    """An entry of a person's timeline.

    ``kind`` is its translated name ("Visit", "Group session"); ``title`` and ``text`` describe it
    as far as this user may read it; ``tags`` are short words beside the title; ``icon`` is the name
    of an icon. ``when`` is the section: past, agreed or next. A ``restricted`` entry shows only
    that it exists.
    """

    at: datetime
    kind: str
    title: str
    text: str = ""
    tags: tuple[str, ...] = ()
    by: str = ""
    place: str = ""
    url: str = ""
    icon: str = "doc"
    when: When = "past"
    restricted: bool = False
    record: UUID | None = None
    extra: dict[str, Any] = field(default_factory=dict)


Timeline = Callable[[Any, UUID], list[Entry]]
