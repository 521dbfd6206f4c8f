"""Files of submissions to UNKT, contributed by the apps that send them (ToR 107)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.read_once import once
from waystation.governance.meetings.models import FileClosing
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.readings import working_rules


@dataclass(frozen=True)
class Submission:
    """What a file is about: its name and page, and the day on which it was settled, if it is."""

    title: str
    address: str
    back: str
    settled_on: date | None


@dataclass(frozen=True)
class OpenFile:
    """What UNKT has, or had, and whose file is not closed; the day by which it is due."""

    kind: str
    id: UUID
    title: str
    until: date


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its existing pieces, their names, and its subject.

    ``settled`` returns the settled submissions whose file is not closed, with the day on which each
    was settled; ``early`` is the refusal before that; ``page`` is the URL name of the list of
    submissions.
    """

    there: Callable[[Network, UUID], dict[str, bool]]
    names: dict[str, str]
    submission: Callable[[AnyUser, UUID], Submission]
    settled: Callable[[Network, Exists, int], list[tuple[UUID, str, date]]]
    early: Refusal
    page: str


def kinds() -> dict[str, FileKind]:
    """Return the kinds of submissions that have a file, contributed by the apps."""
    return {
        key: kind for app in contributions.objects("network_files") for key, kind in app.items()
    }


@once
def open_submissions(network: Network, limit: int = 20) -> list[OpenFile]:
    """Return the open files of what went to UNKT, the oldest first.

    Of reports: once they are transmitted. Of recommendations: once there is an answer, or they
    were withdrawn after they had been submitted; a draft that was withdrawn never went anywhere.
    """
    days = timedelta(days=working_rules(network).number("file_days"))
    found = [
        OpenFile(key, id, title, day + days)
        for key, kind in kinds().items()
        for id, title, day in kind.settled(network, _file_is_closed(key), limit)
    ]
    return sorted(found, key=lambda one: one.until)[:limit]


def _file_is_closed(kind: str) -> Exists:
    return Exists(FileClosing.objects.filter(subject_id=OuterRef("pk"), kind=kind))
