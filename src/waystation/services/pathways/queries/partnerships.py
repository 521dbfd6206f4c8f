"""Skills mobility partnerships: partners, costs, participants and outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pdf
from waystation.foundation.shared.errors import Refusal, not_seen
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.skills.fields import OccupationField
from waystation.services.pathways.fields import COST, PARTICIPANT
from waystation.services.pathways.models import Participant, Partnership
from waystation.services.pathways.rules import words
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW

OCCUPATION = OccupationField("occupation", "code", N_("Occupation"))


def partnerships_visible_to(user: access.AnyUser) -> QuerySet[Partnership]:
    """Return the partnerships of the organisation: colleagues of all offices share them."""
    if not access.may(user, "partnership.read"):
        return Partnership.objects.none()
    return Partnership.objects.filter(organisation_id=access.signed_in(user).organisation_id)


def partnership_visible_to(user: access.AnyUser, partnership_id: UUID) -> Partnership:
    """Return one partnership. Raises NotSeen for another organisation's."""
    found = partnerships_visible_to(user).filter(id=partnership_id).first()
    if found is None:
        raise not_seen()
    return found


def participants_visible_to(user: access.AnyUser) -> QuerySet[Participant]:
    """Return the participants of the user's offices."""
    return access.scoped(Participant.objects.all(), user, "mobility.read")


def participant_visible_to(user: access.AnyUser, participant_id: UUID) -> Participant:
    """Return one participant. Raises NotSeen outside the user's offices."""
    rows = participants_visible_to(user).select_related("partnership")
    found = rows.filter(id=participant_id).first()
    if found is None:
        raise not_seen()
    return found


def results_of(user: access.AnyUser, partnership: Partnership) -> dict[str, Any]:
    """Return the results of a partnership: places and stages by track, costs, drop-outs.

    Participants are those of the user's offices, whose files may be opened.
    """
    rows = participants_visible_to(user).filter(partnership=partnership)
    names = ("track", "state", "certified_on", "placed_on", "returned_on", "dropped_because")
    found = list(rows.values(*names))
    places = {"home": partnership.home_places, "abroad": partnership.abroad_places}
    tracks = [
        {"name": _(label), "places": places[track], **stages_of(found, track)}
        for track, label in words.TRACKS
    ]
    reasons = dict.fromkeys((code for code, _word in words.DROPPED), 0)
    for one in found:
        if one["dropped_because"]:
            reasons[one["dropped_because"]] += 1
    dropped = PARTICIPANT["dropped_because"]
    return {
        "partners": [
            {"entity": one.entity, "role": _(dict(words.ROLES)[one.role])}
            for one in partnership.partners.select_related("entity").order_by("role", "id")
        ],
        "tracks": tracks,
        "dropped": [(dropped.words(code), n) for code, n in reasons.items() if n],
        **_costs(partnership),
    }


def stages_of(rows: Iterable[dict[str, Any]], track: str) -> dict[str, int]:
    """Return how many of a track joined, and how many reached each stage."""
    mine = [one for one in rows if one["track"] == track]
    return {
        "joined": len(mine),
        "certified": sum(one["certified_on"] is not None for one in mine),
        "placed": sum(one["placed_on"] is not None for one in mine),
        "returned": sum(one["returned_on"] is not None for one in mine),
        "dropped": sum(one["state"] == "dropped" for one in mine),
    }


def _costs(partnership: Partnership) -> dict[str, Any]:
    lines = list(partnership.costs.order_by("item", "payer", "id"))
    total = sum((one.amount for one in lines), Decimal(0))
    payers: dict[str, Decimal] = {}
    for one in lines:
        payers[one.payer] = payers.get(one.payer, Decimal(0)) + one.amount
    return {
        "costs": [
            {
                "item": COST["item"].words(one.item),
                "payer": COST["payer"].words(one.payer),
                "amount": one.amount,
                "remark": one.remark,
            }
            for one in lines
        ],
        "total": total,
        "payers": [(COST["payer"].words(code), amount) for code, amount in payers.items()],
    }


def _occupation(code: str) -> str:
    """Return an occupation as a certificate names it: its words, then the code."""
    if not code:
        return "–"
    name = OCCUPATION.words(code)
    return f"{name} ({code})" if name != code else code


def certificate_of(user: access.AnyUser, participant_id: UUID) -> bytes:
    """Return the certificate of a participant as PDF. Raises NotSeen, Refusal before it is there.

    It names the person, so reading it is logged like opening the file.
    """
    participant = participant_visible_to(user, participant_id)
    if participant.certified_on is None:
        raise Refusal(N_("There is no certificate yet. Note it first."), code="no_certificate")
    file = people.person_visible_to(user, participant.person_id, why="certificate")
    partnership = participant.partnership
    partners = partnership.partners.select_related("entity").order_by("role", "id")
    report = blocks.report(
        _("Certificate"),
        [
            blocks.Paragraph(
                [
                    _("{name} has completed the training of the skills mobility partnership "
                      "“{partnership}”.").format(name=file.name, partnership=partnership.name)
                ]
            ),
            blocks.Table(
                _("Training"),
                [blocks.Column(_("What")), blocks.Column(_("Value"))],
                [
                    [_("Certificate"), participant.certificate],
                    [_("Date of the certificate"), participant.certified_on],
                    [_("Track"), PARTICIPANT["track"].words(participant.track)],
                    [_("Occupation (ISCO-08)"), _occupation(participant.occupation)],
                    [_("State"), PARTICIPANT_WORKFLOW.words(participant.state)],
                ],
            ),
            blocks.Points(
                [f"{one.entity.name} ({_(dict(words.ROLES)[one.role])})" for one in partners]
                or [partnership.name]
            ),
        ],
        kicker=partnership.name,
        dated=participant.certified_on,
    )  # fmt: skip
    return pdf.render(report)
