"""The migration profile, live or frozen, as blocks of a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from waystation.foundation.documents import blocks, numbers
from waystation.foundation.documents.charts import lines
from waystation.governance.knowledge import rules


def quote_fact(fact: Mapping[str, Any], language: str) -> str:
    """Return a quotable fact: qualifier, number, unit, subject, date and source.

    The qualifier of the source is never omitted.
    """
    value = numbers.format_number(Decimal(fact["value"]), language)
    qualifier = gettext(dict(rules.QUALIFIERS)[fact["qualifier"]])
    number = value if fact["qualifier"] in {"exact", "count"} else f"{qualifier} {value}"
    return gettext("{label}: {number} {unit} ({as_of}; {source})").format(
        label=fact["label"], number=number, unit=fact["unit"],
        as_of=fact["as_of"] or gettext("undated"), source=fact["source"],
    )  # fmt: skip


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return a name in a language, in English if there is none."""
    return names.get(language.split("-")[0]) or names["en"]


def blocks_of(section: Mapping[str, Any], language: str) -> list[blocks.Block]:
    """Return one section as blocks; an empty one says that nothing is known."""
    empty: list[blocks.Block] = [blocks.Note(gettext("Nothing has been recorded about this yet."))]
    return _known(section, language) or empty


def _known(section: Mapping[str, Any], language: str) -> list[blocks.Block]:
    found: list[blocks.Block] = []
    for series in section["series"]:
        found.append(_chart(series, language))
    if section["facts"]:
        found.append(blocks.Heading(gettext("Published numbers"), 3))
        found.append(blocks.Points([quote_fact(one, language) for one in section["facts"]]))
    if section["findings"]:
        found.append(blocks.Heading(gettext("Findings of studies"), 3))
        found.append(
            blocks.Points(
                [
                    " ".join(
                        part
                        for part in (
                            one["statement"],
                            f"({one['study']}{', ' + one['where'] if one['where'] else ''})",
                            one["limits"],
                        )
                        if part
                    )
                    for one in section["findings"]
                ]
            )
        )
    if section["stakeholders"]:
        found.append(blocks.Heading(gettext("Who works on it"), 3))
        parts = dict(rules.PARTS)
        found.append(
            blocks.Points(
                [
                    f"{one['name']} – {gettext(parts[one['part']])}"
                    for one in section["stakeholders"]
                ]
            )
        )
    return found


def _chart(series: Mapping[str, Any], language: str) -> blocks.Chart:
    values = {one["year"]: Decimal(one["value"]) for one in series["values"]}
    years = range(min(values), max(values) + 1)
    name = name_in(series["names"], language)
    notes = [gettext("Some values are corrected: see the series.")] if any(
        one["corrected"] for one in series["values"]
    ) else []  # fmt: skip
    return lines(
        f"{name} ({series['unit']})",
        [str(year) for year in years],
        {name: [values.get(year) for year in years]},
        source="; ".join(sorted({one["source"] for one in series["values"]})),
        as_of=date.fromisoformat(max(one["vintage"] for one in series["values"])),
        digits=numbers.digits_for(values.values()),
        note=" ".join(notes),
        language=language,
    )


def report_of(
    content: Mapping[str, Any], language: str, *, state: str = "", edition: str = "",
    digest: str = "", summary: str = "",
) -> blocks.Report:  # fmt: skip
    """Return a profile as a document in a language: known facts and gaps, by topic."""
    titles = dict(rules.TOPICS)
    with translation.override(language):
        found: list[blocks.Block] = [blocks.Paragraph([summary])] if summary else []
        unknown = []
        number = 0
        for section in content["sections"]:
            title, pieces = gettext(titles[section["topic"]]), _known(section, language)
            if not pieces:
                unknown.append(title)
                continue
            number += 1
            found += [blocks.Heading(f"{number}. {title}"), *pieces]
        if unknown:
            sentence = gettext("Nothing is recorded yet on: {topics}.")
            found.append(blocks.Note(sentence.format(topics=", ".join(unknown))))
        return blocks.report(
            gettext("Migration profile of Kosovo*"),
            found,
            language=language,
            dated=date.fromisoformat(content["day"]),
            state=state,
            edition=edition,
            digest=digest,
            contents=True,
        )
