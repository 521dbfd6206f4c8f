"""Survey findings in reports: as their readers may see them, and beside those before."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.shared.errors import Refusal
from waystation.governance.reports import actions, queries
from waystation.governance.reports.rules.releases import refusal_to_release_findings

pytestmark = pytest.mark.sqlite_only
ASKED = []


def finding(organisation, key, audience="partners"):
    ASKED.append(audience)
    return {
        "title": "Intention", "study": "Survey", "round": 1, "place": "Pejë", "statistic": "share",
        "starts_on": "2026-02-01", "ends_on": "2026-02-20", "n": 100,
        "rows": [{"choice": "yes", "label": "Yes", "value": 0.4, "low": 0.3, "high": 0.5, "n": 100,
                  "flag": ""}],
        "provenance": {},
    }  # fmt: skip


def findings_visible_to(user):
    return [{"key": "round/intention", "title": "Intention"}]


def finding_again(user, key, told):
    return "same"


def told(n, share):
    return {
        "title": "Intention", "statistic": "share", "n": n,
        "rows": [{"choice": "yes", "value": share}, {"choice": "no", "value": None}],
    }  # fmt: skip


def test_a_public_report_asks_for_a_finding_as_the_public_may_see_it(
    contribute, visits, indicators, blerim
):
    contribute("findings", fake=f"{__name__}.finding")
    ASKED.clear()
    report = actions.draft_report(
        blerim, "What people intend", date(2026, 1, 1), date(2026, 3, 31), audience="public",
        blocks=[("finding", {"title": "", "finding": "fake:round/intention"})],
    )  # fmt: skip

    queries.preview(report)

    assert ASKED == ["public"]


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        (told(100, 0.40), told(101, 41 / 101), True),  # the new one said yes
        (told(100, 0.40), told(100, 0.42), True),  # two changed their answer
        (told(100, 0.40), told(100, 0.40), False),
        (told(100, 0.40), told(140, 0.45), False),
        (told(None, None), told(100, 0.40), False),
    ],
)
def test_two_runs_do_not_show_what_few_answered_between_them(before, now, refused):
    refusal = refusal_to_release_findings(
        {"round/intention": now}, [("Spring (1)", {"round/intention": before})], 5
    )

    assert (refusal is not None) == refused
    assert refusal is None or "Spring (1)" in refusal.in_english()


def test_a_finding_that_a_few_new_answers_changed_is_not_published_again(
    contribute, visits, indicators, blerim, monkeypatch
):
    contribute("findings", fake=f"{__name__}.finding")
    reports = [
        actions.draft_report(
            blerim,
            title,
            date(2026, 1, 1),
            date(2026, 3, 31),
            audience="partners",
            blocks=[("finding", {"title": "", "finding": "fake:round/intention"})],
        )
        for title in ("Spring", "Summer")
    ]
    actions.publish_report(blerim, reports[0].id)
    first = finding

    def later(organisation, key, audience="partners"):
        found = first(organisation, key, audience)
        rows = [found["rows"][0] | {"value": 41 / 101, "n": 101}]
        return found | {"n": 101, "rows": rows}

    monkeypatch.setattr(f"{__name__}.finding", later)
    with pytest.raises(Refusal) as refused:
        actions.publish_report(blerim, reports[1].id)

    assert refused.value.code == "finding_difference"
