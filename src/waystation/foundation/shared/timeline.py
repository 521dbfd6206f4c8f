"""What an app shows of a person, moves on a merge, erases and hands out. See settings.

An app above ``people`` adds one line to each settings table it needs; the value is the dotted
path of a function in that app, with the signature below:

- ``TIMELINE_SOURCES``: ``(user, person_id) -> list[Entry]``: what this user may see of what
  the app did with the person. Restricted entries only for those who may know they exist.
- ``PERSON_HOLDERS``: ``(organisation_id, from_id, to_id, only) -> list[UUID]``: point the
  records of one person to another, all of them or only those with a key in ``only``; return
  the keys of the records moved. Called inside the transaction of a merge, and of its undoing.
- ``ERASERS``: ``(organisation_id, person_id) -> int``: remove from the app's records all that
  names or describes this person (free text, files, answers that identify), keep the rows that
  are counted; return how many rows were touched.
- ``PERSON_EXPORTS``: ``(user, person_id) -> list[dict]``: everything the app keeps about the
  person, as plain JSON, each with "what" (the record's name in English) and its values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

When = Literal["past", "agreed", "next"]


@dataclass(frozen=True)
class Entry:
    """One thing on a person's page.

    ``kind`` names it for people, already translated ("Visit", "Group session"); ``title`` and
    ``text`` say what happened, in words that this user may read; ``tags`` are short words
    beside the title; ``icon`` is the name of an icon. ``when`` puts it under what happened,
    what was agreed, or what comes next. A ``restricted`` entry shows only that it exists.
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
Mover = Callable[[UUID, UUID, UUID, "list[UUID] | None"], "list[UUID]"]
Eraser = Callable[[UUID, UUID], int]
Exporter = Callable[[Any, UUID], "list[dict[str, Any]]"]
