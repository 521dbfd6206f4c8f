"""The editor's palette: figures found by a search, current values, labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks
from waystation.foundation.pages import written
from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.presenting import tokens
from waystation.governance.reports.queries import drafts as queries
from waystation.governance.reports.queries import writing as texts
from waystation.governance.results import queries as results
from waystation.governance.results.presenting.words import column_name, label, period_in_words

from .pages import Pages

MOST_FIGURES = 8
NARROWED = (("sex", "sex"), ("age_band", "age_band"))
"""Columns that a figure in a sentence may be narrowed to, with their code lists."""


def piece_blocks(work: Pages, data: Mapping[str, Any]) -> list[blocks.Block]:
    """Return a piece of a draft as blocks, in the draft's language."""
    with translation.override(work.language):
        return work.block(data)


def figures(
    report: Any, rows: Sequence[Any], assembled: Any, work: Pages
) -> dict[str, dict[str, str]]:
    """Return each figure of the texts by its key: its value and description."""
    found = {}
    for key, number in texts.figure_numbers(rows, assembled).items():
        one = assembled.figures[number - 1]
        found[key] = {"text": work.written(number), "title": about(one)}
    return found


def about(one: Any) -> str:
    """Return what a figure counts: measure, narrowed to what, period."""
    parts = [one.table.known.title]
    source = one.table.known.definition.source
    for name, code in one.table.where.items():
        parts.append(f"{column_name(source, name)}: {label(name, code)}")
    parts.append(period_in_words(one.table.period.code))
    return " · ".join(parts)


def facts(report: Any) -> dict[str, dict[str, Any]]:
    """Return each fact of the texts by its key: its value, source, and newer values."""
    keys = [node["attrs"]["fact"] for _row, node in texts.inline_of(report, "fact")]
    known = knowledge.tokens_of(report.organisation_id, keys)
    newer = knowledge.newer_tokens(report.organisation_id, known)
    found = {}
    for key, one in known.items():
        found[key] = fact(one, report.language)
        if key in newer:
            found[key]["newer"] = fact(newer[key], report.language)
    return found


def fact(one: knowledge.Token, language: str) -> dict[str, Any]:
    """Return a fact as the editor shows it."""
    with translation.override(language):
        text = tokens.format_fact(one.value, one.unit, one.qualifier, language)
    vintage = blocks.day_in_writing(one.vintage) if one.vintage else ""
    line = tokens.source_line(one.label, one.as_of, one.source, vintage)
    return {"fact": one.key, "text": text, "title": f"{text} · {one.unit} · {line}"}


def find_figures(user: Any, report: Any, *, q: str, period: str, only: str) -> list[dict[str, Any]]:
    """Return the figures and facts whose names have the words of ``q``, figures first."""
    name, _mark, code = only.partition("=")
    where = {name: code} if code else {}
    asked = [word.casefold() for word in q.split()]
    known = {
        key: one
        for key, one in results.indicators_by_key(user).items()
        if all(word in f"{one.title} {key}".casefold() for word in asked)
        and (not where or name in one.definition.by)
    }
    listed = list(known)[:MOST_FIGURES]
    nodes = [
        {"indicator": key, "period": period, "where": where} for key in listed if _is_period(period)
    ]
    content = [
        ("text", {"nodes": [{"type": "paragraph", "content": [{"type": "figure", "attrs": one}]}]})
        for one in nodes
    ]
    made = queries.counted_for(report, content, reader=user)
    work = Pages(made.as_content(), report.language, None)
    rows: list[dict[str, Any]] = []
    for attrs, data in zip(nodes, made.blocks, strict=True):
        if data["kind"] == "refused":
            continue
        number = data["nodes"][0]["content"][0]["attrs"]["figure"]
        one = made.figures[number - 1]
        rows.append(
            {
                "kind": "figure",
                "key": texts.figure_key(attrs),
                "attrs": attrs,
                "text": work.written(number),
                "name": one.table.known.title,
                "title": about(one),
            }
        )
    for token in knowledge.tokens_matching(user, q):
        shown = fact(token, report.language)
        rows.append({"kind": "fact", "attrs": {"fact": token.key}, "name": token.label, **shown})
    return rows


def _is_period(code: str) -> bool:
    try:
        return not code or bool(periods.parse(code))
    except Refusal:
        return False


def period_choices(report: Any) -> list[tuple[str, str]]:
    """Return the periods that a figure in a sentence may have besides the report's own."""
    frame = queries.frame_of(report).period
    codes = [one.code for one in frame.months()][-12:]
    year = periods.year(report.ends_on).code
    listed = [*dict.fromkeys([*codes, periods.quarter(report.ends_on).code, year])]
    own = (("", _("The period of the report")),)
    return [*own, *((one, period_in_words(one)) for one in listed if one != frame.code)]


def narrowings() -> list[tuple[str, str]]:
    """Return what a figure in a sentence may be narrowed to."""
    from waystation.governance.results.http import codes

    return [(f"{name}={code}", words) for name, listed in NARROWED for code, words in codes(listed)]


def words() -> dict[str, str]:
    """Return the words of the editor in the browser."""
    return written.words() | {
        "waiting": _("This piece is counted when the report is saved."),
        "text": _("Text of the report"),
        "saving": _("Saving …"),
        "offline": _("Not saved. Check the connection; it is tried again."),
        "mine": _("Use my version"),
        "theirs": _("Use the other version"),
        "incomplete": _("Choose what the block shows."),
    }
