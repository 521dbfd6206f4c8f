"""Sending a form that was filled in on a page: the same action as a phone's submission."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.analysis.xforms.answers import read_submission, tables_of
from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.digits import with_ascii_digits
from waystation.analysis.xforms.filling import Answers, Interview, as_submission
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries
from waystation.registry.collection.models import FormVersion, Submission

from .submissions import receive_submission

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

LONGEST_INTERVIEW = timedelta(days=31)


def interview_of(key: UUID) -> Interview:
    """Return the times of an interview: its start is in its key, a UUID of version 7.

    Without one, or with a start that is in the future or too long ago, it starts now.
    """
    moment = now().astimezone(ZoneInfo(HOME_ZONE))
    opened = moment
    if key.version == 7:
        opened = datetime.fromtimestamp((key.int >> 80) / 1000, UTC).astimezone(moment.tzinfo)
    is_likely = moment - LONGEST_INTERVIEW <= opened <= moment
    return Interview(moment, opened if is_likely else moment)


def send_filled_in(
    user: User, version: FormVersion, key: UUID, answers: Answers
) -> tuple[Submission, bool]:
    """Store a form that was filled in on a page; return the submission and whether it is new.

    The key of the page is its instance id, so that the same interview is stored once, however often
    it is sent. Raises what ``receive_submission`` raises; Conflict if the interview was stored with
    other answers.
    """
    definition = queries.definition_of(version)
    instance = f"uuid:{key}"
    content = as_submission(definition, answers, instance, interview_of(key))
    try:
        return receive_submission(user, content)
    except Conflict:  # sent again: the end differs, and perhaps the answers
        there = queries.own_submission(user, version, instance)
        sent = with_ascii_digits(definition, read_submission(content).root)
        typed = _typed(definition, tables_of(definition, sent).as_json())
        if there is not None and _typed(definition, queries.answers_of(there)) == typed:
            return there, False
        raise Conflict(
            N_(
                "This interview has already been saved with different answers, which "
                "have not changed. Ask the office to correct them, or start the next "
                "interview."
            ),
            code="instance_differs",
        ) from None


def _typed(definition: Definition, tables: dict[str, Any]) -> list[Any]:
    """Return the answers that somebody gave: neither calculated values nor times."""
    keys = {one.key for one in definition.questions if one.control}
    keep = keys | {"_row", "_parent"}
    rows = [("", tables["main"])]
    rows += [(name, row) for name, repeat in tables["repeats"].items() for row in repeat]
    return [(name, {k: v for k, v in row.items() if k in keep}) for name, row in rows]
