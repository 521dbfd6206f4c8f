"""A sealed text moved to another row: verify names it, and pages say so in a sentence."""

import pytest

from tests.foundation.audit.tampering import sql
from tests.foundation.audit.test_verify import verify
from waystation.foundation.audit.models import Entry
from waystation.foundation.audit.prepared import in_sql
from waystation.registry.people.models import Person
from waystation.services.centres.models import Visit

SENTENCE = "A protected text cannot be opened"


@pytest.fixture
def moved(record, visitors, settings, tmp_path):
    """Two visits with advice; the advice of the first lies in the row of the second."""
    settings.STATE = tmp_path
    first = record(person_id=visitors.besim.id, advice="The first advice")
    second = record(person_id=visitors.elif_.id, advice="The second advice")
    move("centres_visit", "advice", first.id, second.id)
    return Visit.objects.get(id=second.id)


def move(table, column, source, target):
    sql(
        f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE id = %s) WHERE id = %s",
        in_sql(source), in_sql(target),
    )  # fmt: skip


def test_verify_names_it(moved):
    code, text = verify()

    assert code == 1
    assert f"centres.Visit {moved.id}, advice: was altered or moved here." in text


def test_verify_names_every_kind_of_sealed_text(visitors, settings, tmp_path):
    settings.STATE = tmp_path
    move("people_person", "sealed", visitors.besim.id, visitors.elif_.id)

    _code, text = verify()

    assert f"people.Person {visitors.elif_.id}, sealed: was altered or moved here." in text


@pytest.mark.parametrize(("name", "status"), [("arta", 200), ("blerim", 200), ("milan", 404)])
def test_the_visits_page_shows_a_sentence_in_its_place(client, mission, moved, name, status):
    client.force_login(getattr(mission, name))

    answer = client.get(f"/centres/visits/{moved.id}/")

    assert answer.status_code == status
    text = answer.content.decode()
    assert (SENTENCE in text) is (status == 200)
    assert "first advice" not in text


def test_it_is_not_overwritten_unseen(client, arta, moved):
    client.force_login(arta)

    answer = client.get(f"/centres/visits/{moved.id}/edit/")

    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert Entry.objects.filter(verb="access.refuse", subject_id=moved.id).exists()


def test_the_api_says_so_in_a_sentence(client, arta, moved):
    client.force_login(arta)

    answer = client.get(f"/api/v1/centres/visits/{moved.id}")

    assert answer.status_code == 422
    assert "A protected text of this record cannot be opened" in answer.json()["detail"]
    assert answer.json()["code"] == "sealed_altered"


def test_lists_go_on_with_a_sentence_instead_of_the_name(client, arta, moved, visitors):
    move("people_person", "sealed", visitors.besim.id, visitors.elif_.id)
    client.force_login(arta)

    for page in ("/people/", "/centres/visits/", "/centres/today/"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert SENTENCE in answer.content.decode(), page
        assert "Besim" in answer.content.decode(), page


def test_the_persons_own_page_is_a_sentence_and_not_a_fault(client, arta, visitors):
    move("people_person", "sealed", visitors.besim.id, visitors.elif_.id)
    client.force_login(arta)

    answer = client.get(f"/people/{visitors.elif_.id}/")

    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert Person.objects.filter(id=visitors.elif_.id).exists()
