"""The check page of a visit validates: it writes nothing. An empty form is refused, not ignored."""

import pytest
from django.db import connection
from django.urls import reverse

from tests.services.centres.test_waiting import ANSWERS

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "BEGIN")


@pytest.mark.parametrize(
    "newcomer", [{}, {"given": "Ana", "family": "Kelmendi", "birth_year": "1999"}]
)
def test_the_check_page_opens_no_transaction_and_writes_nothing(client, mission, arta, newcomer):
    client.force_login(arta)
    page = reverse("centres:visit_new")
    client.get(page)
    typed = {**ANSWERS, "office": str(mission.prishtine.id), **newcomer}

    statements = []

    def remember(execute, sql, params, many, context):
        statements.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        answer = client.post(page, typed)

    assert "Check before saving" in answer.content.decode()
    assert statements
    assert [one for one in statements if one.lstrip().startswith(WRITES)] == []


@pytest.mark.parametrize("name", ["visit_new", "session_new"])
def test_an_empty_post_is_a_form_that_lacks_its_answers(client, arta, name):
    client.force_login(arta)

    answer = client.post(reverse(f"centres:{name}"), {})

    assert answer.status_code == 422
