"""Parsing an activity's element into values; what cannot be parsed is a finding, not a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from .findings import Finding
from .kinds import number
from .records import (
    Activity,
    Baseline,
    Budget,
    Document,
    Indicator,
    Org,
    Payment,
    Period,
    Result,
    Share,
    Tag,
    Value,
)
from .ruleset import line_of, path_of
from .writing import LANG

NOT_A_NUMBER, NOT_A_DATE = "W.1", "W.2"
T = TypeVar("T")


class _Parts:
    """The elements below one by their names, read in one pass."""

    def __init__(self, element: Any) -> None:
        self.found: dict[str, list[Any]] = {}
        for one in element:
            self.found.setdefault(one.tag, []).append(one)

    def all(self, name: str) -> Sequence[Any]:
        return self.found.get(name, ())

    def first(self, name: str) -> Any:
        found = self.found.get(name)
        return found[0] if found else None


class _Reader:
    """Reads one activity, and notes what it could not read."""

    def __init__(self, record: Any, number: int) -> None:
        self.record, self.number = record, number
        self.identifier = (record.findtext("iati-identifier") or "").strip()
        self.findings: list[Finding] = []

    def wrong(self, element: Any, attribute: str, rule: str, sentence: str) -> None:
        path = path_of(element, self.number) + (f"/@{attribute}" if attribute else "")
        self.findings.append(
            Finding(rule, "critical", path, sentence, self.identifier, line_of(element), "values")
        )

    def amount(self, element: Any, attribute: str = "") -> Decimal | None:
        """Return a number, None where nothing stands; what is no number is a finding."""
        text = element.get(attribute) if attribute else element.text
        if text is None or not text.strip():
            return None
        found = number(text)
        if found is None:
            self.wrong(
                element, attribute, NOT_A_NUMBER,
                f"“{text.strip()[:60]}” is no number. Leave it out, or give a number; 0 is one.",
            )  # fmt: skip
        return found

    def day(self, element: Any, attribute: str = "iso-date") -> date | None:
        text = (element.get(attribute) or "").strip() if element is not None else ""
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.wrong(
                element, attribute, NOT_A_DATE, f"“{text[:60]}” is no date of the form 2026-01-31."
            )
            return None

    def each(self, elements: Iterable[Any], read: Callable[[Any], T | None]) -> tuple[T, ...]:
        return tuple([one for one in map(read, elements) if one is not None])

    def org(self, element: Any) -> Org:
        return Org(
            narrative(element), element.get("ref", ""), element.get("type", ""),
            element.get("role", ""),
        )  # fmt: skip

    def share(self, element: Any) -> Share:
        return Share(
            element.get("code", ""),
            self.amount(element, "percentage"),
            element.get("vocabulary", ""),
            narrative(element),
        )

    def budget(self, element: Any) -> Budget | None:
        parts = _Parts(element)
        start, end = self.day(parts.first("period-start")), self.day(parts.first("period-end"))
        value = parts.first("value")
        amount = self.amount(value) if value is not None else None
        if start is None or end is None or amount is None:
            return None
        return Budget(
            start, end, amount, value.get("currency", ""), self.day(value, "value-date") or start,
            element.get("type", "1"), element.get("status", "1"),
        )  # fmt: skip

    def payment(self, element: Any) -> Payment | None:
        parts = _Parts(element)
        day, value = self.day(parts.first("transaction-date")), parts.first("value")
        amount = self.amount(value) if value is not None else None
        kind = parts.first("transaction-type")
        if day is None or amount is None or kind is None:
            return None
        return Payment(
            kind.get("code", ""),
            day,
            amount,
            value.get("currency", ""),
            self.day(value, "value-date") or day,
            narrative(parts.first("description")),
            self._maybe_org(parts.first("provider-org")),
            self._maybe_org(parts.first("receiver-org")),
        )

    def _maybe_org(self, element: Any) -> Org | None:
        return self.org(element) if element is not None else None

    def document(self, element: Any) -> Document:
        category, language = element.find("category"), element.find("language")
        return Document(
            element.get("url", ""),
            narrative(element.find("title")),
            category.get("code", "") if category is not None else "",
            element.get("format", ""),
            language.get("code", "") if language is not None else "",
            self.day(element.find("document-date")),
        )

    def result(self, element: Any) -> Result:
        status = element.get("aggregation-status")
        parts = _Parts(element)
        return Result(
            narrative(parts.first("title")),
            element.get("type", ""),
            self.each(parts.all("indicator"), self.indicator),
            narrative(parts.first("description")),
            None if status is None else status in ("1", "true"),
        )

    def indicator(self, element: Any) -> Indicator:
        parts = _Parts(element)
        return Indicator(
            narrative(parts.first("title")),
            element.get("measure", ""),
            element.get("ascending", "1") in ("1", "true"),
            self.each(parts.all("baseline"), self.baseline),
            self.each(parts.all("period"), self.period),
            narrative(parts.first("description")),
        )

    def baseline(self, element: Any) -> Baseline:
        year = element.get("year", "")
        return Baseline(
            int(year) if year.isdecimal() else 0,
            self.amount(element, "value"),
            self.day(element),
            narrative(element.find("comment")),
        )

    def period(self, element: Any) -> Period | None:
        parts = _Parts(element)
        start, end = self.day(parts.first("period-start")), self.day(parts.first("period-end"))
        if start is None or end is None:
            return None
        return Period(
            start,
            end,
            self.each(parts.all("target"), self.value),
            self.each(parts.all("actual"), self.value),
        )

    def value(self, element: Any) -> Value:
        parts = _Parts(element)
        return Value(
            self.amount(element, "value"),
            tuple([(d.get("name", ""), d.get("value", "")) for d in parts.all("dimension")]),
            narrative(parts.first("comment")),
        )


def narrative(element: Any) -> str:
    """Return the first narrative of an element, "" where there is none."""
    return (element.findtext("narrative") or "").strip() if element is not None else ""


def _code(element: Any) -> str:
    return element.get("code", "") if element is not None else ""


def read_activity(record: Any, number: int = 1) -> tuple[Activity, list[Finding]]:
    """Return an activity's values, and what in it could not be read."""
    reader = _Reader(record, number)
    parts = _Parts(record)
    reporting = parts.first("reporting-org")
    dates = [(one.get("type", ""), reader.day(one)) for one in parts.all("activity-date")]
    places = [narrative(one.find("name")) for one in parts.all("location")]
    activity = Activity(
        identifier=reader.identifier,
        title=narrative(parts.first("title")),
        reporting=reader.org(reporting) if reporting is not None else Org(),
        description=narrative(parts.first("description")),
        language=record.get(LANG, ""),
        currency=record.get("default-currency", ""),
        status=_code(parts.first("activity-status")),
        scope=_code(parts.first("activity-scope")),
        humanitarian=record.get("humanitarian", "") in ("1", "true"),
        dates=tuple((kind, day) for kind, day in dates if day is not None),
        partners=reader.each(parts.all("participating-org"), reader.org),
        countries=reader.each(parts.all("recipient-country"), reader.share),
        regions=reader.each(parts.all("recipient-region"), reader.share),
        places=tuple(one for one in places if one),
        sectors=reader.each(parts.all("sector"), reader.share),
        tags=tuple(
            Tag(
                one.get("code", ""), one.get("vocabulary", ""), one.get("vocabulary-uri", ""),
                narrative(one),
            )
            for one in parts.all("tag")
        ),
        budgets=reader.each(parts.all("budget"), reader.budget),
        payments=reader.each(parts.all("transaction"), reader.payment),
        documents=reader.each(parts.all("document-link"), reader.document),
        related=tuple(
            (one.get("type", ""), one.get("ref", ""))
            for one in parts.all("related-activity")
        ),
        results=reader.each(parts.all("result"), reader.result),
    )  # fmt: skip
    return activity, reader.findings
