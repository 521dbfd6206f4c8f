"""No key in the audit log: each entry that one of everything has left is shown in words."""

from __future__ import annotations

import re

from tests.crawl import raw_keys
from waystation.foundation.access import details, presenting
from waystation.foundation.audit.models import Entry

KEY = re.compile(r"[a-z]:[a-z]|[a-z]\.[a-zA-Z]+$|&\w+=|^[a-z][a-z_ ]+$")
"""centres:visits, centres.Visit, sort=-day&export=csv, and a code without a capital letter."""
TYPED = {"name", "topic", "title", "label", "mark", "type", "purpose", "why_not"}
"""Details that somebody typed, or that are the same in every language."""


def test_each_detail_of_each_entry_is_shown_in_words(mission, content):
    entries = Entry.objects.filter(organisation_id=mission.organisation.id)
    raw = set()

    for verb, kind, detail in entries.values_list("verb", "subject_kind", "detail"):
        told = {name: value for name, value in detail.items() if name not in TYPED}
        for label, words, link in details.details_of(told, kind):
            if not link and (raw_keys(f"{label} {words}") or KEY.search(words)):
                raw.add((verb, label, words))
    kinds = {one for one in entries.values_list("subject_kind", flat=True) if one}

    assert len(kinds) > 50
    assert sorted(raw) == []
    assert sorted(one for one in kinds if not presenting.is_named(one)) == []


def test_each_verb_that_was_logged_has_its_words(mission, content):
    verbs = set(Entry.objects.values_list("verb", flat=True)) - {"export"}

    assert sorted(one for one in verbs if not presenting.has_words(one)) == []
