"""What is read to a person before sending, and the person's own copy, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pdf
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.privacy import queries as privacy
from waystation.registry.privacy.rules.consent_texts import DRAFTS, LANGUAGES
from waystation.registry.referrals.fields import REFERRAL
from waystation.registry.referrals.models import Referral
from waystation.registry.referrals.rules.referrals import BASES

from .referrals import PURPOSE, disclosed_items, in_words, proposed_disclosure, recipient_of

REFERRAL_DAY = Field("at", "moment", N_("When"))


@dataclass(frozen=True)
class Spoken:
    """The text to read to the person: placeholders filled, and the data to be sent."""

    text: str
    language: str
    number: int
    items: list[tuple[str, str]]
    unreviewed: bool


def language_of(referral: Referral) -> str:
    """Return the language in which a person is informed about a referral."""
    spoken = referral.person.languages if referral.person is not None else []
    return next((code for code in spoken if code in LANGUAGES), "sq")


def spoken_for(user: access.AnyUser, referral: Referral, language: str = "") -> Spoken:
    """Return the text to read to the person before sending, in their language."""
    language = language if language in LANGUAGES else language_of(referral)
    wording = privacy.wording(user, PURPOSE, language)
    with translation.override(wording.language):
        text = wording.text.replace("{fields}", _fields_of(referral))
        text = text.replace("{recipient}", referral.entity.name)
        items = in_words(proposed_disclosure(referral))
    return Spoken(text, wording.language, wording.number, items, wording.unreviewed)


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
    headings: dict[str, str]
    draft: str

    @property
    def direction(self) -> str:
        """Return the direction of writing."""
        return blocks.direction_of(self.language)


def copy_of(user: access.AnyUser, referral: Referral) -> Copy:
    """Return the person's own copy. Raises Refusal while nothing was sent.

    It is in the language in which the text was read to the person, else in one they speak.
    """
    if referral.direction != "out" or referral.sent_at is None:
        raise Refusal(N_("There is a copy once the referral is sent."), code="nothing_sent")
    consent = (
        None
        if referral.consent_id is None
        else privacy.newest_consent(referral.person_id, PURPOSE, recipient_of(referral))  # type: ignore[arg-type]
    )
    heard = consent.language if consent is not None and consent.language in LANGUAGES else ""
    language = heard or language_of(referral)
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
            draft=_("This translation is not reviewed.") if language in DRAFTS else "",
            headings={
                "shared": _("Exactly this was sent"),
                "text": _("The text that was read to you"),
                "rights": _("Your rights"),
            },
        )


def _fields_of(referral: Referral) -> str:
    """Return the shared fields as a list, with the comma of the script in force."""
    words = (REFERRAL["fields_shared"].words([one]) for one in referral.fields_shared)
    return ("، " if translation.get_language_bidi() else ", ").join(words)


def _fill_text(text: str, referral: Referral) -> str:
    return text.replace("{fields}", _fields_of(referral)).replace(
        "{recipient}", recipient_of(referral)
    )


def copy_as_pdf(copy: Copy) -> bytes:
    """Return the person's own copy as a tagged PDF in their language."""
    with translation.override(copy.language):
        columns = [blocks.Column(_("What")), blocks.Column(_("What was sent"))]
        parts: list[blocks.Block] = [
            *([blocks.Paragraph([copy.draft])] if copy.draft else []),
            blocks.Table(_("Referral"), [blocks.Column(_("Question")), blocks.Column(_("Answer"))],
                         copy.rows),
        ]  # fmt: skip
        if copy.shared:
            parts.append(blocks.Table(copy.headings["shared"], columns, copy.shared))
        if copy.text:
            parts += [blocks.Heading(copy.headings["text"]),
                      blocks.Paragraph([copy.text])]  # fmt: skip
        parts += [blocks.Heading(copy.headings["rights"]), blocks.Paragraph([copy.rights])]
        return pdf.render(
            blocks.report(
                copy.title, parts, language=copy.language, kicker=copy.office, dated=today_in()
            )
        )
