"""Rules of accounts: roles, tokens, exports, sign-in addresses, delays after failures.

The table of roles is in ``roles``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.foundation.shared.words import N_

from .roles import PERMISSIONS, PERSONAL, ROLES, Role, needs_second_person, reach, roles_that_may

__all__ = [
    "PERMISSIONS",
    "PERSONAL",
    "ROLES",
    "Role",
    "needs_second_person",
    "reach",
    "roles_that_may",
]

LONGEST_TOKEN_DAYS = 366
EXPORT_ALONE = 500
"""Most persons that a user may export within EXPORT_HOURS, in one file or in several, without a
purpose and the approval of a second person."""
EXPORT_HOURS = 24
EXPORT_APPROVAL_HOURS = 24
EXPORT_WAITS_DAYS = 30
"""Days for which a request for an export is on the lists of those who may approve it."""
FILES_PER_ALARM = 50
"""Every so many records whose single files a user downloads within EXPORT_HOURS raise an alarm.
Above EXPORT_ALONE records, single files are refused."""

# Wrong passwords within a day that cause no delay: by account and address, by account from any
# address, by address for any account. The delay doubles with each further failure.
FREE_TRIES = {"pair": 5, "account": 30, "address": 50}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
ADDRESS_KNOWN_DAYS = 60
# Wrong codes of the second factor that end a session and raise an alarm.
CODES_PER_SESSION = 5
ADDRESS_LINK_DAYS = 7  # how long the links of a change of address are valid
ADDRESS_WAIT_HOURS = 48  # before a change of address without the old one is applied


def refusal_to_confirm_role(
    by: UUID, proposed_by: UUID, holder: UUID, has_signed_in: bool
) -> Refusal | None:
    """Return why a user may not confirm a role: it needs a second person and an active holder."""
    if by in {proposed_by, holder}:
        return Refusal(
            N_(
                "This role must be confirmed by a second person: not by the one who proposed "
                "it, and not by the one who receives it."
            ),
            code="second_person",
        )
    if not has_signed_in:
        return Refusal(
            N_("The holder of this account has not signed in yet. Confirm the role afterwards."),
            code="not_signed_in_yet",
        )
    return None


def refusal_of_new_address(new: str, current: str, taken: bool) -> Refusal | None:
    """Return why an account cannot use an address to sign in: already its own, or another's."""
    if new == current or taken:
        return Refusal(
            N_("This address cannot be used here. Choose another."), field="email", code="address"
        )
    return None


def refusal_to_approve_address(by: UUID, asked_by: UUID, holder: UUID) -> Refusal | None:
    """Return why a user may not approve a change of address: it needs a second person."""
    if by in {asked_by, holder}:
        return Refusal(
            N_("This change needs another administrator: neither who asked nor whose it is."),
            code="second_person",
        )
    return None


def address_change_is_due(
    old_confirmed_at: datetime | None,
    new_confirmed_at: datetime | None,
    approved_at: datetime | None,
    moment: datetime,
) -> bool:
    """Return whether a change may be applied: both the new and the old address have confirmed.

    If the old address is lost, the approval of a second administrator two days ago replaces it.
    """
    waited = approved_at is not None and moment >= approved_at + timedelta(hours=ADDRESS_WAIT_HOURS)
    return new_confirmed_at is not None and (old_confirmed_at is not None or waited)


def wait_after(failures: int, free: int) -> timedelta:
    """Return the delay after a number of failures, of which ``free`` cause none."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def refusal_to_give_role(role: str, by_user: object, to_user: object) -> Refusal | None:
    """Return why ``by_user`` may not give this role: it must exist, and not be for oneself."""
    if role not in ROLES:
        return Refusal(N_('There is no role "{role}".'), field="role", code="no_role", role=role)
    if by_user is not None and by_user == to_user:
        return Refusal(
            N_("You cannot give a role to yourself. Ask another administrator."),
            field="role",
            code="own_role",
        )
    return None


def refusal_to_issue_token(scopes: list[str], held: set[str], days: int) -> Refusal | None:
    """Return why a token may not be issued: unknown or unheld scopes, or too long a lifetime."""
    unknown = sorted(set(scopes) - PERMISSIONS)
    if not scopes or unknown:
        return Refusal(
            N_("Name at least one scope that exists. Unknown: {unknown}. Known: {known}."),
            field="scopes",
            code="token_scope",
            unknown=", ".join(unknown) or "–",
            known=", ".join(sorted(PERMISSIONS)),
        )
    missing = sorted(set(scopes) - held)
    if missing:
        return Refusal(
            N_(
                "A token cannot do more than its user, who does not have these permissions: "
                "{missing}."
            ),
            field="scopes",
            code="token_beyond_user",
            missing=", ".join(missing),
        )
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        return Refusal(
            N_("A token lives between 1 and {most} days."),
            field="days",
            code="token_days",
            most=LONGEST_TOKEN_DAYS,
        )
    return None


def persons_exported(files: Iterable[tuple[tuple[str, str], int]]) -> int:
    """Return the number of persons in files; each file is given as (kind, selection), persons.

    The same list exported again counts once, with its largest number.
    """
    most: dict[tuple[str, str], int] = {}
    for what, persons in files:
        most[what] = max(most.get(what, 0), persons)
    return sum(most.values())


def export_needs_approval(persons: int, before: int = 0) -> bool:
    """Return whether a second person must approve a file about ``persons`` persons.

    ``before`` is the number of persons in the other files that the same user has exported within
    EXPORT_HOURS without approval.
    """
    return persons > 0 and persons + before > EXPORT_ALONE


def refusal_to_export(persons: int, purpose: str, before: int = 0) -> Refusal | None:
    """Return why an export is refused: one about many persons needs a purpose."""
    if export_needs_approval(persons, before) and not purpose.strip():
        return Refusal(
            N_(
                "This file is about {persons} persons. Say what it is for: above {most} persons "
                "an export needs a purpose and the approval of a second person."
            )
            if persons > EXPORT_ALONE
            else N_(
                "With the files that you made within {hours} hours, this one makes {persons} "
                "persons. Say what it is for: above {most} persons an export needs a purpose and "
                "the approval of a second person."
            ),
            field="purpose",
            code="export_purpose",
            persons=persons if persons > EXPORT_ALONE else persons + before,
            most=EXPORT_ALONE,
            hours=EXPORT_HOURS,
        )
    if len(purpose) > 300:
        return Refusal(
            N_("Say the purpose in at most {most} characters."),
            field="purpose",
            code="export_purpose_long",
            most=300,
        )
    return None


def refusal_until_approved(persons: int, before: int) -> Refusal:
    """Return the refusal of an export that waits for the approval of a second person."""
    return Refusal(
        N_(
            "This file is about {persons} persons, so a second person has to agree. They have "
            "been asked: come back when the data-protection officer or the programme manager "
            "has approved it under Exports."
        )
        if persons > EXPORT_ALONE
        else N_(
            "With the files that you made within {hours} hours, this one makes {persons} persons, "
            "so a second person has to agree. They have been asked: come back when the "
            "data-protection officer or the programme manager has approved it under Exports."
        ),
        code="export_waits",
        persons=persons if persons > EXPORT_ALONE else persons + before,
        hours=EXPORT_HOURS,
    )


def files_raise_an_alarm(files: int, alarmed_at: int) -> bool:
    """Return whether files of so many records raise an alarm.

    ``alarmed_at`` is the largest number for which one was raised within EXPORT_HOURS.
    """
    return files // FILES_PER_ALARM > alarmed_at // FILES_PER_ALARM


def refusal_of_file(files: int) -> Refusal | None:
    """Return why one more single file is refused, which makes it files of so many records."""
    if files <= EXPORT_ALONE:
        return None
    return NotAllowed(
        N_(
            "Within {hours} hours you downloaded files of {most} records one by one. For more, "
            "export them as a list, with a purpose and the approval of a second person."
        ),
        code="export_files",
        hours=EXPORT_HOURS,
        most=EXPORT_ALONE,
    )


def approval_covers(approved: int, persons: int) -> bool:
    """Return whether an approval for ``approved`` persons still covers a file that has grown."""
    return persons <= approved + max(10, approved // 20)
