"""The demonstration: series in two vintages, uses of findings, a profile that needs an erratum."""

from datetime import date

import pytest

from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import actions, queries
from waystation.governance.knowledge.facts import FINDING_USES
from waystation.governance.knowledge.models import Finding
from waystation.site.config import demonstration_knowledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(mission, sanja):
    actions.load_dated_facts(mission.organisation.id, mission.prishtine.id)
    demonstration_knowledge.tell(sanja, mission.prishtine.id, today_in())


def test_the_demonstration_has_values_a_profile_and_what_became_outdated(told, sanja, milan):
    last = today_in().year - 1

    line = queries.line_visible_to(sanja, "perception_neighbour", "XKX", today_in())
    topic = queries.section_visible_to(sanja, "climate", today_in())
    outdated = queries.outdated_visible_to(sanja)

    assert line.values[last].value > line.values[last - 1].value
    assert len(topic["stakeholders"]) == 3
    assert {one.mention.text_kind for one in outdated} == {"profile"}
    assert len(outdated) == len(demonstration_knowledge.SERIES)
    assert not queries.series_visible_to(milan).exists()


def test_remittances_have_vintages_and_the_slip_of_a_year_is_seen(told, sanja):
    found = queries.comparison_visible_to(sanja, "remittances_gdp", today_in())
    then = queries.line_visible_to(sanja, "remittances_gdp", "XKX", date(2023, 12, 31))
    text = queries.checked_text(sanja, "In 2021 remittances amounted to 18.6 % of GDP.", "en")

    assert (found.year, found.why_not.code) == (2023, "peers_missing")
    assert str(then.values[2021].value.normalize()) == "17.95"
    quoted, known = (
        "IOM Kosovo quotes World Bank: 18.6 (2021).",
        "World Bank, in The World Factbook",
    )
    assert [(one["verdict"], one["year"], one["against"]) for one in text.rows] == [
        ("other_year", "2020", f"{quoted} {known} says 18 (2021).")
    ]


def test_uses_of_findings_are_facts_by_the_day_of_use(told, mission, sanja):
    finding = Finding.objects.order_by("id").first()
    actions.record_entry(
        sanja, queries.USES,
        {"finding": str(finding.id), "used_in": "plan", "title": "Work plan",
         "used_on": date(2026, 2, 3)},
    )  # fmt: skip

    rows = FINDING_USES.read(mission.organisation.id, None).to_pylist()

    assert sorted(one["used_in"] for one in rows) == ["activity", "plan", "policy", "policy"]
    plan = next(one for one in rows if one["used_in"] == "plan")
    assert (plan["date"], plan["topic"]) == (date(2026, 2, 3), finding.topic)
    assert FINDING_USES.read(mission.organisation.id, []).num_rows == 0
