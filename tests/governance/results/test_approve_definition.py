"""A definition is used once somebody else than its author approved it, at every entry."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.governance.results.samples import ALL, define
from waystation.foundation.access import queries as access
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import now, parse, today_in
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.results import actions, queries
from waystation.governance.results.models import DefinitionDraft, IndicatorVersion
from waystation.governance.results.transitions import DEFINITION_WORKFLOW

VISITS = next(one for one in ALL if one["key"] == "visits")
PAPERS = VISITS | {"where": {"column": "reason", "is": "papers"}}


@pytest.fixture
def two_visits(visits, ana):
    define(ana, VISITS)
    for reason in ("work", "papers"):
        visits.record(day=date(2026, 3, 5), reason=reason)


@pytest.fixture
def proposed(two_visits, ana):
    return actions.propose_definition(ana, PAPERS, "Only papers count")


def counted(user):
    return queries.figures(user, ["visits"], parse("2026-03"))["visits"]


def test_a_proposed_definition_counts_nothing_until_it_is_approved(proposed, arta, blerim):
    before = counted(arta)

    actions.decide_on_definition(blerim, proposed.pk, "approve")

    after = counted(arta)
    assert (before.total.value, before.known.version) == (2, 1)
    assert (after.total.value, after.known.version) == (1, 2)


def test_the_versions_say_who_wrote_and_who_approved(proposed, ana, blerim):
    actions.decide_on_definition(blerim, proposed.pk, "approve")

    newest = queries.versions_visible_to(ana, "visits")[0]

    assert newest["created_by__full_name"] == "Ana Krasniqi"
    assert newest["approved_by__full_name"] == "Blerim Hoti"
    assert newest["why"] == "Only papers count"
    verbs = Entry.objects.order_by("-number").values_list("verb", flat=True)[:2]
    assert set(verbs) == {"definition.approve", "indicator.define"}


def test_its_author_does_not_approve_it_with_the_permission_either(two_visits, mission):
    both = mission.hire("Nora Both", mission.prishtine, "analyst")
    from waystation.foundation.access import actions as roles

    roles.give_role(None, both, mission.prishtine, "programme_manager", date(2020, 1, 1))
    draft = actions.propose_definition(both, PAPERS, "Mine is better")

    for step in ("approve", "return"):
        with pytest.raises(Refusal) as refused:
            actions.decide_on_definition(both, draft.pk, step, reason="Not yet clear")
        assert refused.value.code == "two_people_needed"


@pytest.mark.sqlite_only
def test_the_author_approves_neither_on_the_page_nor_by_the_api(client, two_visits, mission):
    from waystation.foundation.access import actions as roles

    both = mission.hire("Nora Both", mission.prishtine, "analyst")
    roles.give_role(None, both, mission.prishtine, "programme_manager", date(2020, 1, 1))
    client.force_login(both)
    sent = {"definition": PAPERS, "why": "Mine is better", "based_on": 1}
    made = client.post("/api/v1/results/definitions", json.dumps(sent), "application/json")
    draft = made.json()["id"]

    page = client.post(reverse("results:definition_step", args=[draft, "approve"]))
    api = client.post(f"/api/v1/results/definitions/{draft}/approve", "{}", "application/json")

    assert made.status_code == 201
    assert page.status_code == api.status_code == 422
    assert "Another person must decide" in page.content.decode()
    assert queries.indicator_visible_to(both, "visits").version == 1


def test_the_database_refuses_a_version_without_a_second_person(proposed, ana):
    indicator = IndicatorVersion.objects.get(indicator__key="visits").indicator
    common = {"indicator": indicator, "definition": PAPERS, "digest": "0" * 64}
    common |= {"created_at": now(), "created_by": ana}

    for more in ({}, {"approved_by": ana, "approved_at": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IndicatorVersion.objects.create(number=2, **common, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        DefinitionDraft.objects.filter(pk=proposed.pk).update(
            state="approved", decided_by=ana, decided_at=now()
        )


def test_who_may_not_design_does_not_propose_and_who_may_not_approve_does_not(
    proposed, arta, milan, blerim, ana
):
    with pytest.raises(NotAllowed):
        actions.propose_definition(blerim, PAPERS, "Mine is better")
    for user in (arta, milan, ana):
        with pytest.raises((NotAllowed, NotSeen, Refusal)):
            actions.decide_on_definition(user, proposed.pk, "approve")

    assert queries.draft_visible_to(arta, proposed.pk).state == "proposed"


def test_a_second_proposal_waits_for_the_decision_on_the_first(proposed, mission):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")

    with pytest.raises(Refusal) as refused:
        actions.propose_definition(other, VISITS | {"better": "less"}, "Fewer are better")

    assert refused.value.code == "definition_waits"


def test_an_author_who_saw_an_older_version_is_told(two_visits, ana):
    define(ana, PAPERS)

    with pytest.raises(Refusal) as refused:
        actions.propose_definition(ana, VISITS, "Back to visits", based_on=1)

    assert refused.value.code == "definition_moved_on"


def test_what_says_nothing_new_or_not_why_is_refused(two_visits, ana):
    for data, why, code in ((VISITS, "Same", "definition_unchanged"), (PAPERS, " ", "missing")):
        with pytest.raises(Refusal) as refused:
            actions.propose_definition(ana, data, why)
        assert refused.value.code == code


def test_the_same_proposal_and_the_same_decision_sent_twice_are_one(two_visits, ana, blerim):
    from waystation.foundation.shared.keys import new_key

    key = new_key()
    first = actions.propose_definition(ana, PAPERS, "Papers only", key=key)
    again = actions.propose_definition(ana, PAPERS, "Papers only", key=key)

    for _ in range(2):
        actions.decide_on_definition(blerim, first.pk, "approve")

    assert first.pk == again.pk
    assert [row["number"] for row in queries.versions_visible_to(ana, "visits")] == [2, 1]


def test_a_returned_definition_says_why_and_its_author_begins_again_from_it(
    client, proposed, ana, blerim
):
    actions.decide_on_definition(blerim, proposed.pk, "return", reason="Say what papers are")
    client.force_login(ana)

    page = client.get(reverse("results:definition", args=[proposed.pk])).content.decode()
    again = reverse("results:propose_definition", args=["visits"]) + f"?draft={proposed.pk}"
    form = client.get(again).content.decode()

    assert "Returned by Blerim Hoti: Say what papers are" in page
    assert again in page
    assert "&quot;papers&quot;" in form
    assert counted(ana).known.version == 1


def test_only_its_author_withdraws_a_proposal(proposed, ana, mission):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")
    with pytest.raises(Refusal):
        actions.decide_on_definition(other, proposed.pk, "withdraw")

    row = actions.decide_on_definition(ana, proposed.pk, "withdraw")

    assert row.state == "withdrawn"
    assert actions.propose_definition(ana, PAPERS, "Once more").state == "proposed"


def test_a_new_indicator_is_counted_once_it_is_approved(two_visits, ana, blerim, arta):
    data = PAPERS | {"key": "papers_only", "title": {"en": "Papers only"}}
    draft = actions.propose_definition(ana, data, "Asked for by a donor")
    with pytest.raises(NotSeen):
        queries.indicator_visible_to(arta, "papers_only")

    actions.decide_on_definition(blerim, draft.pk, "approve")

    assert queries.indicator_visible_to(arta, "papers_only").version == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"by": 5}, "by"),
        ({"unit": ["visit"]}, "unit"),
        ({"title": {"en": 5}}, "title"),
        ({"source": {}}, "source"),
        ({"measure": {"kind": []}}, "measure"),
        ({"measure": "rows"}, "measure"),
        ({"pillar": "a\x00b"}, "pillar"),
        ({"better": "best"}, "better"),
        ({"where": {"column": "minutes", "at_least": float("inf")}}, "where"),
    ],
)
def test_a_part_of_the_wrong_kind_is_refused_with_its_name(two_visits, ana, wrong, field):
    with pytest.raises(Refusal) as refused:
        actions.propose_definition(ana, VISITS | wrong, "It is wrong")

    assert refused.value.field == field


def test_it_waits_on_the_desk_of_who_may_approve_and_of_nobody_else(proposed, ana, arta, blerim):
    def waits(user):
        return [
            one.title
            for one in outstanding_for(user, today_in())
            if one.kind == "results.definition"
        ]

    assert waits(blerim) == ["Definition to approve: Visits"]
    assert waits(ana) == waits(arta) == []
    assert access.may(blerim, "report.publish")


@pytest.mark.sqlite_only
def test_the_page_shows_both_versions_and_only_the_form_of_an_analyst(
    client, proposed, ana, arta, blerim
):
    client.force_login(blerim)

    page = client.get(reverse("results:definition", args=[proposed.pk])).content.decode()
    indicator = client.get(reverse("results:indicator", args=["visits"])).content.decode()
    client.force_login(arta)
    form = client.get(reverse("results:propose_definition", args=["visits"]))

    assert "Version 1" in page
    assert "Reason is papers" in page
    assert "Approve the definition" in page
    assert "Ana Krasniqi has proposed another definition" in indicator
    assert form.status_code == 403


@pytest.mark.sqlite_only
def test_the_form_proposes_and_says_where_json_is_wrong(client, two_visits, ana):
    client.force_login(ana)
    where = reverse("results:propose_definition", args=["visits"])
    shown = client.get(where).context["form"].initial
    sent = {name: value for name, value in shown.items() if value is not None}
    sent["why"] = "Only papers"
    counting = json.loads(sent["counting"]) | {"where": {"column": "reason", "is": "papers"}}

    broken = client.post(where, sent | {"counting": "{"})
    wrong = client.post(where, sent | {"counting": json.dumps(counting | {"by": ["nothing"]})})
    made = client.post(where, sent | {"counting": json.dumps(counting)})

    assert broken.status_code == wrong.status_code == 422
    assert "not a JSON object" in broken.content.decode()
    assert "cannot be broken down" in wrong.content.decode()
    assert made.status_code == 302
    assert DefinitionDraft.objects.get(state="proposed").definition["where"]["is"] == "papers"


def test_each_person_is_offered_what_they_may_do_and_nothing_else(
    proposed, ana, arta, milan, blerim, mission
):
    other = mission.hire("Besa Gashi", mission.prishtine, "analyst")

    offered = {
        user.full_name: [one.name for one in DEFINITION_WORKFLOW.available(user, proposed)]
        for user in (ana, other, arta, milan, blerim)
    }

    assert offered.pop("Blerim Hoti") == ["approve", "return"]
    assert offered.pop("Ana Krasniqi") == ["withdraw"]
    assert list(offered.values()) == [[], [], []]
