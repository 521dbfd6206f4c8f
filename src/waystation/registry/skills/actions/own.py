"""What a person does at the secret URL of their own profile, without an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.registry.skills import queries
from waystation.registry.skills.cv.opening import refusal_of_file
from waystation.registry.skills.models import Profile, ProfileLink
from waystation.registry.skills.queries import letters
from waystation.registry.skills.rules import profiles as rules
from waystation.registry.skills.sections import section_named

from . import lines, profiles


@transaction.atomic
def make_link(user: access.AnyUser, profile_id: UUID) -> ProfileLink:
    """Make the secret address of a profile; the ones before open nothing any more.

    It goes to the person by e-mail where an address is in the file, and is shown to whoever makes
    it. Raises NotSeen, NotAllowed, Refusal for a closed profile or one without consent.
    """
    me, profile = profiles.lock_profile(user, profile_id)
    agreed = queries.has_agreed(profile.person_id)
    refuse([rules.refusal_of_closed(profile.state), rules.refusal_without_consent(agreed)])
    link = messaging.make_link(ProfileLink, me, profile)
    profiles.log(me, "profile.link", profile)
    if letters.emails_of(profile.person):
        letter = Delivery.begin(
            me,
            profile.office_id,
            kind=letters.LINK,
            subject_kind=letters.SUBJECT,
            subject_id=link.id,
            batch_id=link.id,
            recipient_kind=letters.PERSON,
            recipient_id=profile.person_id,
            sent_on=today_in(),
        )
        messaging.post(me, profile.office_id, [letter], page="skills:profiles")
    return link


def _own(link_id: UUID) -> Profile:
    """Return the profile behind a link that is good now, locked. Raises NotSeen."""
    link = queries.open_link(link_id)
    profile: Profile = Profile.objects.select_for_update(of=("self",)).get(id=link.profile_id)
    return profile


@transaction.atomic
def edit_own_profile(
    link_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Profile:
    """Change the own wishes. Raises NotSeen, Refusals, Conflict."""
    return profiles.write_wishes(None, _own(link_id), seen, proposed)


@transaction.atomic
def add_own_line(
    link_id: UUID, section_name: str, *, key: UUID | None = None, **values: Any
) -> Any:
    """Add a line to the own profile. Raises NotSeen, Refusals, Conflict."""
    section = section_named(section_name)
    return lines.write_new_line(None, _own(link_id), section, values, key)


def read_own_cv(link_id: UUID, name: str, content: bytes) -> queries.Proposals:
    """Return what a CV proposes for the own profile; reading it is counted and logged.

    Raises NotSeen, Refusal for a file that cannot be read here, or too many of them.
    """
    refuse([refusal_of_file(name, content)])
    with transaction.atomic():
        profile = _own(link_id)
        link = ProfileLink.objects.select_for_update(of=("self",)).get(id=link_id)
        refuse([rules.refusal_of_more_cvs(link.cvs)])
        link.cvs += 1
        link.touch()
        link.save(update_fields=["cvs", "changed_at", "version"])
        profiles.log(None, "profile.cv", profile)
    return queries.proposals_of_own_cv(link_id, name, content)


@transaction.atomic
def add_own_lines(
    link_id: UUID, wanted: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[int, list[tuple[str, Refusal]]]:
    """Add what the person accepted of the own CV; return how many, and the refused ones.

    Raises NotSeen, and Refusal if there are more than a profile can have.
    """
    return lines.write_new_lines(None, _own(link_id), wanted)


@transaction.atomic
def edit_own_line(
    link_id: UUID,
    section_name: str,
    line_id: UUID,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
) -> Any:
    """Change a line of the own profile. Raises NotSeen, Refusals, Conflict."""
    section = section_named(section_name)
    return lines.write_line(None, _own(link_id), section, line_id, seen, proposed)


@transaction.atomic
def remove_own_line(link_id: UUID, section_name: str, line_id: UUID) -> Profile:
    """Delete a line of the own profile. Raises NotSeen, Refusal."""
    return lines.delete_line(None, _own(link_id), section_named(section_name), line_id)


@transaction.atomic
def confirm_own_profile(link_id: UUID) -> Profile:
    """Say that all of the own profile is right. Raises NotSeen, Refusal."""
    return profiles.mark_confirmed(None, _own(link_id))
