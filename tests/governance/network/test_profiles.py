"""Profiles of members: side by side, and kept as numbered editions (O-37, ToR 46)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.governance.workplans.test_plans import activity, plan, priority
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.network import actions
from waystation.governance.network.queries import profiles
from waystation.governance.network.rules.members import profiles_changed
from waystation.governance.workplans.duties import overlap
from waystation.registry.organisations import actions as organisations

__all__ = ["activity", "plan", "priority"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.mark.duty("O-37")
def test_an_edition_keeps_mandate_expertise_and_work_as_they_were(network, activity):
    """O-37. A later edition says what changed; the first one stays as it was issued."""
    first = actions.profiles.issue_profiles(network.sanja)
    organisations.edit_entity(
        network.sanja,
        network.unicef.id,
        {"expertise": ""},
        {"expertise": "Children on the move"},
    )
    second = actions.profiles.issue_profiles(network.sanja)

    by_name = {one["acronym"]: one for one in second.rows}
    assert by_name["UNICEF"]["expertise"] == "Children on the move"
    assert by_name["UNICEF"]["mandate"] == "Migration is part of what it does."
    assert [one["title"] for one in by_name["IOM"]["plan"]] == [activity.title]
    assert {one["acronym"]: one for one in first.rows}["UNICEF"]["expertise"] == ""
    assert (first.number, second.number) == (1, 2)
    [change] = profiles.changes_of(second)
    assert (change.name, change.how, change.fields) == (
        "Entity UNICEF",
        "changed",
        ("expertise",),
    )


@pytest.mark.duty("O-37")
def test_the_duty_says_when_the_profiles_moved_on(network, activity):
    """O-37."""
    before = overlap(network.record, network.clock.today)
    actions.profiles.issue_profiles(network.sanja)
    after = overlap(network.record, network.clock.today)

    assert (before.how, before.address) == ("due", "network:profiles")
    assert after.how == "kept"


def test_an_edition_with_nothing_new_is_refused_and_members_may_not_issue(network):
    actions.profiles.issue_profiles(network.sanja)

    with pytest.raises(Refusal, match="No profile changed since edition 1"):
        actions.profiles.issue_profiles(network.sanja)
    with pytest.raises(NotAllowed):
        actions.profiles.issue_profiles(network.nora)
    with pytest.raises(NotSeen):
        profiles.edition_visible_to(network.nora, 2)


def test_a_network_without_members_has_no_profile_to_issue(network):
    from waystation.governance.network.models import Member

    Member.objects.update(ends_on=date(2026, 1, 10), ended_why="Left.")

    with pytest.raises(Refusal, match="no member yet"):
        actions.profiles.issue_profiles(network.sanja)


def test_who_joined_and_who_left_is_a_change_too():
    blank = {"mandate": "", "expertise": "", "activities": "", "plan": []}
    before = [{"entity": "1", "name": "A", **blank}]
    after = [{"entity": "2", "name": "B", **blank}]

    assert [(one.name, one.how) for one in profiles_changed(before, after)] == [
        ("A", "left"),
        ("B", "joined"),
    ]


def test_a_new_name_or_acronym_is_a_change_too():
    blank = {"mandate": "", "expertise": "", "activities": "", "plan": []}
    before = [{"entity": "1", "name": "A", "acronym": "A", **blank}]
    after = [{"entity": "1", "name": "Alpha", "acronym": "AL", **blank}]

    [change] = profiles_changed(before, after)

    assert (change.name, change.how, change.fields) == ("Alpha", "changed", ("name", "acronym"))


@pytest.mark.parametrize(
    ("issue", "table"),
    [
        (actions.profiles.issue_profiles, "network_profileedition"),
        (actions.members.issue_annex, "network_annex"),
    ],
    ids=["profiles", "annex"],
)
def test_who_issues_waits_for_the_other_before_the_number_is_taken(network, issue, table):
    """On SQLite every change waits for the one before; elsewhere the Network's row is locked."""
    with CaptureQueriesContext(connection) as asked:
        issue(network.sanja)

    said = [one["sql"] for one in asked]
    numbered = next(n for n, sql in enumerate(said) if f'FROM "{table}"' in sql)
    locks = [n for n, sql in enumerate(said) if "FOR UPDATE" in sql and "network_network" in sql]
    assert (locks and locks[0] < numbered) or connection.vendor == "sqlite"
    assert "FOR UPDATE" not in said[numbered]


def test_the_pages_of_the_profiles(client, network, activity, arta, milan, blerim):
    pages = [reverse("network:profiles"), reverse("network:profile_edition", args=[1])]
    issue = reverse("network:issue_profiles")

    client.force_login(network.sanja)
    empty = client.get(pages[0]).content.decode()
    first = client.post(issue, follow=True).content.decode()
    again = client.post(issue, follow=True).content.decode()
    client.force_login(network.nora)
    read = [client.get(one).content.decode() for one in pages]
    forbidden = client.post(issue).status_code
    outside = []
    for one in (arta, milan, blerim):
        client.force_login(one)
        outside += [client.get(page).status_code for page in pages]

    assert "not been issued" in empty
    assert "Edition 1" in first
    assert "No profile changed since edition 1" in again
    assert all("Migration is part of what it does." in one for one in read)
    assert forbidden == 403
    assert outside == [404] * 6
