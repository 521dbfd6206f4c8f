"""The range of rows on a page of a list, and how many rows there are; cheap for a million rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from waystation.foundation.documents.numbers import format_number
from waystation.foundation.shared.typed import number_in

MOST_COUNTED = 10_000


def row_range(rows: QuerySet[Any], first: str, number: int, following: object) -> dict[str, str]:
    """Return the range of rows on a page in words ("51–100 of 1,623"), and the next row's number.

    ``rows`` are those of all pages, which the reader may see: counted by one query, to MOST_COUNTED
    at most, and only if there is a next page. ``first`` is the number of the page's first row, from
    its address; ``following`` is not empty if there is a next page.
    """
    start = number_in(first) or 1
    end = start + number - 1
    if not number:
        return {"row_range": "", "next_row": ""}
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
    return {"row_range": text, "next_row": str(end + 1)}
