"""A draft is looked at before it is published, and discarded if it is not wanted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import workbook
from tests.registry.collection.test_lists import text
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Form, FormVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(mission, analyst, survey):
    """A second version of the household form, not yet published."""
    about = (("form_id", "household"), ("form_title", "Household"), ("version", "2"))
    content = workbook(settings=about)
    return actions.upload_form(analyst, mission.prishtine.id, "household.xlsx", content)


def test_a_draft_shows_what_a_phone_will_ask(client, draft, analyst, blerim, milan):
    place = reverse("collection:version", args=[draft.id])
    client.force_login(milan)
    assert client.get(place).status_code == 404
    client.force_login(blerim)
    looking = text(client.get(place))
    client.force_login(analyst)

    page = text(client.get(place))

    for words in ("Works?", "One answer", "Several answers", "Whole number", "Prizren", "Required"):
        assert words in page
    assert "count-selected(.) &lt;= 2" in page
    assert reverse("collection:discard", args=[draft.id]) in page
    assert reverse("collection:discard", args=[draft.id]) not in looking


def test_a_draft_is_discarded_and_the_published_version_stays(
    client, draft, survey, analyst, blerim, milan
):
    place = reverse("collection:discard", args=[draft.id])
    for user, expected in ((blerim, 403), (milan, 404)):
        client.force_login(user)
        assert client.post(place).status_code == expected
    client.force_login(analyst)

    answer = client.post(place)

    assert answer["Location"] == reverse("collection:form", args=[survey.form.id])
    assert [one.state for one in FormVersion.objects.all()] == ["published"]


def test_discarding_the_only_draft_frees_the_id_of_the_form(mission, analyst, survey):
    about = (("form_id", "free"), ("form_title", "Free"), ("version", "1"))
    content = workbook([["type", "name", "label"], ["text", "a", "A"]], settings=about)
    only = actions.upload_form(analyst, mission.prishtine.id, "free.xlsx", content)

    left = actions.discard_draft(analyst, only.id)

    assert left is None
    assert not Form.objects.filter(key="free").exists()
    again = actions.upload_form(analyst, mission.peje.id, "free.xlsx", content)
    assert again.form.office_id == mission.peje.id


def test_a_published_version_is_not_discarded(analyst, survey):
    with pytest.raises(Refusal, match="published and does not change"):
        actions.discard_draft(analyst, survey.version.id)

    assert FormVersion.objects.count() == 1
