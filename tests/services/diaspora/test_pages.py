"""Every page of the diaspora opens for who may, with what there is and without."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.services.diaspora.conftest import TODAY
from waystation.foundation.messaging import actions as messaging
from waystation.services.diaspora import actions

pytestmark = pytest.mark.django_db
LISTS = [
    "diaspora:members", "diaspora:mappings", "diaspora:calls", "diaspora:answers",
    "diaspora:contributions", "diaspora:mailings", "diaspora:registers",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_while_it_is_empty(client, orhan, name):
    client.force_login(orhan)

    assert client.get(reverse(name)).status_code == 200


def test_every_record_has_its_page_and_its_forms(client, mission, orhan, member, call):
    office = mission.prishtine.id
    offer = actions.answer_call(orhan, call.id, member.id, message="In autumn")
    given = actions.record_contribution(
        orhan, office, member=member.id, call=call.id, title="Course", kind="knowledge",
        country="CH", day=TODAY,
    )  # fmt: skip
    of_nobody = actions.record_contribution(
        orhan, office, title="Books", kind="philanthropy", country="CH", day=TODAY
    )
    letter = actions.draft_mailing(orhan, office, subject="Call", text="Dear members")
    client.force_login(orhan)
    addresses = [
        reverse("diaspora:member", args=[member.id]),
        reverse("diaspora:member_change", args=[member.id]),
        reverse("diaspora:member_erase", args=[member.id]),
        reverse("diaspora:member_new"),
        reverse("diaspora:mapping", args=[member.mapping_id]),
        reverse("diaspora:mapping_change", args=[member.mapping_id]),
        reverse("diaspora:mapping_new"),
        reverse("diaspora:call", args=[call.id]),
        reverse("diaspora:call_change", args=[call.id]),
        reverse("diaspora:call_new"),
        reverse("diaspora:call_transition", args=[call.id, "close"]),
        reverse("diaspora:answer", args=[offer.id]),
        reverse("diaspora:answer_transition", args=[offer.id, "accept"]),
        reverse("diaspora:contribution", args=[given.id]),
        reverse("diaspora:contribution", args=[of_nobody.id]),
        reverse("diaspora:contribution_new"),
        reverse("diaspora:contribution_transition", args=[given.id, "finish"]),
        reverse("diaspora:mailing", args=[letter.id]),
        reverse("diaspora:mailing_new"),
        reverse("diaspora:mailing_edit", args=[letter.id]),
        reverse("diaspora:mailing_send", args=[letter.id]),
        reverse("diaspora:entries", args=["groups"]),
        reverse("diaspora:entry_new", args=["events"]),
    ]

    statuses = {address: client.get(address).status_code for address in addresses}

    assert {address: code for address, code in statuses.items() if code != 200} == {}


def test_a_form_records_and_goes_on(client, arta, mapping):
    client.force_login(arta)

    answer = client.post(
        reverse("diaspora:member_new"),
        {"mapping": str(mapping.id), "name": "Ana", "country": "DE", "ways": ["trade"],
         "agreed": "on"},
        follow=True,
    )  # fmt: skip

    assert "The member is registered" in answer.content.decode()
    assert "Must not be written to" in answer.content.decode()


def test_each_step_leads_back_to_its_record(client, mission, orhan, member, call):
    offer = actions.answer_call(orhan, call.id, member.id)
    given = actions.record_contribution(
        orhan, mission.prishtine.id, call=call.id, title="Books for Pejë", kind="philanthropy",
        country="CH", day=TODAY,
    )  # fmt: skip
    client.force_login(orhan)

    accepting = client.get(reverse("diaspora:answer_transition", args=[offer.id, "accept"]))
    finishing = client.get(reverse("diaspora:contribution_transition", args=[given.id, "finish"]))

    assert reverse("diaspora:answer", args=[offer.id]) in accepting.content.decode()
    assert reverse("diaspora:contribution", args=[given.id]) in finishing.content.decode()
    assert "Books for Pejë" in finishing.content.decode()


def test_a_contribution_without_a_contributor_begins_with_its_call(client, mission, orhan, call):
    given = actions.record_contribution(
        orhan, mission.prishtine.id, call=call.id, title="Books", kind="philanthropy",
        country="CH", day=TODAY,
    )  # fmt: skip
    client.force_login(orhan)

    page = client.get(reverse("diaspora:contribution", args=[given.id])).content.decode()

    assert call.title in page
    assert "·" not in page.partition(call.title)[0].rpartition('<p class="mut">')[2]


def test_a_letter_says_to_how_many_it_goes_before_it_is_sent(client, mission, orhan, member):
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="Nurses", text="Dear all")
    client.force_login(orhan)

    page = client.get(reverse("diaspora:mailing", args=[letter.id])).content.decode()
    send = client.get(reverse("diaspora:mailing_send", args=[letter.id])).content.decode()

    assert "It goes to 1 member." in page
    assert "“Nurses” goes to 1 member." in send


@pytest.mark.parametrize(
    ("server", "said"), [(True, "E-mail sent: 1"), (False, "Waiting in the outbox: 1")]
)
def test_a_letter_says_what_became_of_it(client, mission, orhan, member, settings, server, said):
    settings.MAIL_LEAVES = server
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="Nurses", text="Dear all")
    actions.send_mailing(orhan, letter.id)
    client.force_login(orhan)
    address = reverse("diaspora:mailing", args=[letter.id])

    before = client.get(address).content.decode()
    messaging.send_waiting(orhan, mission.prishtine.id)
    after = " ".join(client.get(address).content.decode().split())

    assert "E-mail queued: 1" in " ".join(before.split())
    assert said in after
    assert ("mail server is set up" in after) is not server


def test_a_letter_can_be_changed_until_it_is_sent(client, mission, orhan, member):
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="Nurses", text="Dear all")
    client.force_login(orhan)
    address = reverse("diaspora:mailing_edit", args=[letter.id])
    seen = client.get(address).context["seen"]
    new = {"subject": "Nurses and doctors", "text": "Dear all", "seen": seen}

    changed = client.post(address, new)
    actions.send_mailing(orhan, letter.id)
    refused = client.post(address, {**new, "subject": "Teachers"})

    assert (changed.status_code, refused.status_code) == (302, 422)
    letter.refresh_from_db()
    assert letter.subject == "Nurses and doctors"


def test_a_letter_that_somebody_changed_meanwhile_is_not_changed_unseen(
    client, mission, orhan, member
):
    letter = actions.draft_mailing(orhan, mission.prishtine.id, subject="Nurses", text="Dear all")
    client.force_login(orhan)
    address = reverse("diaspora:mailing_edit", args=[letter.id])
    opened = {"text": "Dear all", "seen": client.get(address).context["seen"]}
    client.post(address, {**opened, "subject": "Nurses and doctors"})

    answer = client.post(address, {**opened, "subject": "Teachers"})

    assert answer.status_code == 409
    letter.refresh_from_db()
    assert letter.subject == "Nurses and doctors"


def test_an_empty_form_names_everything_that_is_missing(client, arta, mapping):
    client.force_login(arta)

    answer = client.post(reverse("diaspora:member_new"), {})

    errors = answer.context["form"].errors
    assert set(errors) == {"mapping", "country", "ways", "agreed"}
    assert errors["mapping"] == ["Choose an answer."]
