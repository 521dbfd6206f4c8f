"""When an edition may be published, which one is valid on a day, and the state of translations.

No database, no clock of its own.
"""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.languages import OWN_NAMES
from waystation.foundation.shared.words import N_

LONGEST_TITLE = 160
LONGEST_BODY = 4000
LONGEST_CHANGES = 1000
SOURCE_LANGUAGE = "en"
LANGUAGES = OWN_NAMES
"""The languages a sheet can be written in: those of the pages without an account."""
EXPECTED = ("en", "sq", "sr")
"""The languages every sheet should have; in the others a sheet may be written as well."""
LANGUAGE_STATES = {
    "original": N_("Original"),
    "translated": N_("Translated"),
    "unreviewed": N_("Not reviewed"),
    "outdated": N_("Outdated"),
    "missing": N_("Missing"),
}
TONES = {"original": "g", "translated": "g", "unreviewed": "a", "outdated": "a", "missing": "r"}
REVIEWERS = ("factsheet.publish", "factsheet.edit")
"""The permissions of which one is needed to confirm a translation."""


def language_state(
    language: str, based_on: int | None, source_version: int, unreviewed: bool = False
) -> str:
    """Return the state of a language version: translated, not reviewed, outdated, missing.

    ``based_on`` is the version of the original that was translated, None without a text. A text
    that is outdated has to be translated again before it can be reviewed.
    """
    if based_on is None:
        return "missing"
    if language == SOURCE_LANGUAGE:
        return "original"
    if based_on != source_version:
        return "outdated"
    return "unreviewed" if unreviewed else "translated"


FINAL = ("original", "translated")
"""The states of a text that readers may rely on."""
UNFINISHED = ("missing", "outdated", "unreviewed")
"""The states in which a text can be written even after its edition was published."""


def tone_of(language: str, state: str) -> str:
    """Return the tone of a state: a missing text is a problem if the language is expected."""
    return "b" if state == "missing" and language not in EXPECTED else TONES[state]


def refusal_of_language(language: str) -> Refusal | None:
    """Refuse a language version that does not exist."""
    if language in LANGUAGES:
        return None
    return Refusal(
        N_("Fact sheets are not written in this language."), field="language", code="language"
    )


def refusal_to_write(language: str, state: str, published: bool) -> Refusal | None:
    """Refuse to change a text: a published one is frozen, unless it is missing or not final."""
    if not published or state in UNFINISHED:
        return None
    return Refusal(
        N_("This edition is published and does not change. Draft a new edition."),
        field="body",
        code="published",
    )


def refusal_of_draft_original(language: str, unreviewed: bool) -> Refusal | None:
    """Refuse to mark the original as a translation that needs a review."""
    if not unreviewed or language != SOURCE_LANGUAGE:
        return None
    return Refusal(
        N_("The English text is the original. It is reviewed when the edition is published."),
        field="unreviewed",
        code="original",
    )


def refusal_to_review(state: str) -> Refusal | None:
    """Refuse to confirm a text that is not waiting for a review."""
    if state == "unreviewed":
        return None
    if state == "outdated":
        return Refusal(
            N_("The English text has changed since. Bring the translation up to date first."),
            code="outdated",
        )
    return Refusal(N_("There is nothing to review in this language."), code="nothing_to_review")


def refusal_of_own_review(own: bool) -> Refusal | None:
    """Refuse that somebody reviews what they wrote: a translation is checked by two people."""
    if not own:
        return None
    return Refusal(
        N_("You wrote this text. A colleague who reads the language reviews it."),
        field="unreviewed",
        code="own_text",
    )


def refusal_of_validity(
    valid_from: date | None, valid_until: date | None, before: date | None
) -> Refusal | None:
    """Say why an edition cannot be valid so; ``before`` is where the last one began."""
    if valid_from is None:
        return Refusal(
            N_("Say from which day this edition is valid."), field="valid_from", code="no_validity"
        )
    if valid_until is not None and valid_until < valid_from:
        return Refusal(
            N_("The end is before the start. Check both."),
            field="valid_until",
            code="end_before_start",
        )
    if before is not None and valid_from <= before:
        return Refusal(
            N_("The previous edition is valid from {day}. This one must start later."),
            field="valid_from",
            code="before_last_edition",
            day=before,
        )
    return None


def refusal_of_source(source: str, source_url: str, source_on: date | None) -> Refusal | None:
    """Refuse to publish an edition without a source and its date."""
    if not source.strip() or source_on is None:
        return Refusal(
            N_("Name the source of what this edition says, and its date."),
            field="source",
            code="no_source",
        )
    return refusal_of_address(source_url)


def refusal_of_address(source_url: str) -> Refusal | None:
    """Say why an address cannot be linked to."""
    if source_url and not source_url.startswith("https://"):
        return Refusal(
            N_("Write the whole address, beginning with https://."),
            field="source_url",
            code="address",
        )
    return None


def refusal_of_missing_original(there: bool) -> Refusal | None:
    """Say why an edition without its original text cannot be published."""
    if there:
        return None
    return Refusal(
        N_("Write the English text first; the translations are made from it."),
        code="no_original",
    )


def refusal_of_second_draft(there: bool) -> Refusal | None:
    """Say why there is no second draft: one edition is prepared at a time."""
    if not there:
        return None
    return Refusal(
        N_("There is already a draft of the next edition. Continue with it."), code="draft_there"
    )
