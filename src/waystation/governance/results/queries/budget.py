"""The daily number of live queries for readers who may not open the underlying records.

Each answer has noise, but many answers about the same people can be averaged. A day's budget is far
above normal use of the dashboard (docs/methods-disclosure.md), and readers who exceed it are
reported to the data-protection officer: in the audit log, and as outstanding work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.results.models import LiveQuestions

BYTES = 8
ALARMS_SHOWN_DAYS = 30


def spend(user: access.AnyUser, questions: Iterable[str]) -> None:
    """Count the questions of a person today; each different one once.

    Raises Refusal when the day's budget is spent; the first time the audit log says so.
    """
    seen = access.signed_in(user)
    asked = {hashlib.sha256(one.encode()).digest()[:BYTES] for one in questions}
    if not asked:
        return
    limit = settings.LIVE_QUESTIONS_PER_DAY
    today = today_in()
    row = LiveQuestions.objects.filter(user=seen, day=today).first()
    if row is not None and asked <= _split(row):
        return
    with transaction.atomic():
        row, _made = LiveQuestions.objects.select_for_update().get_or_create(
            user=seen, day=today, defaults={"organisation_id": seen.organisation_id}
        )
        together = _split(row) | asked
        spent = len(together) > limit
        if not spent:
            row.questions = b"".join(sorted(together))
            row.save(update_fields=["questions"])
        elif row.spent_at is None:
            row.spent_at = now()
            row.save(update_fields=["spent_at"])
            audit.log(
                seen, "figures.budget_spent", "results.LiveQuestions", row.id,
                limit=limit, day=today.isoformat(),
            )  # fmt: skip
    if spent:
        raise Refusal(
            N_(
                "You have asked for {limit} different figures today. This is the "
                "daily limit for readers who may not open the records. Continue "
                "tomorrow, or ask a colleague who may open them. The data-protection "
                "officer can see this."
            ),
            code="questions_spent",
            limit=limit,
        )


def _split(row: LiveQuestions) -> set[bytes]:
    kept = bytes(row.questions)
    return {kept[i : i + BYTES] for i in range(0, len(kept), BYTES)}


def budget_spent(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return who recently used up the live-query budget, for users who may read the audit log."""
    if not access.may(user, "audit.read"):
        return []
    organisation = access.require(user, "audit.read").organisation_id
    rows: Any = LiveQuestions.objects.filter(
        organisation_id=organisation,
        spent_at__isnull=False,
        day__gt=today - timedelta(days=ALARMS_SHOWN_DAYS),
    )
    title = gettext("{name} asked for more live figures on {day} than a day allows")
    return [
        Outstanding(
            "results.budget_spent",
            title.format(name=row.user.full_name, day=date_format(row.day, "DATE_FORMAT")),
            reverse("access:audit"),
            since=row.spent_at,
            record=row.id,
        )
        for row in rows.select_related("user").order_by("-day")
    ]
