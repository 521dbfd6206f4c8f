"""A person's referrals: for the timeline, the export, and the person's own copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pdf
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.timeline import Entry
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries as privacy
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules.referrals import BASES, OPEN
from waystation.registry.referrals.transitions import OUTCOME, REFERRAL_WORKFLOW

from .referrals import (
    PURPOSE,
    disclosed_items,
    in_words,
    incoming_in_words,
    notes_of,
    proposed_disclosure,
    recipient_of,
    referrals_visible_to,
)

COPY_LANGUAGES = ("sq", "sr", "en")
REFERRAL_DAY = Field("at", "moment", N_("When"))


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of a person's referrals."""
    rows = referrals_visible_to(user).filter(person_id=person_id)
    return [_entry(one) for one in rows.select_related("entity", "office")[:200]]


def _entry(referral: Referral) -> Entry:
    when = "next" if referral.state in OPEN else "past"
    outcome = OUTCOME["outcome"].words(referral.outcome)
    return Entry(
        at=referral.sent_at or referral.created_at,
        kind=_("Referral"),
        title=f"{REFERRAL['need'].words(referral.need)} · {referral.entity.name}",
        text=" · ".join(
            part for part in (REFERRAL_WORKFLOW.words(referral.state), outcome) if part
        ),
        tags=(referral.number,),
        place=referral.office.name,
        url=reverse("referrals:referral", args=[referral.id]),
        icon="send",
        when=when,  # type: ignore[arg-type]
        record=referral.id,
    )


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


# --- reading out, and the person's own copy ----------------------------------------------------


@dataclass(frozen=True)
class Spoken:
    """The text to read to the person: placeholders filled, and the data to be sent."""

    text: str
    language: str
    number: int
    items: list[tuple[str, str]]


def language_of(referral: Referral) -> str:
    """Return the language in which a person is informed about a referral."""
    spoken = referral.person.languages if referral.person is not None else []
    return next((code for code in spoken if code in COPY_LANGUAGES), "sq")


def spoken_for(user: access.AnyUser, referral: Referral, language: str = "") -> Spoken:
    """Return the text to read to the person before sending, in their language."""
    language = language if language in COPY_LANGUAGES else language_of(referral)
    wording = privacy.wording(user, PURPOSE, language)
    with translation.override(wording.language):
        fields = REFERRAL["fields_shared"].words(referral.fields_shared)
        text = wording.text.replace("{fields}", fields)
        text = text.replace("{recipient}", referral.entity.name)
        items = in_words(proposed_disclosure(referral))
    return Spoken(text, wording.language, wording.number, items)


@dataclass(frozen=True)
class Copy:
    """The person's own copy: recipients, data, reasons, expiry, and how to stop it."""

    language: str
    title: str
    rows: list[tuple[str, str]]
    shared: list[tuple[str, str]]
    text: str
    rights: str
    office: str
    made_at: datetime


def copy_of(user: access.AnyUser, referral: Referral) -> Copy:
    """Return the person's own copy in their language. Raises Refusal while nothing was sent."""
    if referral.direction != "out" or referral.sent_at is None:
        raise Refusal(N_("There is a copy once the referral is sent."), code="nothing_sent")
    language = language_of(referral)
    consent = (
        None
        if referral.consent_id is None
        else privacy.newest_consent(referral.person_id, PURPOSE, recipient_of(referral))  # type: ignore[arg-type]
    )
    with translation.override(language):
        rows = [
            (_("Number"), referral.number),
            (_("Sent to"), referral.entity.name),
            (_("Service"), referral.service.name if referral.service else ""),
            (_("Address"), referral.service.address if referral.service else ""),
            (_("Telephone"), referral.service.telephone if referral.service else ""),
            (_("Opening hours"), referral.service.hours if referral.service else ""),
            (REFERRAL["need"].title, REFERRAL["need"].words(referral.need)),
            (_("Sent on"), REFERRAL_DAY.words(referral.sent_at)),
            (_("Answer expected until"), REFERRAL_DAY.words(referral.due_at)),
            (_("Legal basis"), _(BASES[referral.basis])),
        ]
        return Copy(
            language=language,
            title=_("Your copy: what we have sent about you"),
            rows=[row for row in rows if row[1]],
            shared=in_words(disclosed_items(referral)),
            text=_fill_text(consent.text, referral) if consent is not None else "",
            rights=_(
                "You can change your mind at any time, here or by telephone. Then the partner "
                "can no longer open this. You get the same help, whatever you decide."
            ),
            office=referral.office.name,
            made_at=now(),
        )


def _fill_text(text: str, referral: Referral) -> str:
    fields = REFERRAL["fields_shared"].words(referral.fields_shared)
    return text.replace("{fields}", fields).replace("{recipient}", recipient_of(referral))


def copy_as_pdf(copy: Copy) -> bytes:
    """Return the person's own copy as a tagged PDF in their language."""
    with translation.override(copy.language):
        columns = [blocks.Column(_("What")), blocks.Column(_("What was sent"))]
        parts: list[blocks.Block] = [
            blocks.Table(_("Referral"), [blocks.Column(_("Question")), blocks.Column(_("Answer"))],
                         copy.rows),
        ]  # fmt: skip
        if copy.shared:
            parts.append(blocks.Table(_("Exactly this was sent"), columns, copy.shared))
        if copy.text:
            parts += [blocks.Heading(_("The text that was read to you")),
                      blocks.Paragraph([copy.text])]  # fmt: skip
        parts += [blocks.Heading(_("Your rights")), blocks.Paragraph([copy.rights])]
        return pdf.render(
            blocks.report(
                copy.title, parts, language=copy.language, kicker=copy.office, dated=today_in()
            )
        )


def file_of_person(user: access.AnyUser, number: str) -> UUID:
    """Return the key of a file by its number. Raises Refusal for a number that is not there."""
    rows = people.files_visible_to(user).filter(number__iexact=number.strip())
    found: UUID | None = rows.values_list("id", flat=True).first()
    if found is None:
        raise Refusal(
            N_("There is no file with this number in your office."), field="number", code="number"
        )
    return found
