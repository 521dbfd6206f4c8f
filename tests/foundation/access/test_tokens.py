"""API tokens: narrower than their user, mortal, and known only by their hash."""

from datetime import timedelta

import pytest
from django.db import connection

from waystation.foundation.access import actions, queries
from waystation.foundation.access.models import ApiToken
from waystation.foundation.shared.errors import Refusal


def test_a_token_may_do_only_what_it_was_issued_for(mission, arta):
    secret = actions.issue_token(arta, "sync", ["visit.read"], 30)

    user = queries.user_of_token(secret)

    assert user == arta
    assert queries.may(user, "visit.read")
    assert not queries.may(user, "visit.record")


def test_a_token_cannot_do_more_than_its_user(mission, blerim):
    with pytest.raises(Refusal, match=r"does not have these permissions: visit\.record"):
        actions.issue_token(blerim, "sync", ["visit.record"], 30)

    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, 367, -1])
def test_a_token_lives_between_a_day_and_a_year(mission, arta, days):
    with pytest.raises(Refusal, match="between 1 and 366 days"):
        actions.issue_token(arta, "sync", ["visit.read"], days)


def test_expired_and_revoked_tokens_are_refused(mission, arta, time_machine):
    time_machine.move_to("2026-05-01T08:00:00Z", tick=False)
    old = actions.issue_token(arta, "old", ["visit.read"], 1)
    revoked = actions.issue_token(arta, "revoked", ["visit.read"], 30)
    actions.revoke_token(arta, ApiToken.objects.get(name="revoked").id)

    time_machine.shift(timedelta(days=1, seconds=1))

    assert queries.user_of_token(old) is None
    assert queries.user_of_token(revoked) is None


def test_milan_cannot_revoke_artas_token(mission, arta, milan):
    actions.issue_token(arta, "sync", ["visit.read"], 30)
    token = ApiToken.objects.get()

    with pytest.raises(Refusal, match="no such token"):
        actions.revoke_token(milan, token.id)

    token.refresh_from_db()
    assert token.revoked_at is None


def test_the_secret_is_not_in_the_database(mission, arta):
    secret = actions.issue_token(arta, "sync", ["visit.read"], 30)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_apitoken")
        stored = repr(cursor.fetchall())

    assert secret not in stored
    assert secret[3:] not in stored
