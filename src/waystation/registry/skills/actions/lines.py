"""Adding, changing and removing the lines of a profile, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from waystation.analysis.matching import ACTIVITIES
from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.registry.skills import queries
from waystation.registry.skills.models import Profile
from waystation.registry.skills.occupations import occupation_name
from waystation.registry.skills.rules import profiles as rules
from waystation.registry.skills.sections import Section, section_named

from .profiles import lock_profile, log

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

ONCE = {"skills": "key", "languages": "language"}
"""What a profile has once only, by section."""


def _tidy(section: Section, profile: Profile, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without spaces around them, with what follows from them.

    Raises Refusal for a job title that may be several occupations.
    """
    given = strip_texts(section.table.complete(values))
    if section.name == "occupations" and not given["code"]:
        given["code"] = _code_of(profile, given["title"])
    if section.name == "languages" and given["native"]:
        given |= dict.fromkeys(ACTIVITIES, "")  # a mother tongue needs no levels
    return given


def _code_of(profile: Profile, title: str) -> str:
    if not title:
        raise Refusal(N_("Write a job title, or choose an occupation."), field="title", code="none")
    refuse([rules_of_title(title)])
    (coding,) = queries.coder_of(profile.organisation_id).code([title])
    if coding.verdict == "accepted":
        return coding.code
    language = get_language() or "en"
    named = [f"{occupation_name(one.code, language)} ({one.code})" for one in coding.choices]
    raise rules.refusal_of_unclear_title(title, named)


def rules_of_title(title: str) -> Refusal | None:
    """Refuse a title that is too long to be coded."""
    if len(title) <= rules.LONGEST_TEXT:
        return None
    return Refusal(
        N_("Use at most {most} characters."),
        field="title",
        code="title_too_long",
        most=rules.LONGEST_TEXT,
    )


def _refusals(section: Section, given: Mapping[str, Any]) -> list[Refusal | None]:
    found = [*section.table.refusals(given), rules.refusal_of_dates(section.name, given)]
    if "years" in section.table.names:
        found.append(rules.refusal_of_years(given["years"]))
    if section.name == "languages":
        found.append(rules.refusal_of_levels(given))
    if section.name == "skills" and given["name"]:
        found.append(rules.refusal_of_skill(given["name"]))
    for name in ("uri", "esco_uri"):
        if name in section.table.names:
            found.append(rules.refusal_of_uri(given[name], name))
    if section.name == "education":
        found.append(rules.refusal_of_year(given["year"]))
    return found


def _refuse_twice(section: Section, line: Any) -> None:
    name = ONCE.get(section.name)
    if name is None:
        return
    same = section.model.objects.filter(profile=line.profile_id, **{name: getattr(line, name)})
    if same.exclude(id=line.id).exists():
        raise Conflict(N_("This is already in the profile. Change it there."), code="line_known")


def _number_in(section: Section, profile: Profile) -> int:
    return int(section.model.objects.filter(profile=profile).count())


def _write(section: Section, line: Any, given: Mapping[str, Any]) -> None:
    write_values(line, section.table, given)
    if section.name == "skills":
        line.key = rules.skill_key(line.uri, line.name)
    _refuse_twice(section, line)


@transaction.atomic
def add_line(
    user: access.AnyUser,
    profile_id: UUID,
    section_name: str,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Any:
    """Add a line to a section; ``values`` are those of its field table.

    The same key with the same content is the line already there. Raises NotSeen, NotAllowed,
    Refusals, Conflict for what the profile has already.
    """
    section = section_named(section_name)
    me, profile = lock_profile(user, profile_id)
    return write_new_line(me, profile, section, values, key)


def write_new_line(
    me: User | None,
    profile: Profile,
    section: Section,
    values: Mapping[str, Any],
    key: UUID | None = None,
) -> Any:
    """Add a line to a locked profile; without a user it is the person. Raises Refusals."""
    there = recorded_before(section.model, key)
    if there is not None:
        sent = {name: value for name, value in values.items() if value not in (None, "")}
        return require_same(there, section.table, {**sent, "profile_id": profile.id})
    refuse([rules.refusal_of_closed(profile.state)])
    given = _tidy(section, profile, values)
    number = _number_in(section, profile)
    refuse([*_refusals(section, given), rules.refusal_of_number(section.name, number)])
    organisation = {} if me is not None else {"organisation_id": profile.organisation_id}
    line = section.model.begin(me, profile.office_id, key, profile=profile, **organisation)
    _write(section, line, given)
    line.save(force_insert=True)
    _touch(me, profile, "profile.add", section)
    return line


@transaction.atomic
def add_lines(
    user: access.AnyUser, profile_id: UUID, wanted: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[int, list[tuple[str, Refusal]]]:
    """Add lines to several sections; return how many, and the refused ones with reasons.

    Each line is added or refused individually. Raises NotSeen, NotAllowed, and Refusal if there are
    more than a profile can have.
    """
    me, profile = lock_profile(user, profile_id)
    return write_new_lines(me, profile, wanted)


def write_new_lines(
    me: User | None, profile: Profile, wanted: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[int, list[tuple[str, Refusal]]]:
    """Add lines to a locked profile, each on its own; without a user it is the person."""
    for name in {name for name, _values in wanted}:
        more = [one for one in wanted if one[0] == name]
        there = _number_in(section_named(name), profile)
        refuse([rules.refusal_of_number(name, there, len(more))])
    added, refused = 0, []
    for name, values in wanted:
        section = section_named(name)
        try:
            with transaction.atomic():
                write_new_line(me, profile, section, values)
        except Refusal as refusal:
            said = section.table.answers(section.table.complete(values))
            refused.append((" ".join(words for _field, words in said)[:80], refusal))
        else:
            added += 1
    return added, refused


def _touch(me: User | None, profile: Profile, verb: str, section: Section) -> None:
    profile.touch()
    profile.save(update_fields=["changed_at", "version"])
    log(me, verb, profile, section=section.name)


@transaction.atomic
def edit_line(
    user: access.AnyUser,
    section_name: str,
    line_id: UUID,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
) -> Any:
    """Change a line. Raises NotSeen, NotAllowed, Refusals, Conflict for the same field."""
    section = section_named(section_name)
    found = queries.line_visible_to(user, section, line_id)
    me, profile = lock_profile(user, found.profile_id)
    return write_line(me, profile, section, line_id, seen, proposed)


def write_line(
    me: User | None,
    profile: Profile,
    section: Section,
    line_id: UUID,
    seen: Mapping[str, Any],
    proposed: Mapping[str, Any],
) -> Any:
    """Change a line of a locked profile. Raises NotSeen, Refusals, Conflict."""
    line = locked_line(profile, section, line_id)
    refuse([rules.refusal_of_closed(profile.state)])
    before = values_of(line, section.table)
    draft = Draft(**before)
    merge_edit(draft, seen, proposed)
    given = _tidy(section, profile, draft.values)
    if given == before:
        return line
    refuse(_refusals(section, given))
    _write(section, line, given)
    line.touch()
    line.save()
    _touch(me, profile, "profile.edit", section)
    return line


def locked_line(profile: Profile, section: Section, line_id: UUID) -> Any:
    """Return a line of this very profile, locked. Raises NotSeen."""
    rows = section.model.objects.select_for_update(of=("self",))
    line = rows.filter(id=line_id, profile=profile).first()
    if line is None:
        raise queries.not_seen()
    return line


@transaction.atomic
def remove_line(user: access.AnyUser, section_name: str, line_id: UUID) -> Profile:
    """Delete a line. Raises NotSeen, NotAllowed."""
    section = section_named(section_name)
    found = queries.line_visible_to(user, section, line_id)
    me, profile = lock_profile(user, found.profile_id)
    return delete_line(me, profile, section, line_id)


def delete_line(me: User | None, profile: Profile, section: Section, line_id: UUID) -> Profile:
    """Delete a line of a locked profile. Raises NotSeen, Refusal for a closed profile."""
    line = locked_line(profile, section, line_id)
    refuse([rules.refusal_of_closed(profile.state)])
    line.delete()
    _touch(me, profile, "profile.remove", section)
    return profile
