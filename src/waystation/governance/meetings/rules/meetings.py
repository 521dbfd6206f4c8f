"""When a meeting may be planned, convened, changed, cancelled and held."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.seats import SEATS

LONGEST_MEETING_HOURS = 72
MOST_PEOPLE = 500


def refusals_to_plan(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Say why a meeting cannot be planned so."""
    starts, ends = values["starts_at"], values["ends_at"]
    found = [_refusal_of_times(starts, ends)] if starts and ends else []
    link = values["link"].strip()
    if link and not link.startswith(("https://", "http://")):
        sentence = N_("Write the whole address, beginning with https://.")
        found.append(Refusal(sentence, field="link", code="link"))
    return [*found, _refusal_of_categories(values["kind"], values["categories"])]


def refusal_of_past(starts_at: datetime | None, at: datetime) -> Refusal | None:
    """Say why a meeting cannot be planned for, or moved to, a time that has passed.

    Such a plan leads nowhere: its notice could no longer be issued, so nothing could be recorded.
    """
    if starts_at is None or starts_at > at:
        return None
    return Refusal(
        N_("This time has passed. Choose a day and a time that are still to come."),
        field="starts_at",
        code="in_the_past",
    )


def _refusal_of_times(starts_at: datetime, ends_at: datetime) -> Refusal | None:
    if ends_at <= starts_at:
        return Refusal(
            N_("The end is before the start. Check both times."),
            field="ends_at",
            code="end_before_start",
        )
    if ends_at - starts_at > timedelta(hours=LONGEST_MEETING_HOURS):
        return Refusal(
            N_("A meeting lasts at most {hours} hours."),
            field="ends_at",
            code="too_long",
            hours=LONGEST_MEETING_HOURS,
        )
    return None


def _refusal_of_categories(kind: str, categories: Collection[str]) -> Refusal | None:
    if kind == "extended" and not categories:
        return Refusal(
            N_("An extended meeting names the categories it is held with. Choose at least one."),
            field="categories",
            code="categories_missing",
        )
    if kind != "extended" and categories:
        return Refusal(
            N_("Only an extended meeting has categories. Choose that kind, or no category."),
            field="categories",
            code="categories_idle",
        )
    return None


def refusal_to_convene(
    state: str,
    seats: Collection[str],
    convening: str,
    *,
    role: bool = True,
    presides: bool,
    items: int,
    starts_at: datetime,
    at: datetime,
) -> Refusal | None:
    """Say why this person cannot issue the notice (ToR 94, 118; A-03).

    Who has the role but sits in no seat today meets a rule; who has not even the role may not.

    ``seats`` are those in which the person sits or acts today; ``convening`` is the organisation
    rule: any, presiding, all.
    """
    if not seats:
        kind = Refusal if role else NotAllowed
        return kind(
            N_(
                "Only a co-chair convenes a meeting. The Secretariat prepares the notice; ask a "
                "co-chair to issue it."
            ),
            code="not_co_chair",
        )
    if convening == "presiding" and not presides:
        return Refusal(
            N_(
                "By the working rule, the presiding co-chair convenes the meeting. Ask that "
                "co-chair."
            ),
            code="not_presiding",
        )
    if state != "planned":
        return Refusal(N_("This meeting can no longer be convened."), code="not_planned")
    if starts_at <= at:
        return Refusal(
            N_("This meeting's time has passed. Give it a new time before convening it."),
            field="starts_at",
            code="in_the_past",
        )
    if items == 0:
        return Refusal(
            N_("A notice carries an agenda. Accept at least one item first."), code="no_agenda"
        )
    return None


def signatures_missing(convening: str, signed: Collection[str]) -> list[str]:
    """Return the seats whose word is still missing before the notice goes out."""
    if convening != "all":
        return [] if signed else list(SEATS)
    return [seat for seat in SEATS if seat not in signed]


def refusal_to_change(state: str) -> Refusal | None:
    """Say why a meeting cannot be moved any more."""
    if state in {"held", "cancelled"}:
        return Refusal(
            N_("A meeting that was held or cancelled cannot be changed. Plan another one."),
            code="meeting_over",
        )
    return None


def refusal_to_move_convened(
    co_chair: bool, starts_at: datetime | None, at: datetime
) -> Refusal | None:
    """Say why a convened meeting cannot be moved or cancelled by this person, or to then."""
    if not co_chair:
        return NotAllowed(
            N_("A co-chair has convened this meeting. Only a co-chair moves or cancels it."),
            code="not_co_chair",
        )
    if starts_at is not None and starts_at <= at:
        return Refusal(
            N_("A meeting moves to a time that is still to come."),
            field="starts_at",
            code="in_the_past",
        )
    return None


def refusal_to_cancel(state: str, why: str) -> Refusal | None:
    """Say why a meeting cannot be cancelled."""
    if refusal := refusal_to_change(state):
        return refusal
    if not why.strip():
        return Refusal(
            N_("Say why the meeting is cancelled: everybody who was invited will read it."),
            field="why",
            code="missing",
        )
    return None


def refusal_before_begin(starts_at: datetime, at: datetime) -> Refusal | None:
    """Refuse to record what happened at a meeting that is still to come."""
    if at < starts_at:
        return Refusal(
            N_("This meeting begins at {time}. What happens at it can be recorded from then on."),
            code="not_begun",
            time=starts_at,
        )
    return None


def refusal_to_hold(
    starts_at: datetime, at: datetime, entities: int, others: int, quorum: int
) -> Refusal | None:
    """Return why a meeting cannot be recorded as held.

    The text has no quorum (A-16): ``quorum`` is 0 unless a working rule sets one. ``others`` are
    the entities besides the secretariat's own, which alone is no meeting.
    """
    if refusal := refusal_before_begin(starts_at, at):
        return refusal
    if entities == 0:
        return Refusal(
            N_("Record the attendance first. A meeting that nobody attended was not held."),
            code="nobody_came",
        )
    if entities < quorum:
        return Refusal(
            N_(
                "Entities that the working rule requires: {quorum}. Entities that attended: "
                "{entities}."
            ),
            code="quorum",
            quorum=quorum,
            entities=entities,
        )
    if others == 0:
        return Refusal(
            N_(
                "Only the Secretariat attended, so this was not a meeting of the Network. Record "
                "who else attended, or ask a co-chair to cancel it."
            ),
            code="only_secretariat",
        )
    return None


def refusal_before_convened(state: str) -> Refusal | None:
    """Refuse to record attendance before a meeting is convened."""
    if state not in {"convened", "held"}:
        return Refusal(
            N_("Attendance belongs to a meeting that a co-chair has convened."),
            code="not_convened",
        )
    return None


def refusal_of_attendance(state: str, people: int) -> Refusal | None:
    """Say why an attendance cannot be right."""
    if state == "present" and not 1 <= people <= MOST_PEOPLE:
        return Refusal(
            N_("Who is present is between 1 and {most} people."),
            field="people",
            code="people",
            most=MOST_PEOPLE,
        )
    if state != "present" and people:
        return Refusal(
            N_("Who did not come has no people to count."), field="people", code="people_absent"
        )
    return None


def refusal_to_ask(seats: Collection[str], state: str, *, role: bool = True) -> Refusal | None:
    """Say why nobody can be invited (ToR 88): only a co-chair invites, and before the meeting.

    Who has the role but sits in no seat today meets a rule; who has not even the role may not.
    """
    if not seats:
        kind = Refusal if role else NotAllowed
        return kind(
            N_("Only a co-chair invites special invitees. Suggest the name to a co-chair."),
            code="not_co_chair",
        )
    return refusal_to_change(state)


def refusal_of_items(items: int, closed_items: int) -> Refusal | None:
    """Say why nobody can be invited to these items: none, or one of a closed class (ToR 88)."""
    if items == 0:
        return Refusal(
            N_("Choose the agenda items for which this person is invited."),
            field="items",
            code="missing",
        )
    if closed_items:
        return Refusal(
            N_("Nobody can be invited to items of a closed class."),
            field="items",
            code="item_closed",
        )
    return None


def refusal_of_invitation(reason: str) -> Refusal | None:
    """Say that an invitation needs a reason (ToR 88)."""
    if reason.strip():
        return None
    return Refusal(
        N_("Say why this person is needed for these items."), field="reason", code="missing"
    )


# What stands before the @ is ASCII; a domain may have letters of any alphabet.
ADDRESS = re.compile(r"(?=[!-~]+@)[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


def refusal_of_guest(name: str, email: str, account: bool) -> Refusal | None:
    """Say why an invitee cannot be known so: by an account, or by name, perhaps with an address."""
    if not account and not name:
        return Refusal(N_("Say who is invited."), field="name", code="missing")
    return refusal_of_guest_address(email, account)


def refusal_of_guest_address(email: str, account: bool) -> Refusal | None:
    """Say why an invitee cannot have this e-mail address: who has an account has one there."""
    if email and account:
        return Refusal(
            N_("Who has an account is written to at the account's address."),
            field="email",
            code="address_twice",
        )
    if email and (len(email) > 254 or not ADDRESS.fullmatch(email)):
        return Refusal(N_("This is not an e-mail address."), field="email", code="address_wrong")
    return None


def refusal_to_invitee(
    state: str, ends_at: datetime, at: datetime, *, asked_for: bool, open_class: bool, out: bool
) -> Refusal | None:
    """Say why an invitee may not open a paper: another item's, not sent, or the meeting is over."""
    if state != "convened":
        return Refusal(
            N_("Your invitation is not open: the meeting is not convened, or it is over."),
            code="invitation_closed",
        )
    if at > ends_at:
        return Refusal(
            N_("Your access ended with the meeting. Ask the Secretariat if you need a paper."),
            code="invitation_over",
        )
    if not asked_for or not open_class:
        return Refusal(
            N_("You were invited to other items of this meeting, and see their papers only."),
            code="other_item",
        )
    if not out:
        return Refusal(
            N_("This paper was not sent out yet, or a newer one took its place."),
            code="paper_not_out",
        )
    return None


def refusal_of_poll(
    options: list[datetime], closes_on_passed: bool, at: datetime
) -> Refusal | None:
    """Say why a poll cannot be opened."""
    if len(set(options)) < 2:
        return Refusal(
            N_("A poll offers at least two different moments."), field="options", code="options"
        )
    if any(one <= at for one in options):
        return Refusal(
            N_("A poll offers moments that are still to come."), field="options", code="past"
        )
    if closes_on_passed:
        return Refusal(
            N_("A poll closes on a day that is still to come."), field="closes_on", code="past"
        )
    return None
