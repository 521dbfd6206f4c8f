"""Programmes as IATI 2.03 activities, and the validation of an IATI file."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db.utils import OperationalError, ProgrammingError
from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from waystation.analysis import iati
from waystation.analysis.iati import confined
from waystation.analysis.iati import records as as_iati
from waystation.analysis.iati.codes import CODED
from waystation.analysis.iati.confined import ReadActivity
from waystation.analysis.iati.schema import VERSION
from waystation.analysis.iati.workbooks import write_workbooks
from waystation.analysis.iati.writing import element_of
from waystation.foundation.access import queries as access
from waystation.foundation.shared import limits
from waystation.foundation.shared.periods import now
from waystation.governance.programmes.models import (
    Figure,
    Programme,
    ProgrammeIndicator,
    Result,
)
from waystation.governance.programmes.rules import iati as rules
from waystation.governance.programmes.rules import words
from waystation.registry.reference import queries as reference
from waystation.registry.reference.rules import key_of_iati

from . import money, programmes

limits.preload("waystation.analysis.iati.confined")
LEVELS = ("programme", "project")
"""What is published: activities are part of their project."""


def activities_of(
    user: access.AnyUser, *, only: UUID | None = None, ref: str = rules.REPORTING_REF
) -> Iterator[as_iati.Activity]:
    """Yield the programmes and projects that a user sees as activities of IATI, by code."""
    access.require(user, programmes.READ)
    rows = programmes.programmes_visible_to(user).filter(level__in=LEVELS)
    if only is not None:
        rows = rows.filter(id=only)
    with translation.override("en"):
        for programme in rows:
            yield _activity(programme, ref)


def _activity(one: Programme, ref: str) -> as_iati.Activity:
    org = as_iati.Org(rules.REPORTING_NAME, ref, rules.REPORTING_TYPE)
    return as_iati.Activity(
        identifier=rules.identifier_of(ref, one.code),
        title=one.title,
        reporting=org,
        description=one.summary,
        status=rules.STATUS[one.state],
        scope=rules.SCOPE.get(one.scope, ""),
        humanitarian=one.nexus in ("humanitarian", "both"),
        dates=tuple(
            (kind, day)
            for kind, day in (
                ("1", one.starts_on),
                ("2", one.started_on),
                ("3", one.ends_on),
                ("4", one.ended_on),
            )
            if day
        ),
        partners=tuple(_partners(one, org)),
        **_where(one),
        places=tuple(reference.label("municipality", code) for code in one.places),
        sectors=(as_iati.Share(one.dac_sector or rules.MIGRATION_SECTOR, None, "1"),),
        tags=tuple(_tags(one)),
        budgets=tuple(_budgets(one)),
        payments=tuple(_payments(one)),
        documents=tuple(_documents(one)),
        related=tuple(_related_activities(one, ref)),
        results=tuple(_results(one)),
    )


def _where(one: Programme) -> dict[str, Any]:
    """Return the country of a project; over several, whose shares nobody knows, the region."""
    countries = list(one.countries) or ([] if one.scope in ("regional", "global") else ["XK"])
    if len(countries) == 1:
        return {"countries": (as_iati.Share(countries[0]),)}
    return {"regions": (as_iati.Share(rules.EUROPE, None, "1"),)}


def _partners(one: Programme, org: as_iati.Org) -> Iterator[as_iati.Org]:
    named = False
    for share in programmes.donors_of(one):
        yield _org(share.entity, rules.ROLE["funding"])
    for partner in programmes.partners_of(one):
        if partner.role in rules.ROLE:
            named = named or partner.role == "implementing"
            yield _org(partner.entity, rules.ROLE[partner.role])
    if not named:
        yield as_iati.Org(org.name, org.ref, org.type, rules.ROLE["implementing"])


def _org(entity: Any, role: str = "") -> as_iati.Org:
    return as_iati.Org(entity.name, "", rules.ORGANISATION.get(entity.kind, "90"), role)


def _tags(one: Programme) -> Iterator[as_iati.Tag]:
    for tag in programmes.goals_of(one):
        framework = tag.goal.framework
        if framework.kind == "sdg":
            yield as_iati.Tag(tag.goal.code, "3" if "." in tag.goal.code else "2")
        else:
            yield as_iati.Tag(
                tag.goal.code,
                rules.OWN_VOCABULARY,
                f"urn:waystation:framework:{framework.key}",
                tag.goal.title,
            )


def _budgets(one: Programme) -> Iterator[as_iati.Budget]:
    for line in money.lines_of(one):
        start, end = line.starts_on or one.starts_on, line.ends_on or one.ends_on
        if start is None or end is None:
            continue
        for first, last, part in rules.by_year(line.amount, start, end):
            yield as_iati.Budget(first, last, part, line.currency, line.rate_on or first)


def _payments(one: Programme) -> Iterator[as_iati.Payment]:
    for row in reversed(money.transactions_of(one)):
        org = _org(row.entity) if row.entity else None
        incoming = row.kind == "incoming"
        yield as_iati.Payment(
            rules.KIND[row.kind],
            row.day,
            row.amount,
            row.currency,
            row.rate_on or row.day,
            row.label,
            provider=org if incoming else None,
            receiver=None if incoming else org,
        )


def _documents(one: Programme) -> Iterator[as_iati.Document]:
    for row in programmes.documents_of(one):
        if row.public and row.address.startswith(("https://", "http://")):
            yield as_iati.Document(row.address, row.title, language=row.language, day=row.issued_on)


def _related_activities(one: Programme, ref: str) -> Iterator[tuple[str, str]]:
    if one.parent is not None:
        yield "1", rules.identifier_of(ref, one.parent.code)
    rows = Programme.objects.filter(parent=one, level__in=LEVELS).order_by("code")
    for code in rows.values_list("code", flat=True):
        yield "2", rules.identifier_of(ref, code)


def _results(one: Programme) -> Iterator[as_iati.Result]:
    for row in programmes.chain_of(one):
        result: Result = row["result"]
        yield as_iati.Result(
            result.title,
            rules.RESULT.get(result.level, "9"),
            tuple(
                _indicator(each["indicator"], each["figures"], one) for each in row["indicators"]
            ),
            result.text,
        )


def _indicator(
    indicator: ProgrammeIndicator, figures: list[Figure], one: Programme
) -> as_iati.Indicator:
    day = indicator.baseline_on or one.starts_on
    baselines = (
        (as_iati.Baseline(day.year, indicator.baseline, indicator.baseline_on,
                          indicator.baseline_text),)
        if day and (indicator.baseline is not None or indicator.baseline_text)
        else ()
    )  # fmt: skip
    periods: dict[tuple[date, date], list[Figure]] = defaultdict(list)
    for figure in figures:
        periods[figure.starts_on, figure.ends_on].append(figure)
    return as_iati.Indicator(
        str(indicator),
        rules.MEASURE[indicator.measure],
        baselines=baselines,
        periods=tuple(
            as_iati.Period(
                start,
                end,
                tuple(
                    _value(f, f.target, f.target_qualifier) for f in ones if f.target is not None
                ),
                tuple(
                    _value(f, f.actual, f.qualifier) for f in ones if f.actual is not None or f.text
                ),
            )
            for (start, end), ones in periods.items()
        ),
        description=indicator.external_source,
    )


def _value(figure: Figure, value: Any, qualifier: str) -> as_iati.Value:
    word = gettext(dict(words.QUALIFIERS)[qualifier]) if qualifier else ""
    comment = "; ".join(one for one in (word, figure.text) if one)
    parts = ((figure.dimension, figure.part),) if figure.part else ()
    return as_iati.Value(value, parts, comment)


def _published_rules() -> Any:
    """Return the ruleset of the standard as published, None as long as nobody added the pack."""
    try:
        return reference.document("iati_rules", "standard")
    except (OperationalError, ProgrammingError):  # the command runs without a database, too
        return None


def published_codes() -> dict[str, frozenset[str]]:
    """Return the code lists of the standard that were loaded as a pack, by the standard's names."""
    try:
        found = {name: _codes(key_of_iati(name)) for name in sorted(set(CODED.values()))}
    except (OperationalError, ProgrammingError):  # the command runs without a database, too
        return {}
    return {name: codes for name, codes in found.items() if codes}


def _codes(key: str) -> frozenset[str]:
    try:
        return frozenset(reference.codes(key))
    except KeyError:  # a list that nobody loaded
        return frozenset()


def workbooks_of(user: access.AnyUser, *, only: UUID | None = None) -> bytes:
    """Return the programmes and projects that a user sees as the four workbooks, in a zip."""
    root = etree.Element("iati-activities", version=VERSION)
    root.extend(element_of(one) for one in activities_of(user, only=only))
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in write_workbooks(root, rules.REPORTING_REF).items():
            file.writestr(f"{name}.xlsx", content)
    return body.getvalue()


def check_file(content: bytes, name: str = "") -> iati.Report:
    """Return the findings on an IATI file by the schema, the ruleset and our rules. Raises Refusal.

    XML, a workbook of IATI Publisher, or a zip of them: parsed in a process with limits.
    """
    return _read(content, name, values=False)[0]


def read_file(content: bytes, name: str = "") -> tuple[iati.Report, list[ReadActivity]]:
    """Return the findings on a file, and the values of its activities. Raises Refusal."""
    return _read(content, name, values=True)


def _read(content: bytes, name: str, *, values: bool) -> tuple[iati.Report, list[ReadActivity]]:
    reading = partial(confined.read_file, values=values)
    about = (_reporting(), _published_rules(), now(), published_codes())
    return limits.run(reading, content, *about, name=name or "IATI")


def _reporting() -> as_iati.Org:
    return as_iati.Org(rules.REPORTING_NAME, rules.REPORTING_REF, rules.REPORTING_TYPE)


def check_own_file(content: bytes, published: Any = None) -> iati.Report:
    """Return the findings on a file of the system operator: of any size, without limits."""
    published = published if published is not None else _published_rules()
    return confined.read_file(content, _reporting(), published, now(), published_codes())[0]
