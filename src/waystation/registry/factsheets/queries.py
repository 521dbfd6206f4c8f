"""Every read of fact sheets: drafts for staff, valid editions for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import in_force, today_in
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.reference import queries as reference

from . import rules
from .models import Edition, Sheet, Text


@dataclass(frozen=True)
class LanguageVersion:
    """An edition in one language, and its state relative to the original."""

    language: str
    name: str
    state: str
    words: str
    tone: str
    text: Text | None

    @property
    def expected(self) -> bool:
        """Return whether every sheet should have this language."""
        return self.language in rules.EXPECTED


@dataclass(frozen=True)
class PublicSheet:
    """An edition as a reader sees it: in their language if translated.

    ``reviewed`` are the other languages, with their names, whose text is final.
    """

    edition: Edition
    topic: str
    topic_name: str
    title: str
    body: str
    language: str
    outdated: bool
    unreviewed: bool
    wanted: str
    reviewed: list[tuple[str, str]]

    @property
    def translated(self) -> bool:
        """Return whether this is the language that was asked for."""
        return self.language.split("-")[0] == self.wanted

    @property
    def direction(self) -> str:
        """Return the direction of writing."""
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such fact sheet."), code="not_seen")


def sheets_visible_to(user: access.AnyUser) -> QuerySet[Sheet]:
    """Return the fact sheets of the organisation: colleagues of all offices share them."""
    if not access.may(user, "factsheet.read"):
        return Sheet.objects.none()
    return Sheet.objects.filter(organisation_id=access.signed_in(user).organisation_id)


def sheet_visible_to(user: access.AnyUser, sheet_id: UUID) -> Sheet:
    """Return one sheet. Raises NotSeen for another organisation's."""
    found = sheets_visible_to(user).filter(id=sheet_id).first()
    if found is None:
        raise not_seen()
    return found


def editions_visible_to(user: access.AnyUser) -> QuerySet[Edition]:
    """Return the editions of the organisation's sheets, drafts included, the newest first."""
    rows = Edition.objects.filter(sheet__in=sheets_visible_to(user))
    return rows.select_related("sheet", "published_by").order_by("-number")


def edition_visible_to(user: access.AnyUser, edition_id: UUID) -> Edition:
    """Return one edition. Raises NotSeen for another organisation's."""
    found = editions_visible_to(user).filter(id=edition_id).first()
    if found is None:
        raise not_seen()
    return found


def languages_of(edition: Edition) -> list[LanguageVersion]:
    """Return an edition in each language with its state: translated, not reviewed, outdated …"""
    texts = {one.language: one for one in edition.texts.all()}
    original = texts.get(rules.SOURCE_LANGUAGE)
    found = []
    for language, name in rules.LANGUAGES.items():
        text = texts.get(language)
        state = rules.language_state(
            language,
            text.based_on if text else None,
            original.version if original else 0,
            text.unreviewed if text else False,
        )
        words = _(rules.LANGUAGE_STATES[state])
        found.append(
            LanguageVersion(language, name, state, words, rules.tone_of(language, state), text)
        )
    return found


def language_version(edition: Edition, language: str) -> LanguageVersion:
    """Return an edition in one language. Raises NotSeen for a language that there is not."""
    for one in languages_of(edition):
        if one.language == language:
            return one
    raise not_seen()


def current_editions(rows: QuerySet[Edition], day: date) -> dict[UUID, Edition]:
    """Return of each sheet the edition that is valid on a day."""
    valid = rows.filter(state="published", valid_from__lte=day).select_related("sheet")
    newest: dict[UUID, Edition] = {}
    for one in valid.order_by("number"):
        newest[one.sheet_id] = one
    return {
        key: one for key, one in newest.items() if in_force(day, one.valid_from, one.valid_until)
    }


def valid_editions(organisation_id: UUID, day: date | None = None) -> list[Edition]:
    """Return the editions that a counsellor may explain on a day, today by default."""
    rows = Edition.objects.filter(organisation_id=organisation_id)
    return list(current_editions(rows, day or today_in()).values())


def titles_of(keys: Iterable[Any]) -> Mapping[UUID, str]:
    """Return the titles of editions with their numbers, in the reader's language."""
    found = Edition.objects.filter(id__in=list(keys)).select_related("sheet")
    return {one.id: title_of(one) for one in found}


def title_of(edition: Edition) -> str:
    """Return the title of an edition with its number, in the reader's language."""
    return title_in_words(edition.sheet.topic, edition.number, edition.valid_from)


def title_in_words(topic: str, number: int, day: date | None) -> str:
    """Return the title of an edition from its columns."""
    return _("{title}, edition {number} (valid from {day})").format(
        title=reference.label("topic", topic),
        number=number,
        day=date_format(day, "SHORT_DATE_FORMAT") if day else "–",
    )


def editions_of(organisation_id: UUID, keys: Iterable[UUID]) -> list[Edition]:
    """Return published editions by key; for apps above, which have asked already."""
    rows = Edition.objects.filter(organisation_id=organisation_id, id__in=list(keys))
    return list(rows.filter(state="published").select_related("sheet").order_by("sheet__topic"))


def replaced_by(edition: Edition) -> list[UUID]:
    """Return the earlier published editions of the same sheet."""
    rows = Edition.objects.filter(
        sheet_id=edition.sheet_id, state="published", number__lt=edition.number
    )
    return list(rows.values_list("id", flat=True))


def replaced_since(keys: Iterable[UUID]) -> list[Edition]:
    """Return the newest published edition of each sheet of which an earlier one is given."""
    rows = Edition.objects.filter(id__in=list(keys))
    last = {one.sheet_id: one.number for one in rows.order_by("number")}
    newest = Edition.objects.filter(sheet_id__in=last, state="published").order_by("number")
    found = {one.sheet_id: one for one in newest if one.number > last[one.sheet_id]}
    return list(found.values())


def corrected_since(keys: Iterable[UUID], language: str, moment: datetime) -> list[Edition]:
    """Return the editions whose text was there at a moment, and was final only with another."""
    texts = Text.objects.filter(
        edition_id__in=list(keys),
        language=language,
        frozen=True,
        created_at__lte=moment,
        written_at__gt=moment,
    )
    return [one.edition for one in texts.select_related("edition")]


def newest_numbers(keys: Iterable[UUID]) -> dict[UUID, int]:
    """Return of each sheet the number of its newest published edition."""
    newest: dict[UUID, int] = {}
    rows = Edition.objects.filter(sheet_id__in=list(keys), state="published").order_by("number")
    for sheet, number in rows.values_list("sheet_id", "number"):
        newest[sheet] = number
    return newest


def edition_by_key(edition_id: UUID) -> Edition:
    """Return an edition; for hooks that are called after publication."""
    return Edition.objects.select_related("sheet").get(id=edition_id)


def translations_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the texts of today's editions and of drafts, each with its ``state``."""
    editions = editions_visible_to(user)
    current = [one.id for one in current_editions(editions, today_in()).values()]
    original = Text.objects.filter(edition=OuterRef("edition"), language=rules.SOURCE_LANGUAGE)
    state = Case(
        When(language=rules.SOURCE_LANGUAGE, then=Value("original")),
        When(~Q(based_on=F("original_version")), then=Value("outdated")),
        When(unreviewed=True, then=Value("unreviewed")),
        default=Value("translated"),
        output_field=CharField(),
    )
    rows = Text.objects.filter(
        edition__in=editions.filter(Q(state="draft") | Q(id__in=current)).order_by()
    )
    return rows.annotate(original_version=Subquery(original.values("version")[:1])).annotate(
        state=state
    )


def unreviewed_on(keys: Iterable[UUID], language: str, moment: datetime) -> set[UUID]:
    """Return the editions whose text in a language was not reviewed yet at a moment."""
    rows = Text.objects.filter(edition_id__in=list(keys), language=language)
    late = Q(unreviewed=True) | Q(reviewed_at__gt=moment)
    return set(rows.filter(late, created_at__lte=moment).values_list("edition_id", flat=True))


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return the translations that wait for a review, or to be brought up to date."""
    found: list[Outstanding] = []
    reviews = any(access.may(user, one) for one in rules.REVIEWERS)
    if not (reviews or access.may(user, "factsheet.edit")):
        return found
    rows = translations_visible_to(user)
    if reviews:
        mine = access.signed_in(user).id  # one's own texts are reviewed by somebody else
        n = rows.filter(state="unreviewed").exclude(written_by_id=mine).count()
        title = ngettext("{n} translation to review", "{n} translations to review", n).format(n=n)
        found += [_outstanding("unreviewed", title)] if n else []
    if access.may(user, "factsheet.edit"):
        n = rows.filter(state="outdated").count()
        title = ngettext("{n} outdated translation", "{n} outdated translations", n).format(n=n)
        found += [_outstanding("outdated", title)] if n else []
    return found


def _outstanding(state: str, title: str) -> Outstanding:
    url = f"{reverse('factsheets:translations')}?state={state}"
    return Outstanding(f"factsheets.{state}", title, url)


# For everybody


def public_sheets() -> list[PublicSheet]:
    """Return today's valid sheets by topic, in the reader's language if translated."""
    found = current_editions(Edition.objects.all(), today_in()).values()
    shown = [show(one) for one in found]
    return sorted((one for one in shown if one is not None), key=lambda one: one.topic_name)


def public_sheet(topic: str, language: str = "") -> PublicSheet:
    """Return today's valid sheet of a topic, in the reader's language unless another is named.

    Raises NotSeen if there is none.
    """
    rows = Edition.objects.filter(sheet__topic=topic)
    for one in current_editions(rows, today_in()).values():
        if (found := show(one, language)) is not None:
            return found
    raise not_seen()


def show(edition: Edition, language: str = "") -> PublicSheet | None:
    """Return an edition in the reader's language, in English if it is not translated.

    A ``language`` of the fact sheets replaces the reader's.
    """
    wanted = language if language in rules.LANGUAGES else get_language() or "en"
    script = latin if wanted == "sr-latn" else str
    language = wanted.split("-")[0]
    versions = {one.language: one for one in languages_of(edition)}
    original = versions[rules.SOURCE_LANGUAGE].text
    if original is None:
        return None
    text = versions[language].text if language in versions else None
    version = versions[(text or original).language]
    text = text or original
    return PublicSheet(
        edition=edition,
        topic=edition.sheet.topic,
        topic_name=reference.label("topic", edition.sheet.topic),
        title=script(text.title),
        body=script(text.body),
        language=wanted if text.language == language else text.language,
        outdated=version.state == "outdated",
        unreviewed=text.unreviewed,
        wanted=language,
        reviewed=[
            (one.language, one.name)
            for one in versions.values()
            if one.state in rules.FINAL and one.language != text.language
        ],
    )
