"""A person's referrals: for the timeline, the export, and the person's own copy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.timeline import Entry, latest
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.people.rules.identity import Contact, Identity, Name
from waystation.registry.people.rules.likeness import Proposed
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules.referrals import OPEN
from waystation.registry.referrals.transitions import OUTCOME, REFERRAL_WORKFLOW

from .referrals import (
    disclosed_items,
    in_words,
    incoming_in_words,
    incoming_of,
    notes_of,
    referrals_visible_to,
)


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of a person's referrals."""
    if Referral not in people.models_about(person_id):
        return []
    places = access.places_of(user)
    rows = referrals_visible_to(user).filter(person_id=person_id).order_by()
    columns = ("id", "office_id", "created_at", "sent_at", "need", "entity__name", "state",
               "outcome", "number")  # fmt: skip
    return [
        Entry(
            at=one.sent_at or one.created_at,
            kind=_("Referral"),
            title=f"{REFERRAL['need'].words(one.need)} · {one.entity__name}",
            text=" · ".join(
                part
                for part in (
                    REFERRAL_WORKFLOW.words(one.state),
                    OUTCOME["outcome"].words(one.outcome),
                )
                if part
            ),
            tags=(one.number,),
            place=places[one.office_id].name,
            url=url_of("referrals:referral", one.id),
            icon="send",
            when="next" if one.state in OPEN else "past",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "created_at", "id")
    ]


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything recorded about a person's referrals, as plain JSON, for the person."""
    me = access.require(user, "person.export")
    rows = Referral.objects.filter(organisation_id=me.organisation_id, person_id=person_id)
    found = []
    for one in rows.select_related("entity").order_by("created_at"):
        told = incoming_in_words(one) if one.direction == "in" else in_words(disclosed_items(one))
        words = [
            (_("Partner"), one.entity.name),
            (REFERRAL["need"].title, REFERRAL["need"].words(one.need)),
            (_("State"), REFERRAL_WORKFLOW.words(one.state)),
            (OUTCOME["outcome"].title, OUTCOME["outcome"].words(one.outcome)),
            *told,
            *((said.step, said.text) for said in notes_of(one)),
        ]
        found.append(
            {
                "what": "Referral",
                "day": one.created_at.date().isoformat(),
                "number": one.number,
                "direction": one.direction,
                "partner": one.entity.name,
                "need": one.need,
                "state": one.state,
                "outcome": one.outcome,
                "disclosed": [[label, value] for label, value in told],
                "called": _("Referral"),
                "in_words": words,
            }
        )
    return found


def file_answers_of(referral: Referral) -> dict[str, Any]:
    """Return what a partner told of a person, as a new file takes it."""
    told = incoming_of(referral)
    return {
        "given": told["given"],
        "family": told["family"],
        "birth_year": told["birth_year"],
        "contacts": [Contact("phone", told["phone"])] if told["phone"] else [],
    }


def similar_files(user: access.AnyUser, referral: Referral) -> list[people.SearchResult]:
    """Return the office's files that may belong to the person in an incoming referral."""
    told = file_answers_of(referral)
    names = (Name(told["given"], told["family"]),)
    plain = {"birth_year": told["birth_year"], "sex": "", "municipality": ""}
    proposed = Proposed.of(Identity(names, contacts=tuple(told["contacts"])), plain)
    return people.likely_files(user, referral.office_id, proposed)


def file_of_person(user: access.AnyUser, number: str) -> UUID:
    """Return the key of a file by its number. Raises Refusal for a number that is not there."""
    rows = people.files_visible_to(user).filter(number__iexact=number.strip())
    found: UUID | None = rows.values_list("id", flat=True).first()
    if found is None:
        raise Refusal(
            N_("There is no file with this number in your office."), field="number", code="number"
        )
    return found
