"""The admin bypasses no action: what decides something is not changed there."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin

from tests.governance.advice.test_advice import draft
from tests.governance.pages import APPS
from waystation.foundation.access import actions as access
from waystation.governance.advice import actions
from waystation.governance.advice.models import AdviceEvent, Recommendation

pytestmark = pytest.mark.django_db
ROLES = ("network_secretariat", "co_chair", "unkt_reader")
ANSWER_ONLY = {"AdviceEvent", "Recommendation"}


@pytest.fixture
def all_roles(network, client):
    """Somebody who runs the mission and holds every role of the Network besides."""
    user = network.mission.hire("Ada All", network.office, "administrator")
    for role in ROLES:
        access.give_role(None, user, network.office, role, date(2026, 1, 1))
    client.force_login(user)
    return type(user).objects.get(id=user.id)


@pytest.mark.sqlite_only
def test_nothing_is_deleted_there_and_only_the_centre_register_is_changed(rf, all_roles):
    admin.autodiscover()
    request = rf.get("/admin/")
    request.user = all_roles
    ours = {
        model.__name__: register
        for model, register in admin.site._registry.items()
        if model.__module__.startswith("waystation.")
    }

    assert set(ours) == {"Centre", *ANSWER_ONLY}
    assert not any(one.has_delete_permission(request) for one in ours.values())
    assert [name for name, one in ours.items() if one.has_change_permission(request)] == ["Centre"]


@pytest.mark.sqlite_only
def test_plans_seats_reports_and_the_rest_have_no_page_there(client, all_roles):
    models = [one for app in APPS for one in apps.get_app_config(app).get_models()]
    hidden = [one._meta for one in models if one.__name__ not in ANSWER_ONLY]

    answers = {
        str(one): client.get(f"/admin/{one.app_label}/{one.model_name}/").status_code
        for one in hidden
    }

    assert len(answers) > 50
    assert set(answers.values()) == {404}


def test_an_answer_is_neither_changed_nor_deleted_there(client, network, all_roles):
    row = draft(network)
    for chair in (network.carla, network.ivo):
        actions.endorse(chair, row.id)
    actions.submit(network.sanja, row.id, how="By e-mail")
    event = AdviceEvent.objects.order_by("-number").first()
    base = "/admin/advice"

    changed = client.post(f"{base}/adviceevent/{event.id}/change/", {"state": "followed"})
    deleted = client.post(f"{base}/adviceevent/{event.id}/delete/", {"post": "yes"})
    several = client.post(
        f"{base}/recommendation/",
        {"action": "delete_selected", "_selected_action": [str(row.id)], "post": "yes"},
    )
    text = client.post(f"{base}/recommendation/{row.id}/change/", {"text": "Another."})

    assert (changed.status_code, deleted.status_code, text.status_code) == (403, 403, 403)
    assert several.status_code in {200, 302, 403}
    assert Recommendation.objects.get(id=row.id).text == row.text
    assert AdviceEvent.objects.get(id=event.id).state == "submitted"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", ["auth/group", "account/emailaddress", "mfa/authenticator"])
def test_accounts_second_factors_and_sessions_are_not_opened_there(client, all_roles, page):
    assert client.get(f"/admin/{page}/").status_code == 403
    assert client.get(f"/admin/{page}/add/").status_code == 403
