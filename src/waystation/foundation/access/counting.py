"""Which rows of how many a page of a list shows; cheap for a million rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from waystation.foundation.documents.numbers import format_number
from waystation.foundation.shared.typed import number_in

MOST_COUNTED = 10_000


def rows_shown(rows: QuerySet[Any], first: str, shown: int, following: object) -> dict[str, str]:
    """Return in words which rows of how many a page shows, and the number of the next one.

    ``rows`` are those of all pages, which the reader may see: counted by one query, to MOST_COUNTED
    at most, and only if there is a next page. ``first`` is the number of the page's first row, from
    its address; ``following`` is not empty if there is a next page.
    """
    start = number_in(first) or 1
    end = start + shown - 1
    if not shown:
        return {"shown": "", "next_row": ""}
    total = end
    if following:
        counted: int = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        total = max(counted, end + 1)
    words = {
        "first": format_number(start),
        "last": format_number(end),
        "total": format_number(min(total, MOST_COUNTED)),
    }
    if total > MOST_COUNTED and following:
        text = gettext("{first}–{last} of more than {total}").format(**words)
    else:
        words["total"] = format_number(total)
        text = gettext("{first}–{last} of {total}").format(**words)
    return {"shown": text, "next_row": str(end + 1)}
