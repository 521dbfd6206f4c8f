"""A meeting of the matrix's Network with one of everything, each with a mark."""

from __future__ import annotations

from datetime import date, timedelta

from waystation.foundation.shared.periods import now

MARKS = [
    "mark-of-a-meeting",
    "mark-of-an-item",
    "mark-of-a-paper",
    "mark-of-minutes",
    "mark-of-a-comment",
    "mark-of-what-was-decided",
    "mark-of-an-action",
]


def made_of_a_meeting(stamp, entity):
    """Return the keys of a planned meeting's records, by name."""
    from waystation.governance.meetings.models import (
        Action,
        AgendaItem,
        Decision,
        Meeting,
        Minutes,
        MinutesComment,
        Paper,
        Poll,
    )
    from waystation.governance.meetings.rules.minutes import nodes_of

    starts_at = now() + timedelta(days=30)
    meeting = Meeting.objects.create(
        **stamp,
        kind="regular",
        title="mark-of-a-meeting",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        quarter="2026-Q1",
    )
    item = AgendaItem.objects.create(
        **stamp,
        meeting=meeting,
        title="mark-of-an-item",
        purpose="decision",
        minutes=5,
        owner=entity,
    )
    paper = Paper.objects.create(
        **stamp,
        meeting=meeting,
        number=1,
        title="mark-of-a-paper",
        access_class="network",
        names_nobody=True,
        file_name="mark.txt",
        media_type="text/plain",
        size=1,
        digest="0" * 64,
        due_on=date(2026, 1, 1),
    )
    _bytes_of(stamp, paper)
    for number in (1, 2):
        minutes = Minutes.objects.create(
            **stamp,
            meeting=meeting,
            number=number,
            state="comments",
            nodes=nodes_of(f"mark-of-minutes {number}"),
            digest="0" * 64,
        )
    comment = MinutesComment.objects.create(
        **stamp, minutes=minutes, meeting=meeting, entity=entity, text="mark-of-a-comment"
    )
    decision = Decision.objects.create(
        **stamp,
        meeting=meeting,
        number=1,
        text="mark-of-what-was-decided",
        decided_on=date(2026, 1, 1),
    )
    action = Action.objects.create(
        **stamp,
        meeting=meeting,
        decision=decision,
        text="mark-of-an-action",
        owner=entity,
        due_on=date(2026, 12, 1),
    )
    poll = Poll.objects.create(**stamp, meeting=meeting, closes_on=date(2026, 12, 1))
    return {
        "meeting": meeting.id,
        "agenda_item": item.id,
        "paper": paper.id,
        "minutes_comment": comment.id,
        "decision": decision.id,
        "action": action.id,
        "poll": poll.id,
        "file_piece": "minutes",
        "calendar_year": 2026,
        "calendar_quarter": 1,
    }


def _bytes_of(stamp, paper):
    from waystation.foundation.access import queries as access
    from waystation.foundation.shared.keys import new_key
    from waystation.governance.meetings.models import PaperFile

    key = new_key()
    sealed = access.keyring(paper.organisation_id).seal(
        b"mark-of-a-paper", table="meetings_paperfile", column="sealed", row=str(key)
    )
    PaperFile.objects.create(**stamp, id=key, paper=paper, sealed=sealed)
