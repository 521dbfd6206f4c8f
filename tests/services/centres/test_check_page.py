"""The check page of a visit validates: it writes nothing. An empty form is refused, not ignored."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.html import strip_tags
from lxml import html

from tests.services.centres.test_waiting import ANSWERS
from waystation.registry.people import actions as people

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


def test_the_check_page_shows_what_the_new_file_will_say(client, mission, arta):
    client.force_login(arta)
    typed = {**ANSWERS, "office": str(mission.prishtine.id)}
    typed |= {"given": "Ana", "family": "Kelmendi", "birth_year": "1999", "new_sex": "female"}

    answer = client.post(reverse("centres:visit_new"), typed)
    words = " ".join(strip_tags(answer.content.decode()).split())

    assert "Ana Kelmendi · Female · born 1999 A file is opened" in words


@pytest.mark.parametrize("typed", [{"birth_year": "1999"}, {"new_sex": "female"}])
def test_what_is_typed_of_a_new_file_without_a_name_is_not_dropped(client, mission, arta, typed):
    client.force_login(arta)
    answers = {**ANSWERS, "office": str(mission.prishtine.id), **typed}

    answer = client.post(reverse("centres:visit_new"), answers)

    assert answer.status_code == 422
    assert "Without a name, record the visit as anonymous" in answer.content.decode()


def test_mistakes_of_the_new_file_and_of_the_visit_are_named_together(client, mission, arta):
    client.force_login(arta)
    newcomer = {"given": "Ana", "family": "Kelmendi", "birth_year": "1890"}
    typed = {**ANSWERS, "office": str(mission.prishtine.id), **newcomer, "minutes": "-4"}

    answer = client.post(reverse("centres:visit_new"), typed)
    page = html.fromstring(answer.content)
    summary = {
        one.get("href"): one.text_content().strip() for one in page.xpath("//*[@class='errors']//a")
    }

    assert list(summary) == ["#id_birth_year", "#id_minutes"]
    assert summary["#id_birth_year"].startswith("Year of birth: The year of birth 1890 is too long")
    assert page.get_element_by_id("id_birth_year").get("aria-invalid") == "true"


def test_the_check_page_says_when_a_call_back_without_a_day_is_due(client, mission, arta):
    client.force_login(arta)
    typed = {**ANSWERS, "office": str(mission.prishtine.id), "next_step": "call_back"}

    answer = client.post(reverse("centres:visit_new"), typed)
    words = " ".join(strip_tags(answer.content.decode()).split())

    assert "Call back on 28/09/2026" in words  # a week after 21 September, the day of the tests


def test_a_day_that_does_not_exist_is_refused_with_an_example(client, mission, arta):
    client.force_login(arta)
    answers = {**ANSWERS, "office": str(mission.prishtine.id)}
    answers |= {"call_back_on": "31.2.2027", "started_at": "yesterday"}

    answer = client.post(reverse("centres:visit_new"), answers)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Enter a real date, for example 21/9/2026." in page
    assert "Enter a date and time, for example 21/9/2026 10:30." in page


def test_a_name_that_was_typed_and_not_chosen_is_not_dropped(client, mission, arta):
    file = people.record_person(arta, mission.prishtine, given="Shqipe", family="Qerimi")
    client.force_login(arta)
    answers = {**ANSWERS, "office": str(mission.prishtine.id), "who": "Škipe"}

    answer = client.post(reverse("centres:visit_new"), answers)
    chosen = client.post(reverse("centres:visit_new"), {**answers, "person": str(file.id)})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "You typed “Škipe” to find a known person, but nobody is selected." in page
    assert file.number in page
    assert "Check before saving" in chosen.content.decode()


def test_a_name_typed_for_the_waiting_list_and_not_chosen_is_not_dropped(client, mission, arta):
    client.force_login(arta)
    answers = {"office": str(mission.prishtine.id), "who": "Škipe"}

    answer = client.post(reverse("centres:wait"), answers)

    assert answer.status_code == 422
    assert "but nobody is selected" in answer.content.decode()
