"""The text read to a person before an employer learns their name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.privacy import queries as privacy
from waystation.registry.privacy.rules import consents
from waystation.registry.privacy.rules.consent_texts import LANGUAGES
from waystation.services.labour.models import Candidacy

from .pipeline import PURPOSE, recipient_of

FIELDS = ("name", "contacts", "profile")
OFFICE_ANSWER = FieldTable(
    "labour.Candidacy",
    Field(
        "agreed",
        "code",
        N_("The answer"),
        choices=tuple(consents.ANSWERS.items()),
        radio=True,
        required=True,
    ),
    Field(
        "how",
        "code",
        N_("How the answer was given"),
        choices=tuple(consents.HOW.items()),
        initial="spoken",
        required=True,
    ),
)


@dataclass(frozen=True)
class Spoken:
    """The text with its gaps filled, its language and its version."""

    text: str
    language: str
    number: int
    unreviewed: bool


def today() -> date:
    """Return the day on which something is recorded."""
    return today_in()


def _fill_text(text: str, candidacy: Candidacy, language: str) -> str:
    with translation.override(language):
        fields = ", ".join(_(consents.FIELDS[one]) for one in FIELDS)
    return text.replace("{fields}", fields).replace("{recipient}", recipient_of(candidacy))


def text_for(user: access.AnyUser, candidacy: Candidacy, language: str) -> Spoken:
    """Return what an officer reads to the person, in a language the person speaks."""
    spoken = [one for one in candidacy.person.languages if one in LANGUAGES]
    wanted = language if language in LANGUAGES else next(iter(spoken), "sq")
    wording = privacy.wording(user, PURPOSE, wanted)
    text = _fill_text(wording.text, candidacy, wording.language)
    return Spoken(text, wording.language, wording.number, wording.unreviewed)


def own_text(candidacy: Candidacy, language: str) -> str:
    """Return the text that the person reads at their own link."""
    wording = privacy.wording_of(candidacy.organisation_id, PURPOSE, language.split("-")[0])
    return _fill_text(wording.text, candidacy, wording.language)
