"""A person's data for a pathway, the checks, take-ups and stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from waystation.foundation.access import queries as access
from waystation.foundation.documents import numbers
from waystation.foundation.pages.base import url_of
from waystation.foundation.records import codes
from waystation.foundation.records.sealed import read_sealed, readable_text
from waystation.foundation.records.values import readable_values_of, values_of
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.timeline import Entry, latest
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.registry.skills import queries as skills
from waystation.services.pathways.fields import SAID, STAY, TAKE_UP
from waystation.services.pathways.models import Assessment, Edition, History, Stay, TakeUp
from waystation.services.pathways.rules import conditions, words
from waystation.services.pathways.rules.eligibility import (
    Fact,
    ages_on,
    each_language,
    profile_facts,
)
from waystation.services.pathways.transitions import TAKE_UP_WORKFLOW

from .pathways import at_noon, current_of

HOME = "XK"
FILE, PROFILE, SAID_TODAY = "file", "profile", "said"
SOURCES = {
    FILE: N_("The person’s file"),
    PROFILE: N_("Skills profile"),
    SAID_TODAY: N_("Stated or documented at the check"),
}
RESULTS = {
    "met": (N_("Met"), "g"),
    "not_met": (N_("Not met"), "r"),
    "not_known": (N_("Not known"), "a"),
}
OPEN = ("applied", "granted")
"""The states of an application that is under way: there is one for each pathway at most."""
OUTCOME_TONES = {"eligible": "g", "not_eligible": "r", "not_known": "a"}


def assessments_visible_to(user: access.AnyUser) -> QuerySet[Assessment]:
    """Return the assessments of people in the user's offices."""
    return access.scoped(Assessment.objects.all(), user, "mobility.read")


def assessment_visible_to(user: access.AnyUser, assessment_id: UUID) -> Assessment:
    """Return one assessment. Raises NotSeen outside the user's offices."""
    rows = assessments_visible_to(user).select_related("edition__pathway")
    found = rows.filter(id=assessment_id).first()
    if found is None:
        raise not_seen()
    return found


def facts_of(
    user: access.AnyUser, person_id: UUID, answers: Mapping[str, Any], day: date
) -> dict[str, Fact]:
    """Return the facts of a person: from the file, the skills profile and today's answers.

    In this order a newer fact replaces an older one; a language that was answered today replaces
    that language only. The profile is read where the person agreed to it and the user may see it.
    Raises NotSeen outside the user's scope.
    """
    file = people.person_visible_to(user, person_id, why="pathways")
    on = file.changed_at.date()
    ages = ages_on(day, file.birth_year, file.identity.birth_date)
    known: dict[str, Any] = {
        "nationality": file.nationality,
        "residence": HOME if file.municipality else "",
        "age": ages,
    }
    found = {name: Fact(value, FILE, on) for name, value in known.items() if value}
    profile = skills.profile_of_person(user, person_id)
    if profile is not None and profile.state == "open":
        stored = each_language(profile_facts(skills.contents_of(profile), day))
        confirmed = profile.confirmed_at.date()
        found |= {name: Fact(value, PROFILE, confirmed) for name, value in stored.items()}
    found |= {
        name: Fact(value, SAID_TODAY, day) for name, value in _facts_from_answers(answers).items()
    }
    return found


def _facts_from_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was answered today, as the rules read it."""
    plain = ("nationality", "education", "qualification", "recognition", "offer", "passport")
    found = {name: answers[name] for name in plain if answers[name]}
    found |= {name: str(answers[name]) for name in ("pay", "funds") if answers[name] is not None}
    if answers["occupation"]:
        found["occupations"] = [answers["occupation"]]
    if answers["language"] and answers["level"]:
        found |= each_language({"languages": {answers["language"]: answers["level"]}})
    if answers["start"]:
        found["start"] = answers["start"].isoformat()
    return found


def explain_assessment(assessment: Assessment) -> list[dict[str, Any]]:
    """Return an assessment rule by rule, in the reader's language, as it was found then."""
    text = read_sealed(assessment, "results")
    return [_line(one) for one in json.loads(text or "[]")]


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    label, tone = RESULTS[one["outcome"]]
    fact = one["fact"]
    return {
        "kind": _(dict(conditions.KINDS)[one["kind"]]),
        "wording": one["wording"],
        "outcome": _(label),
        "tone": tone,
        "fact": fact_in_words(one["kind"], fact["value"]) if fact else "",
        "fact_source": _(SOURCES.get(fact["source"], fact["source"])) if fact else "",
        "fact_on": date.fromisoformat(fact["on"]) if fact and fact["on"] else None,
        "source": one["source"],
        "confirmed": one["confirmed"],
    }


def fact_in_words(kind: str, value: Any) -> str:
    """Return a fact as people read it."""
    if kind in {"nationality", "residence"}:
        return codes.label("country", value)
    if kind == "age":
        low, high = value
        return str(low) if low == high else _("{low} or {high}").format(low=low, high=high)
    if kind in {"occupation", "shortage"}:
        return ", ".join(value)
    if kind == "language":
        spoken = (f"{codes.label('language', key)} {level}" for key, level in value.items())
        return ", ".join(spoken)
    if kind in {"pay", "funds"}:
        return f"{numbers.format_number(Decimal(value))} EUR"
    if kind == "start":
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if kind == "recognition":
        return _(dict(words.RECOGNITION)[value])
    if kind == "education":
        return SAID["education"].words(value)
    return pgettext("answer", "Yes") if value == "yes" else pgettext("answer", "No")


def lacks_in_words(lacks: list[str]) -> str:
    """Return what is missing in one line: "German (CEFR), earliest start"."""
    return ", ".join(_lack_in_words(*one.partition(":")[::2]) for one in lacks)


def _lack_in_words(kind: str, language: str) -> str:
    if language:
        return _("{language} (CEFR)").format(language=reference.label("language", language))
    return _(dict(conditions.KINDS)[kind])


def lines_of_person(user: access.AnyUser, person_id: UUID, day: date) -> list[dict[str, Any]]:
    """Return every pathway open on a day, with this person's latest results.

    Nationals need no pathway to work at home: those that lead nowhere else are left out for them.
    """
    me = access.signed_in(user)
    file = people.plain_of(me.organisation_id, [person_id]).get(person_id)
    is_national = file is not None and file.nationality == HOME
    last = {
        one.edition.pathway_id: one
        for one in assessments_visible_to(user)
        .filter(person_id=person_id, latest=True)
        .select_related("edition")
    }
    open_ones = take_ups_visible_to(user).filter(person_id=person_id, state__in=OPEN)
    applied = set(open_ones.values_list("pathway_id", flat=True))
    return [
        _of_pathway(edition, last.get(edition.pathway_id))
        | {"has_applied": edition.pathway_id in applied}
        for edition in current_of(user, day)
        if not (is_national and list(edition.pathway.countries) == [HOME])
    ]


def _of_pathway(edition: Edition, last: Assessment | None) -> dict[str, Any]:
    return {
        "edition": edition,
        "assessment": last,
        "outcome": _(dict(words.OUTCOMES)[last.outcome]) if last else "",
        "tone": OUTCOME_TONES[last.outcome] if last else "",
        "lacks": lacks_in_words(last.lacks) if last else "",
        "old": last is not None and last.edition_id != edition.id,
    }


# What a person takes up


def take_ups_visible_to(user: access.AnyUser) -> QuerySet[TakeUp]:
    """Return who takes up a pathway, of the user's offices."""
    return access.scoped(TakeUp.objects.all(), user, "mobility.read")


def take_up_visible_to(user: access.AnyUser, take_up_id: UUID) -> TakeUp:
    """Return one take-up. Raises NotSeen outside the user's offices."""
    rows = take_ups_visible_to(user).select_related("pathway")
    found = rows.filter(id=take_up_id).first()
    if found is None:
        raise not_seen()
    return found


# Stays


def history_of(user: access.AnyUser, person_id: UUID) -> History | None:
    """Return a person's migration history, None if no stay is recorded."""
    rows = access.scoped(History.objects.all(), user, "mobility.read")
    return rows.filter(person_id=person_id).first()


def stays_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return the stays of a person abroad in words, the latest first."""
    rows = access.scoped(Stay.objects.all(), user, "mobility.read")
    rows = rows.filter(history__person_id=person_id).order_by("-starts_on")
    return [
        {
            "stay": one,
            "country": STAY["country"].words(one.country),
            "reason": STAY["reason"].words(one.reason),
            "skill": readable_text(one, "skill"),
            "used": STAY["skill_used"].words(one.skill_used),
        }
        for one in rows
    ]


def stay_visible_to(user: access.AnyUser, stay_id: UUID) -> Stay:
    """Return one stay. Raises NotSeen outside the user's offices."""
    rows = access.scoped(Stay.objects.all(), user, "mobility.read")
    found = rows.select_related("history").filter(id=stay_id).first()
    if found is None:
        raise not_seen()
    return found


# Of one person


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of a person's pathways."""
    if not access.may(user, "mobility.read"):
        return []
    found = people.models_about(person_id)
    return [
        *(_checked(user, person_id) if Assessment in found else ()),
        *(_taken_up(user, person_id) if TakeUp in found else ()),
    ]


def _checked(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    rows = assessments_visible_to(user).filter(person_id=person_id).order_by()
    columns = ("id", "day", "outcome", "lacks", "edition__pathway__name")
    return [
        Entry(
            at=at_noon(one.day),
            kind=_("Pathway checked"),
            title=one.edition__pathway__name,
            text=lacks_in_words(one.lacks),
            tags=(_(dict(words.OUTCOMES)[one.outcome]),),
            url=url_of("pathways:assessment", one.id),
            icon="check",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "day", "id", most=100)
    ]


def _taken_up(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    rows = take_ups_visible_to(user).filter(person_id=person_id).order_by()
    columns = ("id", "applied_on", "state", "pathway__name")
    return [
        Entry(
            at=at_noon(one.applied_on),
            kind=_("Pathway taken up"),
            title=one.pathway__name,
            tags=(TAKE_UP_WORKFLOW.words(one.state),),
            url=url_of("pathways:take_up", one.id),
            icon="send",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "applied_on", "id", most=100)
    ]


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded of a person's pathways and stays, for the person."""
    me = access.require(user, "person.export")
    mine = {"organisation_id": me.organisation_id, "person_id": person_id}
    checked = Assessment.objects.filter(**mine).select_related("edition__pathway")
    taken = TakeUp.objects.filter(**mine).select_related("pathway")
    stays = Stay.objects.filter(organisation_id=me.organisation_id, history__person_id=person_id)
    found: list[dict[str, Any]] = [
        {
            "what": "Pathway checked",
            "called": _("Pathway checked"),
            "day": one.day.isoformat(),
            "pathway": one.edition.pathway.name,
            "outcome": one.outcome,
            "results": json.loads(read_sealed(one, "results") or "[]"),
            "in_words": [
                (_("Pathway"), one.edition.pathway.name),
                *((line["wording"], line["outcome"]) for line in explain_assessment(one)),
            ],
        }
        for one in checked.order_by("day")
    ]
    found += [
        {
            "what": "Pathway taken up",
            "called": _("Pathway taken up"),
            "pathway": one.pathway.name,
            "state": one.state,
            **_plain(values_of(one, TAKE_UP)),
            "in_words": [
                (_("Pathway"), one.pathway.name),
                *((field.title, said) for field, said in TAKE_UP.answers(values_of(one, TAKE_UP))),
            ],
        }
        for one in taken.order_by("applied_on")
    ]
    return found + [
        {
            "what": "Stay abroad",
            "called": _("Stay abroad"),
            **_plain(readable_values_of(one, STAY)),
            "in_words": [
                (field.title, said) for field, said in STAY.answers(readable_values_of(one, STAY))
            ],
        }
        for one in stays.order_by("starts_on")
    ]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
