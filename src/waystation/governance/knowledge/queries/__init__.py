"""The registers of knowledge, and facts by series."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import numbers
from waystation.foundation.records.queries import (
    choices_of,
    entries_of_register,
    entry_visible_to,
    history_of,
    values_of,
)
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models, rules
from waystation.governance.knowledge.models.documents import valid_for
from waystation.governance.knowledge.rules import checking as checking_rules

from .checking import (
    CHECKERS,
    CheckedText,
    checked_text,
    register_of_file,
    register_visible_to,
    text_of_file,
)
from .mentions import (
    Outdated,
    mention_visible_to,
    mentions_of,
    mentions_visible_to,
    outdated_visible_to,
)
from .more_registers import (
    CORRECTIONS,
    DISSEMINATION,
    FINDINGS,
    MORE,
    SERIES,
    STAKEHOLDERS,
    USES,
)
from .profile import (
    SECTIONS,
    about_document,
    digest_of,
    edition_visible_to,
    editions_visible_to,
    facts_about,
    profile_visible_to,
    section_visible_to,
    topic_known,
    uses_of,
    uses_of_documents,
    verified_profiles,
)
from .registers import (
    FACTS,
    LEGAL,
    LIBRARY,
    MECHANISMS,
    NORMS,
    READ,
    WRITE,
    document_choices,
    legal_choices,
    norm_choices,
)
from .series import (
    HOME,
    comparison_visible_to,
    economies_of,
    history_visible_to,
    line_visible_to,
    loaded_by_series,
    mended_sources,
    name_of_series,
    names_of_series,
    series_visible_named,
    series_visible_to,
)
from .tokens import (
    Token,
    newer_tokens,
    token_is_visible_to,
    tokens_matching,
    tokens_of,
)

LANGUAGES = checking_rules.LANGUAGES
REGISTERS: dict[str, Register] = {
    one.key: one for one in (LIBRARY, FACTS, *MORE, NORMS, MECHANISMS, LEGAL)
}


def register_named(key: str) -> Register:
    """Return one of the registers. Raises NotSeen."""
    if key not in REGISTERS:
        raise NotSeen(N_("There is no such register."), code="register_unknown")
    return REGISTERS[key]


def entries_visible_to(user: AnyUser, register: Register) -> QuerySet[Any]:
    """Return the entries of a register that this user may read, as rows to narrow and order."""
    return access.scoped(register.model._default_manager.all(), user, register.read)


def reviews_waiting(user: AnyUser, until: date) -> list[models.Document]:
    """Return the documents to be looked at again by a day, the most urgent first."""
    rows = access.scoped(models.Document.objects.all(), user, READ)
    return list(rows.filter(review_on__lte=until).order_by("review_on", "id")[:200])


def facts_of_same_series(user: AnyUser, key: UUID) -> list[dict[str, Any]]:
    """Return every value of the series that a fact belongs to, the newest entry first.

    Raises NotSeen outside the user's scope.
    """
    one = entry_visible_to(user, FACTS, key)
    rows = access.scoped(models.DatedFact.objects.all(), user, READ)
    rows = rows.filter(series=one.series).order_by("-id")  # type: ignore[attr-defined]
    days = ("as_of", "as_of_from", "as_of_on")
    wanted = ("id", "label", "qualifier", "value", "unit", *days, "source")
    return [dict(row) for row in rows.values(*wanted)]


def facts_added(office_id: UUID, start: date, end: date) -> list[list[str]]:
    """Return the facts entered in an office in a period: subject, value, date, source.

    For reports of that office; the caller has checked who may read them.
    """
    rows = models.DatedFact.objects.filter(
        office_id=office_id, created_at__date__gte=start, created_at__date__lt=end
    ).order_by("label", "id")
    words = dict(rules.QUALIFIERS)
    return [
        [
            row.label,
            f"{gettext(words[row.qualifier])} {numbers.in_record(row.value)} {row.unit}",
            row.valid_for,
            row.source,
        ]
        for row in rows[:200]
    ]


def held_and_due(office_id: UUID, today: date) -> tuple[int, int]:
    """Return how many documents an office's library has, and how many are due for review."""
    days = list(
        models.Document.objects.filter(office_id=office_id).values_list("review_on", flat=True)
    )
    return len(days), sum(day <= today for day in days)


def norms_of(office_id: UUID) -> tuple[int, int]:
    """Return how many norms an office tracks, and how many recommendations wait."""
    waiting = models.MechanismRecommendation.objects.filter(
        office_id=office_id, state__in=("noted", "planned")
    )
    return models.Norm.objects.filter(office_id=office_id).count(), waiting.count()


__all__ = [
    "CHECKERS",
    "CORRECTIONS",
    "DISSEMINATION",
    "FACTS",
    "FINDINGS",
    "HOME",
    "LANGUAGES",
    "LEGAL",
    "LIBRARY",
    "MECHANISMS",
    "NORMS",
    "READ",
    "REGISTERS",
    "SECTIONS",
    "SERIES",
    "STAKEHOLDERS",
    "USES",
    "WRITE",
    "CheckedText",
    "Outdated",
    "Token",
    "about_document",
    "checked_text",
    "choices_of",
    "comparison_visible_to",
    "digest_of",
    "document_choices",
    "economies_of",
    "edition_visible_to",
    "editions_visible_to",
    "entries_of_register",
    "entries_visible_to",
    "entry_visible_to",
    "facts_about",
    "facts_added",
    "facts_of_same_series",
    "held_and_due",
    "history_of",
    "history_visible_to",
    "legal_choices",
    "line_visible_to",
    "loaded_by_series",
    "mended_sources",
    "mention_visible_to",
    "mentions_of",
    "mentions_visible_to",
    "name_of_series",
    "names_of_series",
    "newer_tokens",
    "norm_choices",
    "norms_of",
    "outdated_visible_to",
    "profile_visible_to",
    "register_named",
    "register_of_file",
    "register_visible_to",
    "reviews_waiting",
    "section_visible_to",
    "series_visible_named",
    "series_visible_to",
    "text_of_file",
    "token_is_visible_to",
    "tokens_matching",
    "tokens_of",
    "topic_known",
    "uses_of",
    "uses_of_documents",
    "valid_for",
    "values_of",
    "verified_profiles",
]
