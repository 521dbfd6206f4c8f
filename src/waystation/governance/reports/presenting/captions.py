"""Cover, captions, and the annex on how figures were counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from waystation.foundation.documents import blocks
from waystation.foundation.shared.words import N_
from waystation.governance.results.presenting.words import (
    definition_in_words,
    period_in_words,
)
from waystation.governance.results.queries.indicators import sources
from waystation.governance.results.rules.audiences import AUDIENCES

MOST_NAMED = 3
DIFFERS = N_(
    "You may not open all records behind these figures. While the report is a draft, they carry a "
    "small random change and count complete months only. On publication they are counted again "
    "without it, and protected for the readers of the report, so the published figures may differ."
)


def caption_of(
    title: str,
    measures: Sequence[str],
    breakdown: Sequence[str],
    places: Sequence[str],
    period: str,
) -> tuple[str, str]:
    """Return a title and the line below it: measure, breakdown, place and period.

    Without a title of the author's own the measure is the title.
    """
    measure = join_names(measures) if len(measures) <= MOST_NAMED else ""
    if measure and breakdown:
        by = join_names([one[:1].lower() + one[1:] for one in breakdown])
        measure = gettext("{measure} by {breakdown}").format(measure=measure, breakdown=by)
    parts = [places_in_words(places) if places else "", period_in_words(period) if period else ""]
    if measure and (not title or title in measures):
        title = measure
    else:
        parts.insert(0, measure)
    return title, " · ".join(one for one in parts if one)


def join_names(names: Sequence[str]) -> str:
    """Return names in one line: "People served, visits and referrals"."""
    rest = [one[:1].lower() + one[1:] for one in names[1:]]
    first = ", ".join([*names[:1], *rest[:-1]])
    return gettext(" and ").join([first, *rest[-1:]]) if names else ""


def places_in_words(places: Sequence[str]) -> str:
    """Return a few offices by name, many by number."""
    if len(places) <= MOST_NAMED:
        return ", ".join(places)
    return ngettext("{n} office", "{n} offices", len(places)).format(n=len(places))


def cover_of(
    content: Mapping[str, Any], load: Callable[[str], bytes] | None
) -> blocks.Cover | None:
    """Return the cover of a report; None for one without, and for editions of before covers."""
    cover = content.get("cover")
    if not cover:
        return None
    readers = dict(AUDIENCES).get(content.get("audience", ""), "")
    logo = load(cover["logo"]) if cover["logo"] and load else b""
    return blocks.Cover(
        cover["office"],
        cover["lines"],
        logo,
        gettext("For: {audience}").format(audience=gettext(readers)) if readers else "",
    )


def methods(content: Mapping[str, Any]) -> list[blocks.Block]:
    """Return the annex: what each indicator counts and from which records."""
    if not content["definitions"]:
        return []
    known = sources()
    rows: list[list[blocks.Cell]] = []
    for data in content["definitions"].values():
        words = definition_in_words(data)
        source = known.get(data["source"])
        rows.append([words["title"], words["meaning"], gettext(source.label) if source else ""])
    return [
        blocks.Heading(gettext("Annex: how the figures were counted")),
        blocks.Paragraph(
            [
                gettext(
                    "Every figure was counted from records when this report was made, and can be "
                    "counted again. Numbers small enough to identify a person are suppressed, and "
                    "so are others from which they could be worked out."
                )
            ]
        ),
        blocks.Table(
            gettext("Indicators of this report"),
            [
                blocks.Column(gettext("Indicator")),
                blocks.Column(gettext("What it counts")),
                blocks.Column(gettext("Records")),
            ],
            sorted(rows, key=lambda row: str(row[0])),
        ),
    ]
