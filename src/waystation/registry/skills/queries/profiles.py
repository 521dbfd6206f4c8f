"""Profiles by user. They are personal data: scope and consent are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis.matching import CEFR
from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import HOME_ZONE, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries as privacy
from waystation.registry.skills.fields import LANGUAGE, PROFILE
from waystation.registry.skills.models import Profile, ProfileLanguage, ProfileOccupation
from waystation.registry.skills.rules.profiles import (
    CONFIRM_DAYS,
    PURPOSE,
    SHARED,
    confirm_by,
    language_levels,
)
from waystation.registry.skills.sections import SECTIONS, Section

MOST = 200
DUE_SOON = 7


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such profile in your offices."), code="not_seen")


def with_agreement(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return profiles with ``agreed`` and ``agreed_fields``, by the newest answer that counts."""
    found: QuerySet[Any] = rows.annotate(
        agreed=privacy.agrees(PURPOSE), agreed_fields=privacy.agreed_fields(PURPOSE)
    )
    return found


def is_agreed(row: Any, *lines: str) -> bool:
    """Return whether a profile's consent allows its use for these purposes.

    ``lines`` of the consent must be ticked as well.
    """
    return bool(row.agreed) and {SHARED, *lines} <= set(row.agreed_fields or ())


def agrees_now(user: access.AnyUser, person_id: UUID) -> bool:
    """Return whether a person whom the user may see agrees to being matched. Raises NotSeen."""
    given = (one for one in privacy.consents_of(user, person_id) if one.purpose == PURPOSE)
    newest = next(given, None)
    return newest is not None and newest.holds and SHARED in newest.fields


def has_agreed(person_id: UUID) -> bool:
    """Return whether a person agrees to being matched at this moment.

    For callers that have asked already whether the user may know of the person.
    """
    newest = privacy.newest_answer(person_id, PURPOSE)
    return newest is not None and newest.holds and SHARED in newest.fields


def profiles_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the profiles of the user's offices, open and closed, with their agreement."""
    return with_agreement(access.scoped(Profile.objects.all(), user, "skill.read"))


def profile_visible_to(user: access.AnyUser, profile_id: UUID) -> Profile:
    """Return one profile. Raises NotSeen outside the user's scope."""
    rows = profiles_visible_to(user).select_related("person", "office")
    found: Profile | None = rows.filter(id=profile_id).first()
    if found is None:
        raise not_seen()
    return found


def profile_of_person(user: access.AnyUser, person_id: UUID) -> Profile | None:
    """Return the profile of a person: the open one, else the one that was closed last."""
    rows = access.scoped(Profile.objects.all(), user, "skill.read").filter(person_id=person_id)
    # "open" comes after "closed" in the alphabet.
    found: Profile | None = rows.order_by("-state", "-changed_at", "-id").first()
    return found


def line_visible_to(user: access.AnyUser, section: Section, line_id: UUID) -> Any:
    """Return one line of a profile. Raises NotSeen outside the user's scope."""
    rows = access.scoped(section.model.objects.all(), user, "skill.read")
    found = rows.select_related("profile").filter(id=line_id).first()
    if found is None:
        raise not_seen()
    return found


def lines_of(profile: Profile, section: Section) -> list[Any]:
    """Return the lines of a section of a profile that the reader may see already."""
    rows = section.model.objects.filter(profile=profile).order_by("created_at", "id")
    return list(rows)


def line_of(profile: Profile, section: Section, line_id: UUID) -> Any:
    """Return a line of a profile that the reader may see already. Raises NotSeen."""
    found = section.model.objects.filter(profile=profile, id=line_id).first()
    if found is None:
        raise not_seen()
    return found


def occupations_of(profile: Profile) -> list[str]:
    """Return the codes of a profile's occupations, the latest first."""
    return in_order(ProfileOccupation.objects.filter(profile=profile)).get(profile.id, [])


def spoken_in(profiles: Sequence[UUID]) -> dict[UUID, str]:
    """Return the languages of profiles in words, each with the lower of its spoken levels."""
    found: dict[UUID, list[str]] = {}
    rows = ProfileLanguage.objects.filter(profile_id__in=list(profiles)).order_by("created_at")
    for row in rows.values():
        level = CEFR[language_levels(row).get("speaking", 0)]
        word = LANGUAGE["language"].words(row["language"])
        native = _("mother tongue") if row["native"] else level
        found.setdefault(row["profile_id"], []).append(f"{word} ({native})" if native else word)
    return {profile: ", ".join(words) for profile, words in found.items()}


def contents_of(profile: Profile) -> dict[str, Any]:
    """Return all that a profile holds, as values by section; "wishes" are its own fields."""
    found: dict[str, Any] = {"wishes": values_of(profile, PROFILE)}
    for section in SECTIONS.values():
        found[section.name] = [
            values_of(line, section.table) for line in lines_of(profile, section)
        ]
    return found


def people_of(user: access.AnyUser, profiles: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the person of each of some profiles that the user may see."""
    rows = profiles_visible_to(user).filter(id__in=list(profiles))
    return dict(rows.values_list("id", "person_id"))


def unconfirmed_condition(today: date) -> Q:
    """Return the condition of a profile that needs to be confirmed again."""
    return Q(state="open", confirmed_at__lt=_start_of(today - timedelta(days=CONFIRM_DAYS)))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(HOME_ZONE))


def last_day_of(profile: Any) -> date:
    """Return until when a profile is current."""
    moment: datetime = profile.confirmed_at
    return confirm_by(moment.astimezone(ZoneInfo(HOME_ZONE)).date())


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the profiles to be confirmed again by this user's offices: late, or within a week."""
    if not access.may(user, "skill.record"):
        return []
    soon = today + timedelta(days=DUE_SOON)
    rows = profiles_visible_to(user).filter(unconfirmed_condition(soon), agreed=True)
    found = list(rows.order_by("confirmed_at", "id").select_related("person")[:MOST])
    names = people.names_of(user, [one.person_id for one in found])
    sentence = _("Skills profile of {person} to be confirmed")
    return [
        Outstanding(
            "skills.unconfirmed",
            sentence.format(person=names.get(one.person_id, one.person.number)),
            reverse("skills:profile", args=[one.id]),
            due_on=last_day_of(one),
            record=one.id,
            mail_title=sentence.format(person=one.person.number),
        )
        for one in found
    ]


def main_occupations(profiles: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the latest occupation of each profile: a current one, else the last one."""
    rows = ProfileOccupation.objects.filter(profile_id__in=list(profiles))
    return {profile: codes[0] for profile, codes in in_order(rows).items()}


def in_order(rows: QuerySet[ProfileOccupation]) -> dict[UUID, list[str]]:
    """Return the codes of occupations by profile, the latest first."""
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    names = ("profile_id", "until", "since", "years", "created_at", "id", "code")
    for profile, until, since, years, created, key, code in rows.values_list(*names):
        order = (until or date.max, since or date.min, years or 0, created, key)
        found.setdefault(profile, []).append((order, code))
    return {
        profile: list(dict.fromkeys(code for _order, code in sorted(lines, reverse=True)))
        for profile, lines in found.items()
    }


def name_for(user: access.AnyUser, profile: Profile) -> str:
    """Return the name of the person of a profile that the user may see."""
    return people.names_of(user, [profile.person_id]).get(profile.person_id, profile.person.number)


def stale(profile: Profile) -> bool:
    """Return whether a profile needs to be confirmed again today."""
    return profile.state == "open" and last_day_of(profile) < today_in()


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded of a person's work and skills, as plain JSON, for the person."""
    me = access.require(user, "person.export")
    rows = Profile.objects.filter(organisation_id=me.organisation_id, person_id=person_id)
    found: list[dict[str, Any]] = []
    for profile in rows.order_by("created_at", "id"):
        found.append(_export_section("Skills profile", _("Skills profile"), profile, PROFILE))
        for section in SECTIONS.values():
            for line in lines_of(profile, section):
                found.append(_export_section(section.one, _(section.one), line, section.table))
    return found


def _export_section(what: str, called: str, record: Any, table: FieldTable) -> dict[str, Any]:
    values = values_of(record, table)
    return {
        "what": what,
        **{
            name: value.isoformat()
            if isinstance(value, date)
            else str(value)
            if isinstance(value, Decimal)
            else value
            for name, value in values.items()
        },
        "called": called,
        "in_words": [(field.title, words) for field, words in table.answers(values)],
    }
