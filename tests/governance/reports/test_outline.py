"""The outline of a draft names its blocks in words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from waystation.foundation.documents import writing
from waystation.governance.reports import presenting
from waystation.governance.reports.presenting import pages
from waystation.governance.reports.rules.reports import figure_named


def text(typed):
    """Return the nodes of a typed text."""
    return writing.from_text(typed, figure_named)


TITLES = {"people_served": "People served", "visits": "Visits"}


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (
            {"nodes": text("We served [people_served] people in [unknown_key].")},
            "We served “People served” people in “an indicator”.",
        ),
        ({"title": "Where they live", "indicator": "people_served"}, "Where they live"),
        ({"title": "", "indicators": ["people_served", "visits"]}, "People served, Visits"),
        ({"title": "", "indicator": "gone"}, "an indicator"),
    ],
)
def test_a_block_is_named_by_words_and_never_by_a_key(content, label):
    assert presenting.label_of(SimpleNamespace(content=content), TITLES) == label


def test_a_table_without_a_row_beside_its_total_is_a_sentence():
    figure = {"n": 1, "indicator": "visits", "version": 1, "state": "shown", "value": 31}
    definition = {
        "title": {"en": "Visits"}, "source": "centres.visit", "measure": {"kind": "count"},
    }  # fmt: skip
    content = {
        "figures": [figure], "definitions": {"visits 1": definition}, "offices": [],
    }  # fmt: skip
    data = {
        "title": "Visits, by outcome", "by": "outcome", "columns": ["Visits"],
        "rows": [{"code": "total", "label": "All", "figures": [1]}],
    }  # fmt: skip

    (note,) = pages.Pages(content, "en", None).table(data)

    assert note.text == "Visits, by outcome: no numbers to show."
