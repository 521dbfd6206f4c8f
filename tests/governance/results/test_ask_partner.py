"""A partner types figures at a link; the office accepts them, marked, or returns them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.governance.results.samples import ALL
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging.models import Delivery, Reminder
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.knowledge.models import DatedFact
from waystation.governance.results import actions
from waystation.governance.results.actions import Typed
from waystation.governance.results.models import PartnerFigure, PartnerRequest, RequestLink
from waystation.governance.results.queries import partners as queries
from waystation.registry.organisations import actions as organisations

OPEN = {"open_here": "1"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
    b"/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
QUARTER = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}


@pytest.fixture
def partner(mission, blerim):
    sanja = mission.hire("Sanja Keeper", mission.prishtine, "network_secretariat")
    return organisations.record_entity(
        sanja, mission.prishtine.id, name="Chamber of Trades", kind="civil_society"
    )


@pytest.fixture
def asked(mission, blerim, partner, indicators, time_machine):
    """Visits and people served of the first quarter, asked by sex until 20 April."""
    time_machine.move_to("2026-04-10T09:00Z", tick=False)
    return actions.ask_partner(
        blerim, mission.prishtine.id, partner.pk, ["visits", "people_served"],
        due_on=date(2026, 4, 20), by="sex", **QUARTER,
    )  # fmt: skip


def figures_of(row):
    return [one.figure for one in queries.asked_in(row)]


def answer(row, value=1500, **more):
    typed = Typed(value=Decimal(value), source="Register of members", **more)
    link, row = queries.live_link(row), PartnerRequest.objects.get(pk=row.pk)
    return actions.answer_request(link, {one.pk: typed for one in figures_of(row)}, row.version)


def fields(row, **more):
    sent = {"version": PartnerRequest.objects.get(pk=row.pk).version}
    for one in figures_of(row):
        sent |= {f"value-{one.pk.hex}": "1500", f"source-{one.pk.hex}": "Register of members"}
    return sent | more


def place(row):
    return reverse("results:partner", args=[queries.live_link(row).token])


def test_a_partner_types_at_its_link_and_the_office_finds_it_to_check(asked, blerim, arta, milan):
    device, where = Client(), place(asked)
    looked_at = device.get(where).content.decode()
    device.post(where, OPEN)

    page = device.get(where).content.decode()
    sent = device.post(where, fields(asked))

    asked.refresh_from_db()
    assert "Chamber of Trades" not in looked_at
    assert "asks Chamber of Trades for these figures by 20 April 2026" in " ".join(page.split())
    assert sent.status_code == 302
    assert asked.state == "answered"
    waits = [one.title for one in outstanding_for(blerim, today_in())]
    assert "Figures of Chamber of Trades to check" in waits
    for user in (arta, milan):
        with pytest.raises((NotSeen, NotAllowed)):
            queries.request_visible_to(user, asked.pk)


def test_the_link_does_not_mix_a_language_that_indicators_do_not_have(asked):
    device, where = Client(), place(asked)
    device.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    closed = device.get(where).content.decode()
    device.post(where, OPEN)
    opened = device.get(where).content.decode()

    for page in (closed, opened):
        assert f'<html lang="{asked.language}" dir="ltr"' in page
        assert 'value="ar"' not in page
        assert 'value="sq"' in page


def test_accepted_figures_are_shown_with_their_mark_and_can_be_quoted(
    client, asked, blerim, arta, milan
):
    row = answer(asked, 1500, qualifier="about")
    actions.decide_on_request(blerim, row.pk, "accept", row.version)

    fact = DatedFact.objects.get(series="partner-visits")
    (token, *_more) = knowledge.tokens_matching(blerim, "Visits, Chamber of Trades")
    client.force_login(arta)
    page = " ".join(
        client.get(reverse("results:indicator", args=["visits"])).content.decode().split()
    )
    sheet = client.get(reverse("results:indicator_export", args=["visits", "csv"])).content.decode()
    client.force_login(milan)
    other = client.get(reverse("results:indicator", args=["visits"])).content.decode()

    assert (fact.value, fact.qualifier, fact.method) == (1500, "about", "typed, by partner")
    assert (fact.as_of, fact.as_of_from, fact.as_of_on) == ("", row.starts_on, row.ends_on)
    for language, form in (("en", "%d/%m/%Y"), ("sq", "%d.%m.%Y")):
        with translation.override(language):
            assert fact.valid_for == f"{row.starts_on:{form}}–{row.ends_on:{form}}"
    assert "typed, by partner" in fact.source
    assert token.key == str(fact.pk) or str(fact.pk) in token.key
    for text in (page, sheet):
        assert "typed, by partner" in text
        assert "approximately 1,500" in text
        assert "Chamber of Trades" in text
    assert "Chamber of Trades" not in other


def test_what_is_returned_says_why_at_the_link_and_is_sent_again(asked, blerim):
    device, where = Client(), place(asked)
    device.post(where, OPEN)
    device.post(where, fields(asked))
    actions.decide_on_request(blerim, asked.pk, "return", reason="Is this of the whole quarter?")

    page = device.get(where).content.decode()
    again = device.post(where, fields(asked))

    assert "Is this of the whole quarter?" in page
    assert again.status_code == 302
    assert PartnerRequest.objects.get(pk=asked.pk).state == "answered"
    assert DatedFact.objects.filter(series="partner-visits").count() == 0


@pytest.mark.parametrize("step", ["accept", "cancel"])
def test_after_the_decision_the_link_is_over(asked, blerim, step):
    device, where = Client(), place(asked)
    device.post(where, OPEN)
    device.post(where, fields(asked))
    link = queries.live_link(asked)

    actions.decide_on_request(blerim, asked.pk, step)

    assert device.get(where).status_code == 410
    assert device.post(where, fields(asked)).status_code == 410
    with pytest.raises(Refusal):
        actions.answer_request(link, {}, asked.version)


def test_an_expired_link_is_over_and_a_new_one_closes_the_one_before(asked, blerim, time_machine):
    device, where = Client(), place(asked)
    device.post(where, OPEN)
    actions.make_request_link(blerim, asked.pk)
    closed = device.get(where)
    new = place(asked)
    time_machine.move_to("2026-08-01T09:00Z", tick=False)

    assert closed.status_code == 410
    assert new != where
    assert Client().get(new).status_code == 410


def test_two_windows_do_not_overwrite_each_other(asked):
    device, where = Client(), place(asked)
    device.post(where, OPEN)
    first, second = fields(asked), fields(asked)
    second[f"value-{figures_of(asked)[0].pk.hex}"] = "9"

    answers = [device.post(where, one).status_code for one in (first, second)]

    assert answers == [302, 409]
    assert {one.value for one in figures_of(asked)} == {Decimal(1500)}


def test_figures_that_changed_since_they_were_read_are_not_accepted(asked, blerim):
    row = answer(asked)
    read = row.version
    answer(asked, 1600)

    with pytest.raises(Refusal) as refused:
        actions.decide_on_request(blerim, asked.pk, "accept", read)

    assert refused.value.code == "request_moved_on"


def test_the_same_request_and_the_same_decision_sent_twice_are_one(
    mission, blerim, partner, indicators, time_machine
):
    time_machine.move_to("2026-04-10T09:00Z", tick=False)
    key = new_key()
    given = {"due_on": date(2026, 4, 20), "key": key, **QUARTER}

    rows = [
        actions.ask_partner(blerim, mission.prishtine.id, partner.pk, ["visits"], **given)
        for _ in range(2)
    ]
    answer(rows[0])
    for _ in range(2):
        actions.decide_on_request(blerim, rows[0].pk, "accept")

    assert rows[0].pk == rows[1].pk
    assert RequestLink.objects.count() == 1
    assert DatedFact.objects.filter(series="partner-visits").count() == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({}, "missing"),
        ({"value": Decimal(5)}, "missing"),
        ({"value": Decimal(-1), "source": "x"}, "number_unfit"),
        ({"value": Decimal("1.5"), "source": "x"}, "number_not_whole"),
        ({"value": Decimal(5), "source": "x", "parts": {"female": Decimal(4)}},
         "parts_do_not_add_up"),
        ({"value": Decimal(5), "source": "x", "qualifier": "nearly"}, "choice"),
        ({"value": Decimal(5), "source": "x", "file_name": "a.exe", "content": b"x"}, "file_kind"),
        ({"value": Decimal(5), "source": "x", "file_name": "a.pdf", "content": b"x"}, "file_kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused_at_its_field(asked, typed, code):
    figure = figures_of(asked)[0]

    answered = {one.pk: Typed(**typed) for one in figures_of(asked)}

    with pytest.raises(Refusal) as refused:
        actions.answer_request(queries.live_link(asked), answered, asked.version)

    first = getattr(refused.value, "all", [refused.value])[0]
    assert first.code == code
    assert figure.pk.hex in first.field


def test_zero_is_a_number_and_its_parts_may_be_zero(asked):
    row = answer(asked, 0, parts={"female": Decimal(0)})

    assert {one.value for one in figures_of(row)} == {Decimal(0)}


def test_a_document_is_stored_sealed_and_its_opening_is_logged(asked, blerim, milan):
    row = answer(asked, file_name="../list.pdf", content=PDF)
    figure = figures_of(row)[0]

    name, media, content = actions.open_document(blerim, figure.pk)

    assert (name, media, content) == ("list.pdf", "application/pdf", PDF)
    assert PDF not in bytes(PartnerFigure.objects.get(pk=figure.pk).document)
    assert Entry.objects.order_by("-number").first().verb == "partner_document.read"
    with pytest.raises(NotSeen):
        actions.open_document(milan, figure.pk)


def test_who_may_not_set_targets_asks_nobody_and_decides_nothing(
    mission, asked, partner, arta, ana
):
    with pytest.raises(NotAllowed):
        actions.ask_partner(
            arta, mission.prishtine.id, partner.pk, ["visits"], due_on=today_in(), **QUARTER
        )
    row = answer(asked)
    assert queries.request_visible_to(ana, row.pk) == row  # an analyst reads it

    with pytest.raises(NotAllowed):
        actions.decide_on_request(ana, row.pk, "accept")


def test_the_partner_is_reminded_before_on_and_after_the_day_once_each(asked, blerim, time_machine):
    found = []
    for day in (16, 17, 17, 20, 21, 27):
        time_machine.move_to(f"2026-04-{day}T09:00Z", tick=False)
        found.append(actions.remind_partners())

    assert found == [0, 1, 0, 1, 0, 1]
    assert Reminder.objects.filter(kind="results.reminder").count() == 3
    with pytest.raises(Refusal):
        actions.remind_partner(blerim, asked.pk)  # today already
    late = [one for one in outstanding_for(blerim, today_in()) if one.record == asked.pk]
    assert [one.urgency(today_in()) for one in late] == ["late"]


def test_the_letter_has_the_address_and_waits_no_longer_once_the_figures_are_there(asked):
    kind = queries_of_letters()["results.asked"]
    delivery = Delivery.objects.get(kind="results.asked")

    letter = kind.letter([delivery])
    answer(asked)

    assert place(asked) in letter.body
    assert "Figures" in letter.body or "figures" in letter.body
    assert set(kind.held_back([delivery])) == {delivery.pk}
    assert mail.outbox == []


def queries_of_letters():
    from waystation.governance.results.queries.letters import MESSAGES

    return MESSAGES


def test_a_newer_answer_for_the_same_period_replaces_the_fact(mission, asked, blerim, partner):
    actions.decide_on_request(blerim, answer(asked).pk, "accept")
    second = actions.ask_partner(
        blerim, mission.prishtine.id, partner.pk, ["visits"], due_on=today_in(), **QUARTER
    )

    actions.decide_on_request(blerim, answer(second, 1600).pk, "accept")

    newest = DatedFact.objects.filter(series="partner-visits").order_by("-id").first()
    assert (newest.value, newest.supersedes.value) == (1600, 1500)


@pytest.mark.sqlite_only
def test_the_form_asks_and_shows_the_address_once(client, mission, blerim, partner, indicators):
    client.force_login(blerim)
    where = reverse("results:request_new")
    sent = {"office": str(mission.prishtine.id), "entity": str(partner.pk)}
    sent |= {"indicators": [ALL[0]["key"]], "starts_on": "2026-01-01", "ends_on": "2026-03-31"}

    wrong = client.post(where, sent | {"indicators": [], "due_on": "2020-01-01"})
    made = client.post(where, sent | {"due_on": str(today_in())})

    assert wrong.status_code == 422
    assert "Choose between 1 and 10 indicators." in wrong.content.decode()
    assert made.status_code == 200
    assert queries.live_link(PartnerRequest.objects.get()).token in made.content.decode()


def test_the_page_of_a_new_link_shows_its_address_for_the_partner_in_place_of_the_form(
    client, asked, blerim
):
    client.force_login(blerim)
    where = reverse("results:request_link", args=[asked.pk])

    asks = client.get(where).content.decode()
    made = client.post(where).content.decode()

    assert "Make the link" in asks
    assert "Give this address only to the partner" in made
    assert "Make the link" not in made


def test_one_who_lost_a_conflict_is_told_at_the_action_too(asked):
    row = answer(asked)

    with pytest.raises(Conflict):
        actions.answer_request(queries.live_link(row), {}, row.version - 1)


def test_a_small_number_of_people_that_a_partner_typed_leaves_as_up_to(
    client, asked, blerim, arta, mission
):
    """Three people are three people, whoever counted them."""
    ana = mission.hire("Ana Reader", mission.prishtine, "analyst")
    row = answer(asked, 3)
    actions.decide_on_request(blerim, row.pk, "accept", row.version)

    fact = DatedFact.objects.get(series="partner-visits")
    texts = {}
    for user, audience in ((blerim, "internal"), (arta, "internal"), (ana, "public")):
        client.force_login(user)
        address = reverse("results:indicator_export", args=["visits", "csv"])
        sheet = client.get(f"{address}?audience={audience}").content.decode()
        texts[audience, user.full_name] = next(
            line.split(",")[2] for line in sheet.splitlines() if "typed, by partner" in line
        )

    assert (fact.value, fact.qualifier) == (9, "up_to")
    assert texts["public", ana.full_name] == "up to 9"
    assert texts["internal", blerim.full_name] == "3"


ASK = "/api/v1/results/partner-requests"


def body_of(mission, partner, **more):
    return {
        "office_id": str(mission.prishtine.id), "entity_id": str(partner.pk),
        "indicators": ["visits"], "starts_on": "2026-01-01", "ends_on": "2026-03-31",
        "due_on": "2026-04-20", "question": "Members only",
    } | more  # fmt: skip


@pytest.mark.sqlite_only
def test_over_http_a_partner_is_asked_once_and_its_figures_are_read_and_accepted(
    client, mission, blerim, arta, milan, partner, indicators, time_machine
):
    time_machine.move_to("2026-04-10T09:00Z", tick=False)
    client.force_login(blerim)
    sent = {"data": body_of(mission, partner), "content_type": "application/json"}
    key = {"HTTP_IDEMPOTENCY_KEY": str(new_key())}
    made, twice = (client.post(ASK, **sent, **key) for _ in range(2))
    row = PartnerRequest.objects.get()
    answer(row, 1500, qualifier="about")
    where = f"{ASK}/{row.pk}"

    shown = client.get(where).json()
    stale = client.post(f"{where}/accept", {"version": 1}, content_type="application/json")
    done = client.post(
        f"{where}/accept", {"version": shown["version"]}, content_type="application/json"
    )
    listed = client.get(f"{ASK}?state=accepted").json()
    others = []
    for user in (arta, milan):
        client.force_login(user)
        others += [client.get(where).status_code, client.post(ASK, **sent).status_code]

    assert made.status_code == twice.status_code == 201
    assert made.json()["id"] == twice.json()["id"] == str(row.pk)
    assert "/partners/answer/" in made.json()["link"]
    assert "link" not in shown
    assert (shown["state"], shown["figures"][0]["value"]) == ("answered", 1500)
    assert stale.status_code == 422
    assert (done.json()["state"], done.json()["figures"][0]["qualifier"]) == ("accepted", "about")
    assert [one["id"] for one in listed] == [str(row.pk)]
    assert set(others) <= {403, 404}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"office_id": ""}, "office_id"),
        ({"entity_id": ""}, "entity"),
        ({"indicators": []}, "indicators"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_over_http_a_wrong_request_is_refused_with_its_field(
    client, mission, blerim, partner, indicators, time_machine, wrong, field
):
    time_machine.move_to("2026-04-10T09:00Z", tick=False)
    client.force_login(blerim)

    refused = client.post(ASK, body_of(mission, partner, **wrong), content_type="application/json")

    assert refused.status_code == 422
    assert field in refused.content.decode()
    assert not PartnerRequest.objects.exists()


@pytest.mark.sqlite_only
def test_over_http_a_partner_is_reminded_and_gets_a_new_link(client, asked, blerim):
    client.force_login(blerim)
    before = queries.live_link(asked)

    reminded = client.post(f"{ASK}/{asked.pk}/remind")
    again = client.post(f"{ASK}/{asked.pk}/remind")
    linked = client.post(f"{ASK}/{asked.pk}/link")

    assert reminded.json()["reminded_on"] == "2026-04-10"
    assert again.status_code == 422
    assert linked.status_code == 201
    assert linked.json()["link"] == queries.address_of(queries.live_link(asked))
    assert queries.live_link(asked).pk != before.pk
