"""The audit trail: append-only, chained, and inside the action's own transaction."""

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.access import actions, queries
from waystation.foundation.access.models import AuditRow


def test_each_row_holds_the_hash_of_the_row_before(house, arta):
    with transaction.atomic():
        first = actions.log(arta, "test.one", "test", None)
        second = actions.log(arta, "test.two", "test", None)

    again = AuditRow.objects.get(pk=second.pk)

    assert again.number == first.number + 1
    assert bytes(again.digest) == queries.link_of(bytes(first.digest), queries.content_of(again))


@pytest.mark.parametrize(
    "sql", ["UPDATE access_auditrow SET verb = 'x'", "DELETE FROM access_auditrow"]
)
def test_plain_sql_cannot_change_the_trail(house, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_nothing_is_saved_when_the_trail_cannot_be_written(house, monkeypatch):
    from datetime import date

    from waystation.foundation.access.models import Office

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(actions, "log", broken)

    with pytest.raises(DatabaseError):
        actions.open_office(house.organisation, "gjilan", "MSC Gjilan", date(2026, 1, 1))

    assert not Office.objects.filter(key="gjilan").exists()
