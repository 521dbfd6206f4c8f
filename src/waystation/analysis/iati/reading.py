"""Parsing an activity's element into values; what cannot be parsed is a finding, not a guess."""

from __future__ import annotations

from collections.abc import Callable
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
                f"“{text.strip()[:60]}” is not a number. Leave it out, or enter one (0 is one).",
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

    def each(self, parent: Any, name: str, read: Callable[[Any], T | None]) -> tuple[T, ...]:
        found = (read(element) for element in parent.findall(name))
        return tuple(one for one in found if one is not None)

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
        start, end = (self.day(element.find(f"period-{name}")) for name in ("start", "end"))
        value = element.find("value")
        amount = self.amount(value) if value is not None else None
        if start is None or end is None or amount is None:
            return None
        return Budget(
            start, end, amount, value.get("currency", ""), self.day(value, "value-date") or start,
            element.get("type", "1"), element.get("status", "1"),
        )  # fmt: skip

    def payment(self, element: Any) -> Payment | None:
        day, value = self.day(element.find("transaction-date")), element.find("value")
        amount = self.amount(value) if value is not None else None
        kind = element.find("transaction-type")
        if day is None or amount is None or kind is None:
            return None
        return Payment(
            kind.get("code", ""),
            day,
            amount,
            value.get("currency", ""),
            self.day(value, "value-date") or day,
            narrative(element.find("description")),
            *(self._maybe_org(element.find(f"{name}-org")) for name in ("provider", "receiver")),
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
        return Result(
            narrative(element.find("title")),
            element.get("type", ""),
            self.each(element, "indicator", self.indicator),
            narrative(element.find("description")),
            None if status is None else status in ("1", "true"),
        )

    def indicator(self, element: Any) -> Indicator:
        return Indicator(
            narrative(element.find("title")),
            element.get("measure", ""),
            element.get("ascending", "1") in ("1", "true"),
            self.each(element, "baseline", self.baseline),
            self.each(element, "period", self.period),
            narrative(element.find("description")),
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
        start, end = (self.day(element.find(f"period-{name}")) for name in ("start", "end"))
        if start is None or end is None:
            return None
        return Period(
            start,
            end,
            self.each(element, "target", self.value),
            self.each(element, "actual", self.value),
        )

    def value(self, element: Any) -> Value:
        return Value(
            self.amount(element, "value"),
            tuple((d.get("name", ""), d.get("value", "")) for d in element.findall("dimension")),
            narrative(element.find("comment")),
        )


def narrative(element: Any) -> str:
    """Return the first narrative of an element, "" where there is none."""
    return (element.findtext("narrative") or "").strip() if element is not None else ""


def _code(record: Any, name: str) -> str:
    element = record.find(name)
    return element.get("code", "") if element is not None else ""


def read_activity(record: Any, number: int = 1) -> tuple[Activity, list[Finding]]:
    """Return an activity's values, and what in it could not be read."""
    reader = _Reader(record, number)
    reporting = record.find("reporting-org")
    dates = [(one.get("type", ""), reader.day(one)) for one in record.findall("activity-date")]
    places = [narrative(one.find("name")) for one in record.findall("location")]
    activity = Activity(
        identifier=reader.identifier,
        title=narrative(record.find("title")),
        reporting=reader.org(reporting) if reporting is not None else Org(),
        description=narrative(record.find("description")),
        language=record.get(LANG, ""),
        currency=record.get("default-currency", ""),
        status=_code(record, "activity-status"),
        scope=_code(record, "activity-scope"),
        humanitarian=record.get("humanitarian", "") in ("1", "true"),
        dates=tuple((kind, day) for kind, day in dates if day is not None),
        partners=reader.each(record, "participating-org", reader.org),
        countries=reader.each(record, "recipient-country", reader.share),
        regions=reader.each(record, "recipient-region", reader.share),
        places=tuple(one for one in places if one),
        sectors=reader.each(record, "sector", reader.share),
        tags=tuple(
            Tag(
                one.get("code", ""), one.get("vocabulary", ""), one.get("vocabulary-uri", ""),
                narrative(one),
            )
            for one in record.findall("tag")
        ),
        budgets=reader.each(record, "budget", reader.budget),
        payments=reader.each(record, "transaction", reader.payment),
        documents=reader.each(record, "document-link", reader.document),
        related=tuple(
            (one.get("type", ""), one.get("ref", ""))
            for one in record.findall("related-activity")
        ),
        results=reader.each(record, "result", reader.result),
    )  # fmt: skip
    return activity, reader.findings
