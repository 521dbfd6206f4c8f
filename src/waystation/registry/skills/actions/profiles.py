"""Opening, changing, confirming and closing a skills profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.skills import queries
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.models import Profile
from waystation.registry.skills.rules import profiles as rules
from waystation.registry.skills.transitions import KIND, PROFILE_WORKFLOW

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without spaces around them, and no currency without an amount."""
    given = strip_texts(PROFILE.complete(values))
    if given["pay_wish"] is None:
        given["pay_currency"] = given["pay_period"] = ""
    return given


def _refusals(given: Mapping[str, Any]) -> list[Refusal | None]:
    pay = rules.refusal_of_pay(given["pay_wish"], given["pay_currency"], given["pay_period"])
    return [*PROFILE.refusals(given), pay]


@transaction.atomic
def open_profile(
    user: access.AnyUser, person_id: UUID, *, key: UUID | None = None, **values: Any
) -> Profile:
    """Open the skills profile of a person; ``values`` are those of ``fields.PROFILE``.

    The same key with the same content is the profile already there. Raises NotSeen, NotAllowed,
    Refusals without the person's consent, Conflict where the person has one.
    """
    kept = people.require_person(user, person_id)
    office_id = people.office_of(user, kept)
    me = access.require(user, "skill.record", office_id)
    given = _tidy(values)
    there = recorded_before(Profile, key)
    if there is not None:
        return require_same(there, PROFILE, {**given, "person_id": kept})
    refuse([*_refusals(given), rules.refusal_without_consent(queries.has_agreed(kept))])
    _refuse_second(kept)
    profile = Profile.begin(me, office_id, key, person_id=kept, confirmed_at=now())
    write_values(profile, PROFILE, given)
    profile.destination_key = rules.destination_key(given["destinations"])
    profile.save(force_insert=True)
    audit.log(me, "profile.record", KIND, profile.id, office_id=office_id)
    return profile


def _refuse_second(person_id: UUID) -> None:
    if Profile.objects.filter(person_id=person_id, state="open").exists():
        raise Conflict(
            N_("This person already has a skills profile. Open it to edit it."),
            code="profile_known",
        )


def lock_profile(user: access.AnyUser, profile_id: UUID) -> tuple[User, Profile]:
    """Return who changes a profile, and the profile, locked. Raises NotSeen, NotAllowed."""
    queries.profile_visible_to(user, profile_id)
    profile = Profile.objects.select_for_update(of=("self",)).get(id=profile_id)
    me = access.require(user, "skill.record", profile.office_id)
    return me, profile


def log(me: User | None, verb: str, profile: Profile, **detail: Any) -> None:
    """Log an action on a profile, without a user if the person acts through the link."""
    organisation = {} if me is not None else {"organisation_id": profile.organisation_id}
    audit.log(me, verb, KIND, profile.id, office_id=profile.office_id, **organisation, **detail)


@transaction.atomic
def edit_profile(
    user: access.AnyUser, profile_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Profile:
    """Change the wishes of a profile. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    me, profile = lock_profile(user, profile_id)
    return write_wishes(me, profile, seen, proposed)


def write_wishes(
    me: User | None, profile: Profile, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Profile:
    """Change the wishes of a locked profile. Raises Refusals, Conflict."""
    refuse([rules.refusal_of_closed(profile.state)])
    before = values_of(profile, PROFILE)
    draft = Draft(**before)
    merge_edit(draft, seen, proposed)
    given = _tidy(draft.values)
    changed = sorted(name for name in PROFILE.names if given[name] != before[name])
    if not changed:
        return profile
    refuse(_refusals(given))
    write_values(profile, PROFILE, given, changed)
    profile.destination_key = rules.destination_key(given["destinations"])
    profile.touch()
    profile.save()
    log(me, "profile.edit", profile, fields=changed)
    return profile


@transaction.atomic
def confirm_profile(user: access.AnyUser, profile_id: UUID) -> Profile:
    """Record that the person confirmed the whole profile today.

    Raises NotSeen, NotAllowed, Refusal for a closed profile or one without consent.
    """
    me, profile = lock_profile(user, profile_id)
    return mark_confirmed(me, profile)


def mark_confirmed(me: User | None, profile: Profile) -> Profile:
    """Confirm a locked profile; without a user it is the person, at the own link."""
    agreed = queries.has_agreed(profile.person_id)
    refuse([rules.refusal_of_closed(profile.state), rules.refusal_without_consent(agreed)])
    profile.confirmed_at, profile.confirmed_by_person = now(), me is None
    profile.touch()
    profile.save()
    log(me, "profile.confirm", profile)
    return profile


@transaction.atomic
def change_profile_state(
    user: access.AnyUser, profile_id: UUID, transition: str, **values: Any
) -> Profile:
    """Close a profile, or open it again. Raises NotSeen, NotAllowed, Refusal, Conflict."""
    if transition not in PROFILE_WORKFLOW.transitions:
        raise NotSeen(N_("There is no such page."), code="not_seen")
    if transition == "reopen":
        _me, profile = lock_profile(user, profile_id)
        if profile.state == "closed":
            refuse([rules.refusal_without_consent(queries.has_agreed(profile.person_id))])
            people.require_person(user, profile.person_id, profile.office_id)
            _refuse_second(profile.person_id)
    rows = queries.profiles_visible_to(user)
    changed: Profile = PROFILE_WORKFLOW.perform(user, rows, profile_id, transition, **values)
    return changed
