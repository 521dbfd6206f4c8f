"""A person's timeline: the entries of this app and of the apps above."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.timeline import Entry

from .files import PersonFile
from .readers import MergeLine


def timeline_of(user: access.AnyUser, file: PersonFile, merges: Sequence[MergeLine]) -> list[Entry]:
    """Return everything that happened with a person and that this user may see, newest first.

    ``file`` was opened for this user, and ``merges`` are those into it.
    """
    entries = _own(file, merges)
    for timeline in contributions.functions("person_timeline").values():
        entries += timeline(user, file.id)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _own(file: PersonFile, merges: Sequence[MergeLine]) -> list[Entry]:
    names = access.names_of_users({file.created_by_id})
    opened = Entry(
        at=file.created_at,
        kind=_("File"),
        title=_("File opened"),
        text=file.number,
        by=names.get(file.created_by_id, "") if file.created_by_id else "",
        place=file.office,
        icon="doc",
        record=file.id,
    )
    return [opened] + [
        Entry(
            at=merge.at,
            kind=_("File"),
            title=_("Two files became one"),
            text=merge.merged,
            by=merge.by,
            icon="people",
            record=merge.id,
        )
        for merge in merges
    ]
