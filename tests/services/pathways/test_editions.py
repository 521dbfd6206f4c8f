"""Pathways and their dated rules: drafted, published, frozen; fact sheets that are older."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.services.pathways.conftest import ABOUT, TODAY
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.registry.factsheets import actions as factsheets
from waystation.services.pathways import actions, queries
from waystation.services.pathways.models import Condition, DatedList, Pathway
from waystation.services.pathways.queries.pathways import sheet_is_older

pytestmark = pytest.mark.django_db


def test_only_who_may_write_rules_writes_them_and_colleagues_of_all_offices_read(
    mission, luan, arta, milan, blerim, pathway
):
    for user in (arta, milan, blerim):
        with pytest.raises(NotAllowed):
            actions.record_pathway(
                user, mission.prishtine.id, name="x", kind="work", countries=["DE"]
            )

    seen = [queries.pathway_visible_to(user, pathway.id).name for user in (arta, milan, blerim)]

    assert seen == [pathway.name] * 3


def test_sent_twice_it_is_one_pathway_and_a_name_is_there_once(mission, luan):
    key, given = new_key(), {"name": "Study", "kind": "study", "countries": ["DE"]}

    first, second = (
        actions.record_pathway(luan, mission.prishtine.id, key=key, **given) for _ in range(2)
    )
    with pytest.raises(Conflict):
        actions.record_pathway(luan, mission.prishtine.id, **given)

    assert first.id == second.id == key


def test_an_edition_without_rules_is_not_published(luan, blerim, pathway):
    empty = actions.draft_edition(luan, pathway.id, valid_from=TODAY, **ABOUT)

    with pytest.raises(Refusal) as refused:
        actions.change_edition_state(blerim, empty.id, "publish")

    assert refused.value.code == "no_rules"


def test_who_writes_the_rules_does_not_publish_them(luan, draft):
    with pytest.raises(NotAllowed):
        actions.change_edition_state(luan, draft.id, "publish")


def test_what_is_published_does_not_change_not_even_past_the_program(luan, edition):
    with pytest.raises(Refusal) as refused:
        actions.add_condition(luan, edition.id, kind="start", wording="Start")
    rule = edition.conditions.order_by("position").first()
    for change in (
        lambda: Condition.objects.filter(id=rule.id).update(wording="other"),
        lambda: Condition.objects.filter(id=rule.id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert refused.value.code == "frozen"


def test_the_next_edition_begins_with_the_rules_of_the_last_one_unconfirmed(luan, blerim, edition):
    following = actions.draft_edition(
        luan, edition.pathway_id, valid_from=date(2027, 1, 1), **ABOUT
    )

    rules = queries.conditions_of(following)

    assert [one.kind for one in rules] == ["nationality", "language", "offer"]
    assert not any(one.confirmed for one in rules)


def test_the_edition_of_a_day_is_the_last_that_is_valid_on_it(luan, blerim, edition):
    following = actions.draft_edition(
        luan, edition.pathway_id, valid_from=date(2027, 1, 1), **ABOUT
    )
    actions.change_edition_state(blerim, following.id, "publish")
    rows = queries.editions_visible_to(luan)

    found = [
        queries.current_editions(rows, day).get(edition.pathway_id)
        for day in (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1))
    ]

    assert [one and one.number for one in found] == [None, 1, 2]


def test_an_edition_that_begins_before_the_last_one_is_not_published(luan, blerim, edition):
    earlier = actions.draft_edition(luan, edition.pathway_id, valid_from=date(2025, 1, 1), **ABOUT)

    with pytest.raises(Refusal) as refused:
        actions.change_edition_state(blerim, earlier.id, "publish")

    assert refused.value.code == "validity"


def test_a_fact_sheet_is_marked_while_the_rules_are_newer(
    client, mission, luan, blerim, clock, edition
):
    orhan = mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")

    blank = {"title": "", "body": ""}

    def publish_sheet(number):
        draft = factsheets.draft_edition(
            orhan, sheet.id, valid_from=TODAY + timedelta(days=number), source="Law",
            source_url="https://law.example", source_on=TODAY,
        )  # fmt: skip
        if number == 0:
            factsheets.write_text(orhan, draft.id, "en", blank, {"title": "Work", "body": "Text"})
        return factsheets.change_edition_state(blerim, draft.id, "publish")

    sheet = factsheets.record_sheet(
        orhan, mission.prishtine.id, topic="legal_emigration", title="Work abroad"
    )
    told = publish_sheet(0)
    pathway = actions.link_sheet(luan, edition.pathway_id, sheet.id)
    before = sheet_is_older(pathway)
    clock.move_to(clock_later(1))
    following = actions.draft_edition(luan, pathway.id, valid_from=date(2027, 1, 1), **ABOUT)
    actions.change_edition_state(blerim, following.id, "publish")
    marked = sheet_is_older(Pathway.objects.get(id=pathway.id))
    client.force_login(orhan)
    page = client.get(reverse("factsheets:edition", args=[told.id])).content.decode()
    waiting = [one.kind for one in queries.outstanding(orhan, TODAY)]
    clock.move_to(clock_later(2))
    publish_sheet(1)

    assert (before, marked) == (False, True)
    assert "The rules are newer than this sheet" in page
    assert waiting == ["pathways.sheet"]
    assert not sheet_is_older(Pathway.objects.get(id=pathway.id))


def clock_later(days):
    from tests.services.pathways.conftest import MONDAY

    return MONDAY + timedelta(days=days)


def test_a_dated_list_counts_from_its_day_on(luan, pathway):
    for day, codes in ((date(2026, 6, 1), "7212"), (date(2026, 10, 1), "2221")):
        one = DatedList.begin(
            luan, pathway.office_id, pathway=pathway, kind="occupations", name="List", codes=codes,
            valid_from=day, source="Annex", read_on=day,
        )  # fmt: skip
        one.save(force_insert=True)

    found = [
        queries.list_on(pathway.id, "occupations", day)
        for day in (date(2026, 5, 31), TODAY, date(2026, 10, 1))
    ]

    assert [one and one.codes for one in found] == [None, "7212", "2221"]


def test_what_is_shipped_can_be_published_rule_by_rule_and_loaded_twice_adds_nothing(
    mission, luan, blerim
):
    made = actions.load_shipped(luan, mission.prishtine.id)
    again = actions.load_shipped(luan, mission.prishtine.id)

    for pathway in made:
        draft = pathway.editions.get()
        actions.change_edition_state(blerim, draft.id, "publish")
    names = {one.name for one in made}
    unconfirmed = {one.pathway.name for one in queries.current_of(luan, TODAY) if not one.confirmed}

    assert again == []
    assert len(names) == 10
    assert {"EU Talent Pool", "Scholarships of the DAAD"} == unconfirmed
    assert all(one.editions.get().source for one in made)


def test_a_rule_that_cannot_be_decided_is_refused_beside_its_field(client, luan, draft):
    client.force_login(luan)

    answer = client.post(
        reverse("pathways:condition_new", args=[draft.id]),
        {"kind": "pay", "wording": "At least so much", "amount": "-5"},
    )

    assert answer.status_code == 422
    assert "amount" in answer.context["form"].errors


def test_the_pages_show_rules_with_their_source_and_what_is_unconfirmed(client, arta, edition):
    client.force_login(arta)

    pathway = client.get(reverse("pathways:pathway", args=[edition.pathway_id])).content.decode()
    page = client.get(reverse("pathways:edition", args=[edition.id])).content.decode()
    listed = client.get(reverse("pathways:pathways")).content.decode()

    assert "German B1" in page
    assert "Unconfirmed" in page  # the rule on German was not checked
    assert ABOUT["source"] in pathway
    assert "Western Balkans regulation" in listed


def test_a_missing_pathway_is_not_there(luan):
    with pytest.raises(NotSeen):
        queries.pathway_visible_to(luan, new_key())
