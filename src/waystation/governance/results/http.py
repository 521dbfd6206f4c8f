"""Common code of the pages of results and reports: the filter, and downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, tables
from waystation.foundation.pages.downloads import as_download
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import Period, month, parse, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.results import forms, presenting
from waystation.governance.results.queries.labels import codes_named
from waystation.governance.results.rules.audiences import AUDIENCES
from waystation.registry.reference import queries as reference


def filter_of_request(request: HttpRequest) -> dict[str, Any]:
    """Return the filter of a page: its values, the selection, and the choices."""
    today = today_in()
    form = forms.Filter(request.GET)
    values = form.values(today)
    offices = access.office_choices(request.user, "indicator.read")
    chosen = {name: request.GET.get(name, "") for name in forms.Filter.base_fields}
    chosen["period"] = chosen["period"] or str(today.year)
    choices = {
        "period": forms.period_choices(today),
        "office": offices,
        "sex": codes("sex"),
        "age_band": codes("age_band"),
    }
    if chosen["period"] not in dict(choices["period"]):
        named = _period_in_words(parse(chosen["period"]))
        choices["period"] = [*choices["period"], (chosen["period"], named)]
    kept = {name: value for name, value in chosen.items() if value}
    return {
        "values": values,
        "chosen": chosen,
        "asked": kept,
        "fields": [
            {
                "name": name,
                "label": field.label,
                "choices": choices[name],
                "value": chosen[name],
                "always": name == "period",
            }
            for name, field in forms.Filter.base_fields.items()
        ],
        "query": urlencode(kept),
    }


def _period_in_words(period: Period) -> str:
    """Return a period in words: a month by its name, another one by its first and last day."""
    if period == month(period.start):
        return date_format(period.start, "YEAR_MONTH_FORMAT")
    return presenting.span_of(period.start, period.last_day)


def requested_audience(request: HttpRequest) -> str:
    """Return the audience of a file: staff, unless another one was selected."""
    asked = request.GET.get("audience", "")
    return asked if asked in dict(AUDIENCES) else "internal"


def for_readers(audience: str, title: str, parts: Sequence[blocks.Block]) -> blocks.Report:
    """Return a document of figures with its audience on the first page and on each table."""
    readers = gettext("For: {audience}").format(audience=gettext(dict(AUDIENCES)[audience]))
    noted = [
        replace(one, note=f"{readers}. {one.note}".strip())
        if isinstance(one, blocks.Table)
        else one
        for one in parts
    ]
    return blocks.report(title, noted, kicker=readers, dated=today_in())


def codes(list_key: str) -> list[tuple[str, str]]:
    """Return a code list as choices; nothing where the list is not loaded."""
    try:
        return list(reference.codes(list_key).items())
    except KeyError:
        return []


def page_of(kind: str, record: UUID) -> str:
    """Return the address of a record's own page, "" where its app has none."""
    name = contributions.mapping_of("record_pages").get(kind, "")
    try:
        return reverse(name, args=[record]) if name else ""
    except NoReverseMatch:
        return ""


def record_lines(
    organisation: UUID, source: str, found: Mapping[str, Any]
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the heads of the columns that tell records apart, and the records as lines."""
    names = access.office_names(organisation)
    lines = [
        row
        | {
            "url": page_of(row["kind"], row["id"]),
            "office_name": names.get(row["office"], ""),
            "told": [
                codes_named(source, organisation, name, value)
                for name, value in row["codes"].items()
            ],
        }
        for row in found["records"]
    ]
    return [presenting.column_name(source, name) for name in found.get("told", ())], lines


def first_line(request: HttpRequest) -> int:
    """Return how many lines of a list came on the pages before."""
    asked = request.GET.get("start", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


def download(kind: str, title: str, report: blocks.Report) -> HttpResponse:
    """Return a document as a file: Word, PDF, Excel, CSV of its tables, or HTML."""
    if kind == "docx":
        from waystation.foundation.documents import word

        body: bytes = word.render(report)
    elif kind == "pdf":
        from waystation.foundation.documents import pdf

        body = pdf.render(report)
    elif kind in {"xlsx", "csv"}:
        found = [
            one.table if isinstance(one, blocks.Chart) else one
            for one in report.blocks
            if isinstance(one, blocks.Table | blocks.Chart)
        ]
        if not found:
            raise NotSeen(N_("There is no table to put into a spreadsheet."), code="no_table")
        body = (
            tables.xlsx(found, title=title)
            if kind == "xlsx"
            else b"\r\n".join(tables.csv(one) for one in found)
        )
    else:
        raise NotSeen(N_("There is no file of this kind."), code="kind_unknown")
    return as_file(kind, title, body)


def as_file(kind: str, title: str, body: bytes) -> HttpResponse:
    """Return bytes as a download with a plain name."""
    return as_download(body, f"{slugify(title) or 'waystation'}.{kind}")
