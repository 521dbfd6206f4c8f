"""A page whose form lost what its editor had seen overwrites nobody's text."""

import pytest

from tests.governance.advice.test_entry_points import draft
from tests.governance.workplans.test_plan_pages import activity, plan, priority, typed  # noqa: F401
from waystation.governance.workplans import actions
from waystation.governance.workplans.models import Measure

pytestmark = pytest.mark.django_db
LOST = pytest.mark.parametrize("lost", [{}, {"seen": ""}, {"seen": "{}"}, {"seen": "[broken"}])


@LOST
def test_a_recommendation_keeps_what_another_editor_wrote(client, network, lost):
    row = draft(network)
    client.force_login(network.nora)
    mine = {"text": "Fund three.", "addressee": "unkt", "gcm": ["GCM5"]}

    answer = client.post(f"/network/advice/{row.id}/edit/", {**mine, **lost})

    before = row.text
    row.refresh_from_db()
    assert answer.status_code in {409, 422}
    assert row.text == before


@LOST
def test_an_activity_keeps_what_another_editor_wrote(client, network, activity, lost):  # noqa: F811
    client.force_login(network.sanja)
    before = activity.title

    mine = typed(network, title="Another title") | lost
    answer = client.post(f"/network/activities/{activity.id}/edit/", mine)

    activity.refresh_from_db()
    assert answer.status_code in {409, 422}
    assert activity.title == before


@LOST
def test_a_measure_keeps_what_another_editor_wrote(client, network, lost):
    measure = {"objective": "GCM5", "title": "Law", "authority": "Ministry", "state": "planned"}
    row = actions.reviews.record_measure(network.sanja, **measure)
    client.force_login(network.sanja)

    mine = {**measure, "title": "Another law", **lost}
    answer = client.post(f"/network/progress/measures/{row.id}/", mine)

    assert answer.status_code in {409, 422}
    assert Measure.objects.get().title == "Law"
