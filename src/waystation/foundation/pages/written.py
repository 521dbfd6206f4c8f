"""Forms with a text that is written in the editor: headings, lists, tables, links.

Without JavaScript the field is the text as lines (``documents.writing.plain``). With it the editor
sends its nodes, which are validated and become the same lines.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.documents import writing
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import json_in

from .forms import FieldsForm

NODES = "nodes"
"""The name under which the editor sends its nodes."""


def words() -> dict[str, str]:
    """Return the words of the editor in the browser."""
    return {
        "change": _("Change"),
        "up": _("Up"),
        "down": _("Down"),
        "remove": _("Remove"),
        "footnote": _("Footnote"),
        "text": _("Text"),
        "nothing": _("No matches"),
    }


def nodes_in(sent: str) -> list[dict[str, Any]]:
    """Return the nodes that the editor sent. Raises Refusal if they are no document."""
    try:
        found = json_in(sent)
    except (ValueError, TypeError):
        found = None
    bare = (
        [writing.without_keys(one) if isinstance(one, dict) else one for one in found]
        if isinstance(found, list)
        else found
    )
    if refusal := writing.refusal_of(bare, writing.DOCUMENT):
        raise refusal
    return list(bare or ())


class WrittenForm(FieldsForm):
    """A form whose field ``written`` may come from the editor."""

    written = "body"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sent = self.data.get(NODES, "")
        if sent:
            try:
                cleaned[self.written] = writing.to_text(nodes_in(sent))
            except Refusal as refusal:
                self.add_error(self.written, in_words(refusal))
        return cleaned

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """Return what the editor opens with: what was sent, or the text of the record."""
        try:
            if sent := self.data.get(NODES, ""):
                return nodes_in(sent)
        except Refusal:
            pass  # the lines, sent beside the nodes
        text = str(self[self.written].value() or "")
        found = writing.from_text(text, kind=writing.DOCUMENT)
        return [] if writing.refusal_of(found, writing.DOCUMENT) else found

    @property
    def setup(self) -> dict[str, Any]:
        """Return the initial state of the editor in the browser."""
        language = get_language() or "en"
        return {
            "schema": writing.for_browser(writing.DOCUMENT),
            "nodes": self.nodes,
            "objects": {},
            "words": words() | {"text": str(self.fields[self.written].label)},
            "language": language,
            "direction": "rtl" if language in {"ar", "fa", "ps"} else "ltr",
        }
