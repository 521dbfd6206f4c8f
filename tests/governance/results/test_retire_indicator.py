"""An indicator is retired, and used again, once two people agree; at every entry."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.governance.results.samples import ALL, define
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.results import actions, queries
from waystation.governance.results.models import DefinitionDraft, Indicator
from waystation.governance.results.queries import store

VISITS = next(one for one in ALL if one["key"] == "visits")


@pytest.fixture
def visits_defined(visits, ana, blerim):
    return define(ana, VISITS)


@pytest.fixture
def proposed(visits_defined, ana):
    return actions.propose_retirement(ana, "visits", "Sessions are counted instead")


@pytest.fixture
def retired(proposed, blerim):
    actions.decide_on_definition(blerim, proposed.pk, "approve")
    return Indicator.objects.get(key="visits")


def test_an_indicator_is_used_until_another_person_approves_that_it_is_retired(
    proposed, arta, ana, blerim
):
    before = queries.indicator_visible_to(arta, "visits")

    actions.decide_on_definition(blerim, proposed.pk, "approve")

    row = Indicator.objects.get(key="visits")
    assert before.version == 1
    with pytest.raises(NotSeen):
        queries.indicator_visible_to(arta, "visits")
    assert (row.retired_on, row.retirement_proposed_by, row.retirement_approved_by) == (
        today_in(),
        ana,
        blerim,
    )
    verbs = Entry.objects.order_by("-number").values_list("verb", flat=True)[:2]
    assert set(verbs) == {"definition.approve", "indicator.retire"}


def test_an_indicator_is_retired_also_when_the_source_of_its_figures_is_gone(
    client, proposed, blerim, monkeypatch
):
    monkeypatch.setattr(store, "tables", dict)
    client.force_login(blerim)
    shown = client.get(reverse("results:definition", args=[proposed.pk]))

    sent = client.post(reverse("results:definition_step", args=[proposed.pk, "approve"]))
    after = client.get(sent.headers.get("Location", "/nowhere"))

    assert (shown.status_code, sent.status_code, after.status_code) == (200, 302, 200)
    assert Indicator.objects.get(key="visits").retirement_approved_by == blerim


def test_the_proposal_is_among_the_lines_of_who_may_approve_it(client, proposed, ana, blerim):
    client.force_login(blerim)
    asked = [row["title"] for row in client.get("/work/").context["waiting"]]
    client.force_login(ana)
    own = [row["title"] for row in client.get("/work/").context["waiting"]]

    assert "Indicator to retire, to approve: Visits" in asked
    assert own == []


def test_who_proposed_it_does_not_approve_it_at_any_entry(client, visits_defined, mission):
    from datetime import date

    from waystation.foundation.access import actions as roles

    both = mission.hire("Nora Both", mission.prishtine, "analyst")
    roles.give_role(None, both, mission.prishtine, "programme_manager", date(2020, 1, 1))
    client.force_login(both)
    sent = {"why": "Nobody reads it", "based_on": 1}
    made = client.post(
        "/api/v1/results/indicators/visits/retire", json.dumps(sent), "application/json"
    )
    draft = made.json()["id"]

    page = client.post(reverse("results:definition_step", args=[draft, "approve"]))
    api = client.post(f"/api/v1/results/definitions/{draft}/approve", "{}", "application/json")
    shown = client.get(reverse("results:definition", args=[draft])).content.decode()

    assert (made.status_code, made.json()["retires"]) == (201, True)
    assert page.status_code == api.status_code == 422
    assert "Approve that it is retired" not in shown
    assert "Withdraw the proposal" in shown
    assert queries.indicator_visible_to(both, "visits").version == 1


def test_the_database_refuses_an_indicator_that_one_person_retired(visits_defined, ana):
    row = Indicator.objects.filter(key="visits")

    for more in (
        {},
        {"retirement_proposed_by": ana},
        {"retirement_proposed_by": ana, "retirement_approved_by": ana},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(retired_on=today_in(), **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        DefinitionDraft.objects.update(retires=True, based_on=0)


def test_who_may_not_design_or_approve_changes_nothing(proposed, arta, milan, blerim, ana):
    with pytest.raises(NotAllowed):
        actions.propose_retirement(blerim, "visits", "Mine")
    for user in (arta, milan, ana):
        with pytest.raises((NotAllowed, NotSeen, Refusal)):
            actions.decide_on_definition(user, proposed.pk, "approve")

    assert Indicator.objects.get(key="visits").retired_on is None


def test_a_proposal_says_why_once_and_waits_for_its_decision(visits_defined, ana, blerim):
    key = new_key()
    with pytest.raises(Refusal) as unsaid:
        actions.propose_retirement(ana, "visits", " ")
    first = actions.propose_retirement(ana, "visits", "Not needed", key=key)
    again = actions.propose_retirement(ana, "visits", "Not needed", key=key)

    with pytest.raises(Refusal) as second:
        actions.propose_definition(ana, VISITS | {"better": "less"}, "Fewer")

    waits = [one.title for one in outstanding_for(blerim, today_in())]
    assert unsaid.value.code == "missing"
    assert first.pk == again.pk
    assert second.value.code == "definition_waits"
    assert "Indicator to retire, to approve: Visits" in waits


def test_a_proposal_to_retire_an_older_version_is_refused(visits_defined, ana):
    define(ana, VISITS | {"better": "less"})

    with pytest.raises(Refusal) as refused:
        actions.propose_retirement(ana, "visits", "Not needed", based_on=1)

    assert refused.value.code == "definition_moved_on"


def test_a_retired_indicator_is_used_again_once_two_people_agree(retired, ana, blerim, arta):
    draft = actions.propose_reopening(ana, "visits", "A donor asks for it")
    with pytest.raises(Refusal) as own:
        actions.decide_on_definition(ana, draft.pk, "approve")

    actions.decide_on_definition(blerim, draft.pk, "approve")

    row = Indicator.objects.get(key="visits")
    assert own.value.code in {"two_people_needed", "not_allowed"}
    assert queries.indicator_visible_to(arta, "visits").version == 2
    assert (row.retired_on, row.retirement_proposed_by) == (None, None)


def test_the_program_does_not_take_up_what_people_retired(retired, mission, monkeypatch):
    from waystation.governance.results.actions import indicators

    monkeypatch.setattr(indicators, "shipped_definitions", lambda: [VISITS])

    loaded = actions.load_shipped_indicators(mission.organisation.id)

    assert loaded == 0
    assert Indicator.objects.get(key="visits").retired_on is not None


@pytest.mark.sqlite_only
def test_the_pages_lead_from_the_indicator_to_its_proposal_and_back_into_use(
    client, visits_defined, ana, arta, milan, blerim
):
    client.force_login(ana)
    indicator = client.get(reverse("results:indicator", args=["visits"])).content.decode()
    where = reverse("results:retire_indicator", args=["visits"])
    made = client.post(where, {"why": "Sessions are counted instead", "based_on": 1})
    client.force_login(blerim)
    proposal = client.get(made["Location"]).content.decode()
    draft = DefinitionDraft.objects.get(retires=True)
    step = reverse("results:definition_step", args=[draft.pk, "approve"])
    asked = client.get(step).content.decode()
    client.post(step)

    client.force_login(arta)
    listed = client.get(reverse("results:retired")).content.decode()
    refused = client.get(reverse("results:reopen_indicator", args=["visits"]))
    client.force_login(milan)
    elsewhere = client.get(reverse("results:reopen_indicator", args=["visits"]))
    client.force_login(ana)
    again = client.post(
        reverse("results:reopen_indicator", args=["visits"]), {"why": "Needed again"}
    )
    reopened = client.get(again["Location"]).content.decode()

    assert where in indicator
    assert "Proposed to be retired" in proposal
    assert "Approve that it is retired" in proposal
    assert "From now on, the indicator is not counted" in asked
    assert "Ana Krasniqi" in listed
    assert "Blerim Hoti" in listed
    assert refused.status_code == elsewhere.status_code == 403
    assert "Once this is approved, it is used again" in reopened
