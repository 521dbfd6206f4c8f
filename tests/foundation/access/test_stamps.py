"""What is remembered between requests: a right that was taken away is gone at the next one."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.registry.collection.test_kill_nine import run, world  # noqa: F401
from waystation.foundation.access import actions, queries
from waystation.foundation.access.models import ApiToken, Membership, Office
from waystation.foundation.access.stamps import ACCESS, stamp_of
from waystation.foundation.audit.queries import in_sql
from waystation.foundation.shared.periods import now

pytestmark = pytest.mark.django_db


def sql(text, *values):
    """Change the database past every model, as another process or an administrator would."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_a_role_ended_in_another_process_is_invalid_at_the_next_request(
    client, arta, blerim, milan
):
    page = reverse("centres:visits")
    for user in (arta, blerim):
        client.force_login(user)
        assert client.get(page).status_code == 200

    for user in (arta, blerim, milan):
        sql("DELETE FROM access_membership WHERE user_id = %s", in_sql(user.id))

    for user in (arta, blerim, milan):
        client.force_login(user)
        assert client.get(page).status_code == 403


def test_a_closed_account_is_signed_out_at_the_next_request(client, arta):
    client.force_login(arta)
    assert client.get(reverse("centres:visits")).status_code == 200

    sql("UPDATE access_user SET is_active = %s WHERE id = %s", False, in_sql(arta.id))

    assert client.get(reverse("centres:visits")).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access_apitoken SET revoked_at = created_at WHERE user_id = %s",
        "DELETE FROM access_apitoken WHERE user_id = %s",
    ],
)
def test_a_revoked_token_is_refused_at_the_next_request(arta, milan, change):
    secret = actions.issue_token(arta, "tablet", ["visit.read"], 5)
    theirs = actions.issue_token(milan, "tablet", ["visit.read"], 5)
    assert queries.user_of_token(secret) == arta

    sql(change, in_sql(arta.id))

    assert queries.user_of_token(secret) is None
    assert queries.user_of_token(theirs) == milan


def test_a_token_expires_although_the_stamp_has_not_changed(arta, time_machine):
    secret = actions.issue_token(arta, "tablet", ["visit.read"], 5)
    assert queries.user_of_token(secret) == arta

    time_machine.move_to(now() + timedelta(days=6))

    assert queries.user_of_token(secret) is None


def test_a_token_issued_after_a_failed_lookup_is_accepted(arta):
    digest = hashlib.sha256(b"later").digest()
    assert queries.user_of_token("later") is None

    actions.issue_token(arta, "tablet", ["visit.read"], 5)
    ApiToken.objects.filter(user=arta).update(digest=digest)

    assert queries.user_of_token("later") == arta


def test_rolled_back_changes_are_not_cached(mission, arta):
    before = queries.active_user(arta.id)
    assert queries.may(before, "visit.record", mission.prishtine.id)

    with transaction.atomic():
        Membership.objects.filter(user=arta).delete()
        inside = queries.active_user(arta.id)
        assert not queries.may(inside, "visit.record", mission.prishtine.id)
        transaction.set_rollback(True)

    assert queries.may(queries.active_user(arta.id), "visit.record", mission.prishtine.id)


def test_a_renamed_office_has_its_new_name_in_all_caches(mission, arta):
    key = mission.prishtine.id
    assert queries.the_office(key).name == "MSC Prishtinë"

    Office.objects.filter(id=key).update(name="MSC Prishtina")

    assert queries.the_office(key).name == "MSC Prishtina"
    choices = queries.office_choices(queries.active_user(arta.id), "visit.record")
    assert choices == [(str(key), "MSC Prishtina")]


def test_a_renamed_colleague_has_the_new_name_on_the_next_page(arta, blerim):
    keys = {arta.id, None}
    before = queries.names_of_users(keys)

    type(arta).objects.filter(id=arta.id).update(full_name="Arta Gashi")

    assert before == {arta.id: arta.full_name}
    assert queries.names_of_users(keys) == {arta.id: "Arta Gashi"}
    assert queries.names_of_users(set()) == {}


@pytest.mark.parametrize("table", ["organisation", "office", "user", "membership", "apitoken"])
def test_every_table_that_affects_permissions_changes_the_stamp(arta, table):
    actions.issue_token(arta, "tablet", ["visit.read"], 5)
    before = stamp_of(ACCESS)

    sql(f"UPDATE access_{table} SET id = id")

    assert stamp_of(ACCESS) != before


def test_a_cached_account_needs_one_statement(mission, arta, blerim, django_assert_num_queries):
    queries.active_user(arta.id)

    with django_assert_num_queries(1):
        user = queries.active_user(arta.id)
        assert queries.may(user, "visit.record", mission.prishtine.id)

    assert user == arta
    assert user is not arta
    assert not queries.may(queries.active_user(blerim.id), "visit.record", mission.prishtine.id)


def test_values_in_scope_equal_those_of_scoped_rows(mission, arta, milan, blerim):
    from waystation.registry.people.actions import record_person
    from waystation.registry.people.models import Person

    ana = record_person(arta, mission.prishtine.id, given="Ana", family="Kelmendi")

    def asked(user, permission="person.read"):
        return queries.values_in_scope(user, permission, Person, ana.id, "number")

    assert asked(arta) == asked(blerim) == (ana.number,)
    assert asked(blerim, "person.record") is None
    assert asked(milan) is None


TWO = """
import sys, django
django.setup()
from waystation.foundation.access import queries
from waystation.foundation.access.models import User
key = User.objects.get(email="arta@example.org").id
for line in sys.stdin:
    user = queries.active_user(key)
    print(user is not None and queries.may(user, "visit.record"), flush=True)
"""
PREPARE = """
import django
django.setup()
from datetime import date
from django.core.management import call_command
from waystation.foundation.access import actions as access
call_command("migrate", interactive=False, verbosity=0)
organisation = access.open_organisation("two", "Two")
office = access.open_office(organisation, "one", "One", date(2020, 1, 1))
user = access.open_account(None, organisation, "arta@example.org", "Arta", None)
access.give_role(None, user, office, "counsellor", date(2020, 1, 1))
"""
WITHDRAW = """
import django
django.setup()
from waystation.foundation.access.models import Membership
Membership.objects.all().delete()
"""


def test_a_role_withdrawn_in_one_process_is_gone_in_another(world):  # noqa: F811
    run(world, PREPARE)
    asking = subprocess.Popen(
        [sys.executable, "-c", TWO],
        env=world,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def may_record():
        asking.stdin.write("?\n")
        asking.stdin.flush()
        return asking.stdout.readline().strip()

    with asking:
        assert (may_record(), may_record()) == ("True", "True")
        run(world, WITHDRAW)
        assert may_record() == "False"
        asking.stdin.close()
