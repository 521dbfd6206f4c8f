"""Writing activities as IATI 2.03 one by one, with constant memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

from lxml import etree

from .records import (
    Activity,
    Budget,
    Document,
    Indicator,
    NotANumber,
    Org,
    Payment,
    Period,
    Result,
    Share,
    Value,
)
from .schema import VERSION

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(stream: IO[bytes], activities: Iterable[Activity], generated: datetime) -> int:
    """Write a file of activities to a stream; return how many.

    Raises NotANumber, naming the activity, for a figure that is no number.
    """
    number = 0
    stamp = generated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("iati-activities", version=VERSION, **{"generated-datetime": stamp}):
            for activity in activities:
                file.write(element_of(activity, stamp), pretty_print=True)
                number += 1
    return number


def plain(value: Decimal | int | str | None, where: str) -> str:
    """Return a number as text without needless zeros; 0 is "0". Raises NotANumber."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        number = Decimal("nan")
    if value is None or not number.is_finite():
        raise NotANumber(f"{where}: “{value}” is not a number. Leave it out, or enter one.")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def element_of(activity: Activity, stamp: str = "") -> Any:
    """Return the element of one activity, its parts in the order of the schema."""
    one = etree.Element("iati-activity")
    if stamp:
        one.set("last-updated-datetime", stamp)
    one.set(LANG, activity.language)
    one.set("default-currency", activity.currency)
    if activity.humanitarian:
        one.set("humanitarian", "1")
    where = activity.identifier
    _text(one, "iati-identifier", where)
    _org(one, "reporting-org", activity.reporting)
    _add_narrative(one, "title", activity.title)
    _add_narrative(one, "description", activity.description or activity.title, type="1")
    for partner in activity.partners:
        _org(one, "participating-org", partner)
    _empty(one, "activity-status", code=activity.status)
    for kind, day in activity.dates:
        _empty(one, "activity-date", **{"iso-date": day.isoformat(), "type": kind})
    if activity.scope:
        _empty(one, "activity-scope", code=activity.scope)
    for country in activity.countries:
        _share(one, "recipient-country", country, where)
    for region in activity.regions:
        _share(one, "recipient-region", region, where)
    for place in activity.places:
        _add_narrative(etree.SubElement(one, "location"), "name", place)
    for sector in activity.sectors:
        _share(one, "sector", sector, where)
    for tag in activity.tags:
        made = _empty(one, "tag", vocabulary=tag.vocabulary, code=tag.code)
        if tag.uri:
            made.set("vocabulary-uri", tag.uri)
        if tag.name:
            _text(made, "narrative", tag.name)
    for budget in activity.budgets:
        _budget(one, budget, where)
    for payment in activity.payments:
        _payment(one, payment, where)
    for document in activity.documents:
        _document(one, document)
    for kind, ref in activity.related:
        _empty(one, "related-activity", ref=ref, type=kind)
    for result in activity.results:
        _result(one, result, where)
    return one


def _text(parent: Any, name: str, text: str) -> Any:
    made = etree.SubElement(parent, name)
    made.text = text
    return made


def _empty(parent: Any, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(parent, tag, {k: v for k, v in attributes.items() if v})


def _add_narrative(parent: Any, name: str, text: str, **attributes: str) -> Any:
    made = _empty(parent, name, **attributes)
    _text(made, "narrative", text)
    return made


def _org(parent: Any, name: str, org: Org) -> None:
    made = _empty(parent, name, ref=org.ref, type=org.type, role=org.role)
    if org.name:
        _text(made, "narrative", org.name)


def _share(parent: Any, name: str, share: Share, where: str) -> None:
    made = _empty(parent, name, vocabulary=share.vocabulary, code=share.code)
    if share.percentage is not None:
        made.set("percentage", plain(share.percentage, where))
    if share.name:
        _text(made, "narrative", share.name)


def _money(parent: Any, value: Decimal, currency: str, day: date, where: str) -> None:
    made = _text(parent, "value", plain(value, where))
    made.set("currency", currency)
    made.set("value-date", day.isoformat())


def _between(parent: Any, start: date, end: date) -> None:
    _empty(parent, "period-start", **{"iso-date": start.isoformat()})
    _empty(parent, "period-end", **{"iso-date": end.isoformat()})


def _budget(parent: Any, budget: Budget, where: str) -> None:
    made = _empty(parent, "budget", type=budget.type, status=budget.status)
    _between(made, budget.start, budget.end)
    _money(made, budget.value, budget.currency, budget.value_date, where)


def _payment(parent: Any, payment: Payment, where: str) -> None:
    made = etree.SubElement(parent, "transaction")
    _empty(made, "transaction-type", code=payment.type)
    _empty(made, "transaction-date", **{"iso-date": payment.day.isoformat()})
    _money(made, payment.value, payment.currency, payment.value_date, where)
    if payment.description:
        _add_narrative(made, "description", payment.description)
    if payment.provider:
        _org(made, "provider-org", payment.provider)
    if payment.receiver:
        _org(made, "receiver-org", payment.receiver)


def _document(parent: Any, document: Document) -> None:
    made = _empty(parent, "document-link", format=document.format, url=document.url)
    _add_narrative(made, "title", document.title)
    _empty(made, "category", code=document.category)
    if document.language:
        _empty(made, "language", code=document.language)
    if document.day:
        _empty(made, "document-date", **{"iso-date": document.day.isoformat()})


def _result(parent: Any, result: Result, where: str) -> None:
    made = _empty(parent, "result", type=result.type)
    if result.aggregation is not None:
        made.set("aggregation-status", "1" if result.aggregation else "0")
    _add_narrative(made, "title", result.title)
    if result.description:
        _add_narrative(made, "description", result.description)
    for indicator in result.indicators:
        _indicator(made, indicator, where)


def _indicator(parent: Any, indicator: Indicator, where: str) -> None:
    made = _empty(parent, "indicator", measure=indicator.measure)
    made.set("ascending", "1" if indicator.ascending else "0")
    _add_narrative(made, "title", indicator.title)
    if indicator.description:
        _add_narrative(made, "description", indicator.description)
    for baseline in indicator.baselines:
        element = _empty(made, "baseline", year=str(baseline.year))
        if baseline.day:
            element.set("iso-date", baseline.day.isoformat())
        if baseline.value is not None:
            element.set("value", plain(baseline.value, where))
        if baseline.comment:
            _add_narrative(element, "comment", baseline.comment)
    for period in indicator.periods:
        _period(made, period, where)


def _period(parent: Any, period: Period, where: str) -> None:
    made = etree.SubElement(parent, "period")
    _between(made, period.start, period.end)
    for name, values in (("target", period.targets), ("actual", period.actuals)):
        for value in values:
            _figure(made, name, value, where)


def _figure(parent: Any, name: str, value: Value, where: str) -> None:
    made = etree.SubElement(parent, name)
    if value.value is not None:
        made.set("value", plain(value.value, where))
    for dimension, part in value.dimensions:
        _empty(made, "dimension", name=dimension, value=part)
    if value.comment:
        _add_narrative(made, "comment", value.comment)
