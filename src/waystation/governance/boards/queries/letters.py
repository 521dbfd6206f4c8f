"""The e-mail with a board: its title, its figures as visible to a partner, and a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.messaging.queries import Delivery, MessageKind, Named
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import month
from waystation.foundation.shared.words import N_
from waystation.governance.boards.models import Board, Subscription
from waystation.governance.results import presenting
from waystation.governance.results import queries as results

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

DIGEST = "board"
NOBODY = N_("The account is closed.")
OVER = N_("The subscription has ended.")


def _addresses(user: access.AnyUser, row: Delivery, day: date) -> list[Named]:
    reader = access.active_user(row.recipient_id)
    return [(reader.full_name, reader.email)] if reader else []


def _figures(reader: User, board: Board, day: date) -> list[str]:
    """Return a line for each indicator: last month, protected as for partners.

    A mailbox is outside the product, whatever its owner may see inside.
    """
    period = month(month(day).start - timedelta(days=1))
    known = results.indicators_by_key(reader)
    keys = dict.fromkeys(one.indicator for one in board.tiles.order_by("position", "id"))
    asked = [key for key in keys if key in known]
    try:
        found = results.figures(reader, asked, period, audience="staff", known=known)
    except Refusal as refusal:  # a day's questions may be spent; the others' letters leave
        return [in_words(refusal)]
    return [
        f"- {table.known.title}: {presenting.figure_written(table.total, table.known.definition)}"
        for table in found.values()
    ]


def _letter(rows: Sequence[Delivery]) -> Letter:
    row = rows[0]
    board = Board.objects.get(id=row.subject_id)
    reader = access.active_user(row.recipient_id)
    with translation.override(reader.language if reader else settings.LANGUAGE_CODE):
        period = month(month(row.sent_on).start - timedelta(days=1))
        lines = [
            _("Last month ({period}), small numbers protected:").format(
                period=presenting.period_in_words(period.code)
            ),
            *(_figures(reader, board, row.sent_on) if reader else []),
            "",
            _("The board with its charts:"),
            f"{settings.SITE_ADDRESS}{reverse('boards:board', args=[board.id])}",
            "",
            _("You asked for this e-mail. End it on the board's page."),
            "",
            str(settings.UNSCR_1244_NOTE),
        ]
        subject = _("Board: {title}").format(title=board.title)
    return Letter(subject, "\n".join(lines) + "\n")


def _held_back(rows: Sequence[Delivery]) -> Mapping[UUID, str]:
    found: dict[UUID, str] = {}
    for row in rows:
        wanted = Subscription.objects.filter(
            board_id=row.subject_id, subscriber_id=row.recipient_id
        )
        if not wanted.exists():
            found[row.id] = OVER
    return found


MESSAGES: dict[str, Any] = {DIGEST: MessageKind(_addresses, _letter, NOBODY, _held_back)}
