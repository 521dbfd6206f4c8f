"""What the form of two editors carries: what each had before them, and what is disputed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.words import N_


def read_seen(text: str, moments: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the editor had before them. Raises Conflict where the form has lost it."""
    try:
        seen = json.loads(text)
        for name in moments:
            seen[name] = datetime.fromisoformat(seen[name]) if seen.get(name) else None
    except (ValueError, TypeError, AttributeError):
        raise Conflict(N_("Open the record again before you change it."), code="unseen") from None
    return dict(seen)


def written_seen(seen: dict[str, Any]) -> str:
    """Return what the editor has before them, for the form to send back."""
    return json.dumps(seen, default=lambda moment: moment.isoformat())


def answer_in_words(form: Any, name: str, value: Any) -> str:
    """Return an answer as people read it, from the choices of its field."""
    offered = {str(code): str(label) for code, label in getattr(form.fields[name], "choices", [])}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(offered.get(str(one), str(one)) for one in chosen if one not in ("", None))


def disputes_of(form: Any, conflict: Conflict) -> list[dict[str, Any]]:
    """Return what two editors answered differently, in words, for the form to ask again."""
    return [
        {
            "name": name,
            "label": form.fields[name].label,
            "current": answer_in_words(form, name, current),
            "proposed": answer_in_words(form, name, mine),
        }
        for name, (current, mine) in conflict.fields.items()
        if name in form.fields
    ]


def with_choices(
    proposed: Mapping[str, Any], seen: Mapping[str, Any], posted: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answers with those given up for which the editor chose the other's value."""
    return {
        name: seen[name] if posted.get(f"keep-{name}") == "theirs" and name in seen else value
        for name, value in proposed.items()
    }
