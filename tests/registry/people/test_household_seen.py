"""A household's page whose form lost what its editor had seen overwrites nobody's text."""

import pytest
from django.urls import reverse

from waystation.registry.people import actions, queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lost", [{}, {"seen": ""}, {"seen": "{}"}, {"seen": "[broken"}])
def test_a_household_keeps_what_another_editor_wrote(client, arta, besim, lost):
    household = actions.make_household(arta, besim.id, label="Krasniqi, old street")
    client.force_login(arta)
    page = reverse("people:household", args=[household.id])

    answer = client.post(page, {"label": "Somebody else", **lost})

    assert answer.status_code in {409, 422}
    assert queries.open_household(arta, household.id).label == "Krasniqi, old street"
