"""Actions on a file: waive a piece with a reason, close the file."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import FileClosing, Meeting, Waiver
from waystation.governance.meetings.queries import files as queries
from waystation.governance.meetings.queries import submissions
from waystation.governance.meetings.rules import files as rules
from waystation.governance.network.queries.scope import Reader, not_there, one, reader_of

from .frame import record, record_and_log

NOT_HELD = N_("The file of a meeting is closed once the meeting was held.")


def _subject(reader: Reader, kind: str, subject: UUID) -> None:
    if queries.known_pieces(kind) is None:
        raise not_there()
    if kind == "meeting" and one(reader.of_network(Meeting.objects.all()), subject).state != "held":
        raise Refusal(NOT_HELD, code="not_held")
    if (known := submissions.kinds().get(kind)) is not None:
        found = known.submission(reader.user, subject)
        if found.settled_on is None:
            raise known.early
    if queries.closing_of(reader.network, kind, subject) is not None:
        raise Refusal(N_("This file is closed."), code="file_closed")


@transaction.atomic
def waive_piece(user: AnyUser, kind: str, subject: UUID, *, piece: str, reason: str) -> Waiver:
    """Say why a piece of a file may be missing; a co-chair does. Raises NotSeen, Refusal."""
    reader = reader_of(user, "file.waive")
    _subject(reader, kind, subject)
    found = queries.pieces_of(reader.network, kind, subject)
    refuse([rules.refusal_to_waive(found, piece, reason)])
    given = {"piece": piece, "reason": reason.strip()[:300]}
    waiver = record(reader, Waiver, kind=kind, subject_id=subject, **given)
    log(reader.user, "file.waive", waiver, piece=piece)
    return waiver


@transaction.atomic
def close_file(user: AnyUser, kind: str, subject: UUID) -> FileClosing:
    """Close a file that is whole, or whose gaps are waived (ToR 107). Raises NotSeen, Refusal."""
    reader = reader_of(user, "file.close")
    _subject(reader, kind, subject)
    found = queries.pieces_of(reader.network, kind, subject)
    refuse([rules.refusal_to_close(found)])
    return record_and_log(
        reader,
        "file.close",
        FileClosing,
        kind=kind,
        subject_id=subject,
        pieces=len(found),
        there=sum(one.there for one in found),
        waived=sum(not one.there for one in found),
        checklist=[{"piece": one.key, "there": one.there, "waived": one.waived} for one in found],
    )
