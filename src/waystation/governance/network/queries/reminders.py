"""Of what the Network is reminded by e-mail, whom, and what the letter says.

Each app contributes its ``ReminderSource`` (``network_reminders`` of its AppConfig).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.actions import Wanted
from waystation.foundation.messaging.queries import MessageKind, Named, Reminder
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.rules import reminders as rules
from waystation.governance.network.rules import seats as seat_rules
from waystation.registry.organisations import queries as organisations

from . import people, seats
from .scope import reader_of

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

SLICE = 100
ENTITY, USER = "organisations.Entity", "access.User"
NOBODY = N_("No representative of this entity has an e-mail address. Name a focal point.")
GONE = N_("The person to be reminded has left the Network. Name another person for the open work.")
SETTLED = N_("Settled before the reminder left: nothing was sent.")


@dataclass(frozen=True)
class ReminderSource:
    """What one app reminds of.

    ``wanted`` returns the reminders of a day, ``waiting`` the keys of the reminders whose subject
    still waits, and ``lines`` what each reminder says, None for a subject of a closed class:
    titles of closed classes do not leave by e-mail.
    """

    kinds: Sequence[tuple[str, str]]
    wanted: Callable[[Network, date], Iterable[Wanted]]
    waiting: Callable[[Network, Collection[Reminder]], set[UUID]]
    lines: Callable[[Collection[Reminder]], Mapping[UUID, str | None]]


def sources() -> list[ReminderSource]:
    """Return the apps' sources of reminders."""
    return contributions.objects("network_reminders")


def networks() -> list[Network]:
    """Return every Network of the organisation, for the work that is done each day."""
    return list(Network.objects.select_related("office", "organisation").order_by("id"))


def reminders_sent(network: Network, today: date) -> set[tuple[Any, ...]]:
    """Return the existing reminders for the days of today's reminders."""
    first = min(today - timedelta(days=rules.STALE), date(today.year, 1, 1))
    rows = Reminder.objects.filter(office_id=network.office_id, day__gte=first)
    return set(rows.values_list("kind", "subject_id", "day", "recipient_kind", "recipient_id"))


def reminders_due(network: Network, today: date) -> list[Wanted]:
    """Return all reminders due today, each once."""
    found = (one for source in sources() for one in source.wanted(network, today))
    return list(dict.fromkeys(found))


# The rotating seat


def _rotation_wanted(network: Network, today: date) -> list[Wanted]:
    """Remind co-chairs, secretariat and UNKT's readers of an appointment that is not made yet."""
    day = seat_rules.reminder_day(today)
    if day is None or seats.held_in(network, today.year + 1) is not None:
        return []
    users = [one.user_id for one in people.incumbents(network, today)]
    for role in ("network_secretariat", "unkt_reader"):
        users += [one.id for one in access.holders(network.office_id, role)]
    return [Wanted("rotation", network.id, day, USER, user) for user in dict.fromkeys(users)]


def _rotation_waiting(network: Network, rows: Collection[Reminder]) -> set[UUID]:
    return {
        one.id
        for one in rows
        if one.kind == "rotation" and seats.held_in(network, one.day.year + 1) is None
    }


def _rotation_lines(rows: Collection[Reminder]) -> dict[UUID, str | None]:
    return {
        one.id: _("UNKT has to appoint the rotating co-chair for {year} (paragraph 86).").format(
            year=one.day.year + 1
        )
        for one in rows
        if one.kind == "rotation"
    }


SOURCE = ReminderSource(
    [("rotation", N_("The rotating seat"))], _rotation_wanted, _rotation_waiting, _rotation_lines
)


# The letter


def _network_of(row: Reminder) -> Network:
    return Network.objects.select_related("office").get(office_id=row.office_id)


def _user_of(row: Reminder) -> User | None:
    if row.recipient_kind != USER:
        return None
    return access.users_by_key([row.recipient_id]).get(row.recipient_id)


def _addresses(user: AnyUser, row: Reminder, on: date) -> list[Named]:
    if row.recipient_kind == USER:
        person = _user_of(row)
        return [(person.full_name, person.email)] if person and person.is_active else []
    return people.speakers(user, _network_of(row), row.recipient_id, on)


def _belongs(network: Network, row: Reminder, today: date) -> bool:
    """Return whether who is reminded belongs to the Network today: a role, or membership."""
    if row.recipient_kind == USER:
        person = _user_of(row)
        return person is not None and access.serves(person, network.office_id)
    return people.members_on(network, today).filter(entity_id=row.recipient_id).exists()


def _held_back(rows: Sequence[Reminder]) -> dict[UUID, str]:
    network = _network_of(rows[0])
    due = {key for source in sources() for key in source.waiting(network, rows)}
    reasons = {one.id: SETTLED for one in rows if one.id not in due}
    if due and not _belongs(network, rows[0], today_in(network.office.zone)):
        reasons |= {one.id: GONE for one in rows if one.id in due}
    return reasons


def lines_of(rows: Collection[Reminder]) -> tuple[list[str], int]:
    """Return what reminders say, a line each, and of how many subjects of closed classes."""
    found = {key: text for source in sources() for key, text in source.lines(rows).items()}
    order = sorted((one for one in rows if one.id in found), key=lambda row: (row.day, row.kind))
    said = [found[one.id] for one in order]
    return [text for text in said if text is not None], said.count(None)


def _letter(rows: Sequence[Reminder]) -> Letter:
    person = _user_of(rows[0])
    with override(person.language if person is not None else get_language() or "en"):
        lines, closed = lines_of(rows)
        page = f"{settings.SITE_ADDRESS}{reverse('network:mine')}" if settings.SITE_ADDRESS else ""
        said = [_("The UN Network on Migration reminds you of what is due:"), ""]
        said += [f"- {one}" for one in lines]
        if closed:
            said.append(
                _("Actions of a closed class, to be read after signing in: {count}").format(
                    count=closed
                )
            )
        foot = str(settings.UNSCR_1244_NOTE)
        return Letter(
            _("Reminder: what is due in the Network"), "\n".join([*said, "", page, "", foot])
        )


LETTERS = MessageKind(_addresses, _letter, NOBODY, _held_back)
MESSAGES = {"rotation": LETTERS}


# The list


def reminders_visible_to(user: AnyUser) -> list[dict[str, Any]]:
    """Return the latest reminders of the user's Network. Raises NotSeen and NotAllowed."""
    reader = reader_of(user, "meeting.prepare")
    kinds = {key: label for source in sources() for key, label in source.kinds}
    # The office's digests are reminders as well; they are not the Network's.
    written = reader.of_network(Reminder.objects.filter(kind__in=list(kinds)))
    rows = list(written.order_by("-created_at", "-id")[:SLICE])
    keys = [one.recipient_id for one in rows]
    names = {one.id: str(one) for one in organisations.Entity.objects.filter(id__in=keys)}
    names |= {key: one.full_name for key, one in access.users_by_key(keys).items()}
    return [
        {
            "kind": _(kinds[one.kind]),
            "day": one.day,
            "to": names.get(one.recipient_id, "–"),
            "created_at": one.created_at,
            "mailed": one.mailed,
            "mail_reason": one.mail_reason,
        }
        for one in rows
    ]
