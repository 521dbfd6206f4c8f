"""Checking a text against the office's register of facts, with a verdict for each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from waystation.analysis import claims
from waystation.analysis.claims import word
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.documents import numbers, uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models
from waystation.governance.knowledge.presenting.tokens import with_qualifier
from waystation.governance.knowledge.rules import checking as rules
from waystation.governance.knowledge.rules import series as series_rules

from .quotations import Quotation, quotations_behind
from .registers import READ

CHECKERS = (READ, "report.read")
"""Who may check a text: readers of knowledge, and those who read and write reports."""
MOST_CHARACTERS = 600_000
MOST_BYTES = 25_000_000
LIMITS = limits.Limits()
limits.preload("waystation.analysis.claims.word", "waystation.governance.knowledge.rules.checking")


def register_visible_to(user: AnyUser) -> list[claims.Fact]:
    """Return the facts and the values of series that this user may check a text against.

    What somebody quotes from a publisher counts only while the series has no value of the publisher
    itself: a quotation is a claim about it, and no second source.
    """
    return claims.facts_of(_rows_visible_to(user)[0], named=True)


def _rows_visible_to(user: AnyUser) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what a text is checked against, and the quotations that give way to it."""
    access.require_any(user, *CHECKERS)
    described = {one.key: one for one in _in_reach(models.Series.objects.all(), user)}
    values = [
        one for one in _in_reach(models.Observation.objects.all(), user)
        if one.series in described and one.geo in series_rules.PEERS
    ]  # fmt: skip
    published = {(one.series, rules.publisher_of(one.source)) for one in values}
    rows: list[dict[str, Any]] = []
    quotations: list[dict[str, Any]] = []
    for one in _in_reach(models.DatedFact.objects.all(), user):
        gives_way = rules.is_quoted(one.source) and (
            (one.series, rules.publisher_of(one.source)) in published
        )
        (quotations if gives_way else rows).append(_fact_row(one, described))
    rows += [_value_row(one, described[one.series]) for one in values]
    return rows, quotations


def _in_reach(rows: Any, user: AnyUser) -> Any:
    """Return rows in the offices where the user reads knowledge, or else reports."""
    permission = READ if access.may(user, READ) else CHECKERS[1]
    return access.scoped(rows, user, permission).order_by("id")


def _names(series: models.Series | None) -> dict[str, str]:
    if series is None:
        return {}
    return {
        "name_en": series.name, "name_sq": series.name_sq, "name_sr": series.name_sr,
        "synonyms": series.synonyms,
    }  # fmt: skip


def _fact_row(fact: models.DatedFact, described: Mapping[str, models.Series]) -> dict[str, Any]:
    return {
        "id": f"fact:{fact.id}",
        "subject": fact.series or fact.label,
        "label": fact.label,
        **_names(described.get(fact.series)),
        "value": str(fact.value),
        "unit": fact.unit,
        "qualifier": fact.qualifier,
        "year": fact.as_of or (str(fact.as_of_on.year) if fact.as_of_on else ""),
        "place": fact.place or "Kosovo",
        "source": fact.source,
        "vintage": fact.vintage.isoformat() if fact.vintage else "",
        "supersedes": f"fact:{fact.supersedes_id}" if fact.supersedes_id else "",
    }


def _value_row(one: models.Observation, series: models.Series) -> dict[str, Any]:
    return {
        "id": f"value:{one.id}",
        "subject": series.key,
        "label": series.name,
        **_names(series),
        "value": str(one.value),
        "unit": series.unit,
        "year": str(one.year),
        "place": one.geo,
        "source": one.source,
        "vintage": one.vintage.isoformat(),
    }


@dataclass(frozen=True)
class CheckedText:
    """A text with its figures, cut into pieces for a page."""

    text: str
    language: str
    figures: tuple[claims.Checked, ...]
    facts: int
    quotations: Mapping[int, Quotation] = field(default_factory=dict)
    """By the place of its figure, what only a quotation says: its publisher says otherwise."""

    def verdict(self, place: int) -> str:
        """Return the name of the verdict that an author reads."""
        name = self.figures[place].verdict.name
        return rules.QUOTED if name == "no_fact" and place in self.quotations else name

    def verdict_words(self, place: int) -> dict[str, str]:
        """Return a verdict in words, and its colour."""
        name = self.verdict(place)
        return {"said": gettext(dict(rules.VERDICTS)[name]), "tone": rules.TONES[name]}

    @property
    def pieces(self) -> list[dict[str, Any]]:
        """Return the text as plain and marked pieces, in order."""
        found: list[dict[str, Any]] = []
        at = 0
        for number, one in enumerate(self.figures, start=1):
            if one.figure.start < at:
                continue
            found.append({"text": self.text[at : one.figure.start]})
            found.append(
                {
                    "text": self.text[one.figure.start : one.figure.end],
                    "number": number,
                    **self.verdict_words(number - 1),
                }
            )
            at = one.figure.end
        found.append({"text": self.text[at:]})
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each figure: as written, the verdict, why, and the fact."""
        return [
            {
                "number": number,
                "written": one.figure.text,
                "verdict": self.verdict(number - 1),
                **self.verdict_words(number - 1),
                "why": rules.WHY[self.verdict(number - 1)],
                "fact": (fact := self._fact_of(number - 1)),
                "value": _format_fact(fact),
                "against": self._against(number - 1),
                "year": rules.year_of(fact),
            }
            for number, one in enumerate(self.figures, start=1)
        ]

    def _fact_of(self, place: int) -> claims.Fact | None:
        """Return the fact behind a figure or the nearest one; of a quotation, what is published."""
        if self.verdict(place) == rules.QUOTED:
            return self.quotations[place].own or self.quotations[place].fact
        return self.figures[place].verdict.fact

    def _against(self, place: int) -> str:
        """Return what other sources say, in words: another one, and who quotes the figure."""
        found, quotation = (
            [_against(self.figures[place].verdict.against)],
            self.quotations.get(place),
        )
        if quotation is not None:
            found = [_quoted(quotation.fact)]
            found.append(_against(quotation.own) or _no_value(quotation.fact))
        return " ".join(one for one in found if one)

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Return how many figures have each verdict, in the order of the rules."""
        return [
            {
                "said": gettext(label),
                "tone": rules.TONES[name],
                "figures": sum(self.verdict(at) == name for at in range(len(self.figures))),
            }
            for name, label in rules.VERDICTS
        ]


def _format_fact(fact: claims.Fact | None) -> str:
    """Return a fact's value and its qualifier as people of the reader's language write them."""
    if fact is None:
        return ""
    return with_qualifier(numbers.in_record(rules.round_for_reading(fact.value)), fact.qualifier)


def _against(fact: claims.Fact | None) -> str:
    """Return what another source says, in words."""
    if fact is None:
        return ""
    sentence = gettext("{source} says {value} ({year}).")
    return sentence.format(
        source=fact.source, value=_format_fact(fact), year=rules.year_of(fact) or gettext("undated")
    )


def _quoted(fact: claims.Fact) -> str:
    """Return a sentence with the source of a quotation, the publisher and the value."""
    publisher, quoter = rules.quotation_of(fact.source)
    sentence = gettext("{quoter} quotes {publisher}: {value} ({year}).")
    return sentence.format(
        quoter=quoter, publisher=publisher, value=_format_fact(fact),
        year=rules.year_of(fact) or gettext("undated"),
    )  # fmt: skip


def _no_value(fact: claims.Fact) -> str:
    publisher, _quoter = rules.quotation_of(fact.source)
    return gettext("The series of {publisher} has no value for that time.").format(
        publisher=publisher
    )


def checked_text(
    user: AnyUser, text: str, language: str = "", facts: Sequence[claims.Fact] | None = None
) -> CheckedText:
    """Return a text with a verdict on every figure, by the office's register or ``facts``.

    Raises NotAllowed, and Refusal for an empty or too long text or an unknown language.
    """
    access.require_any(user, *CHECKERS)
    if not text.strip():
        raise Refusal(N_("Paste a text, or choose a file."), field="text", code="text_missing")
    if len(text) > MOST_CHARACTERS:
        raise Refusal(
            N_("This text is too long to check at once. Check it chapter by chapter."),
            field="text", code="text_too_long",
        )  # fmt: skip
    if language and language not in dict(rules.LANGUAGES):
        raise Refusal(
            N_("The checker reads English, Albanian, Serbian and German."),
            field="language", code="language_unknown",
        )  # fmt: skip
    chosen = language or claims.language_of_text(text)
    rows, quoted = _rows_visible_to(user) if facts is None else ([], [])
    register = claims.facts_of(rows, named=True) if facts is None else list(facts)
    found = _checked(text, register, chosen)
    quotations: Mapping[int, Quotation] = {}
    if quoted and not all(one.known for one in found):
        again = _checked(text, claims.facts_of([*rows, *quoted], named=True), chosen)
        quotations = quotations_behind(found, again, register)
    return CheckedText(text, chosen, tuple(found), len(register), quotations)


def _checked(text: str, register: Sequence[claims.Fact], language: str) -> list[claims.Checked]:
    # A text of nothing but figures costs the cube of its length: read it where it is stopped.
    about, name = (text, register, language), N_("This text")
    found = limits.run(claims.check, *about, name=name, limits=LIMITS, field="text")
    return list(found)


def text_of_file(name: str, content: bytes) -> str:
    """Return the text of an uploaded .docx or text file. Raises Refusal."""
    if len(content) > MOST_BYTES:
        raise Refusal(N_("This file is too large."), field="file", code="file_too_large")
    if uploads.is_kind(content, "docx"):
        limits.run(uploads.refuse_wrong_package, name, content, "docx", name=name)
        return str(limits.run(word.text_of, content, name=name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text or "\x00" in text:
        raise Refusal(
            N_("Choose a Word file (.docx) or a plain text file."),
            field="file", code="no_text_file",
        )  # fmt: skip
    return text


def register_of_file(name: str, content: bytes) -> list[claims.Fact]:
    """Return the facts of a CSV or JSON file. Raises Refusal with the reason."""
    if len(content) > MOST_BYTES:
        raise Refusal(N_("This file is too large."), field="facts", code="file_too_large")
    return limits.run(rules.facts_of_file, content, name, name=name, field="facts")
