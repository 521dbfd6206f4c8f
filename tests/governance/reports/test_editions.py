"""An edition is frozen, chained, opened down to its records, and proved unchanged."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction

from tests.governance.results.samples import define
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Edition
from waystation.governance.reports.queries import lineage
from waystation.governance.results.queries import store

FIRST_QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
BLOCKS = [
    ("heading", {"text": "What we did"}),
    ("text", {"text": "We served [people_served], [women_share] women.\n\nWork: [visits_work]."}),
    ("table", {"indicators": ["visits", "minutes"], "by": ""}),
    ("chart", {"indicator": "visits", "along": "month", "split": "sex"}),
    ("map", {"indicator": "people_served"}),
    ("table", {"indicators": ["visits", "people_served"], "by": "reason"}),
]


@pytest.fixture
def quarter(sixty_visits, blerim, mission):
    """Sixty visits and a report about them."""
    report = actions.draft_report(
        blerim, "First quarter", *FIRST_QUARTER, audience="internal", blocks=BLOCKS
    )
    return sixty_visits, report


def states(edition):
    return {n: one.state for n, one in queries.recompute(edition).verdicts.items()}


def named(edition, key, *cell):
    content = json.loads(bytes(edition.content))
    return next(
        one["n"]
        for one in content["figures"]
        if one["indicator"] == key and one["key"] == list(cell)
    )


def test_an_edition_is_canonical_json_with_its_hash_and_the_edition_before(quarter, blerim):
    _, report = quarter

    first = actions.publish_report(blerim, report.id)
    second = actions.publish_report(blerim, report.id, reason="A typing mistake")

    content = json.loads(bytes(second.content))
    assert rfc8785.dumps(content) == bytes(second.content)
    assert hashlib.sha256(bytes(second.content)).hexdigest() == second.digest
    assert (second.previous, content["previous"]) == (first.digest, first.digest)
    assert (second.corrects, content["number"]) == (first, 2)
    assert queries.verify_editions() == []


def test_a_figure_leads_to_records_code_policy_and_approver(quarter, blerim):
    edition = actions.publish_report(blerim, quarter[1].id)
    number = named(edition, "visits")

    told = queries.records_behind(blerim, edition.id, number)["proof"]

    [approval] = told["approvals"]  # nobody else approved it: whoever publishes answers for it
    assert (approval["approver"], approval["name"]) == (str(blerim.id), "Blerim Hoti")
    assert told["published_by"] == "Blerim Hoti"
    assert told["policy"].startswith("internal/")
    assert (len(told["snapshot"]), told["state"]) == (64, "same")
    assert told["code"].startswith("0.")
    content = json.loads(bytes(edition.content))
    proofs = [one["snapshot"] for one in content["provenance"]["figures"].values()]
    assert len(set(proofs)) == len(content["figures"])


def test_the_page_of_a_figure_shows_what_it_rests_on(client, quarter, blerim, milan):
    edition = actions.publish_report(blerim, quarter[1].id)
    number = named(edition, "visits")
    where = f"/results/reports/{edition.id}/figures/{number}/"
    proof = queries.provenance_of(json.loads(bytes(edition.content)), number)
    client.force_login(blerim)

    page = client.get(where).content.decode()

    assert proof["snapshot"][:16] in page
    assert proof["code"] in page
    assert "the records have the same hash" in page
    client.force_login(milan)
    assert client.get(where).status_code == 404
    assert queries.provenance_of({"figures": []}, 1) is None  # published before this was kept


def test_one_changed_record_gives_its_figures_another_hash_and_leaves_the_others(
    quarter, blerim, visits
):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)

    visits.change(keys[0], minutes=99.0)
    again = queries.recompute(edition)

    kept = json.loads(bytes(edition.content))["provenance"]["figures"]
    differs = {n for n, one in again.verdicts.items() if one.proof != kept[str(n)]["snapshot"]}
    assert named(edition, "minutes") in differs
    assert differs == set(again.numbers("changed"))
    assert again.numbers("same")


def test_a_fresh_edition_counts_the_same_again(quarter, blerim):
    edition = actions.publish_report(blerim, quarter[1].id)

    assert set(states(edition).values()) == {"same"}
    assert len(states(edition)) > 15


def test_exactly_the_figures_that_used_the_changed_value_say_changed(quarter, visits, blerim):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)
    frozen = bytes(edition.content)

    visits.change(keys[0], minutes=99.0)

    changed = {n for n, state in states(edition).items() if state == "changed"}
    assert changed == {named(edition, "minutes")}
    again = Edition.objects.get(pk=edition.pk)
    assert (bytes(again.content), again.digest) == (frozen, edition.digest)
    assert queries.verify_editions() == []


def test_a_visit_that_moves_to_another_reason_changes_both_reasons_and_no_third(
    quarter, visits, blerim
):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)

    visits.change(keys[0], reason="papers")  # was work

    changed = {n for n, state in states(edition).items() if state == "changed"}
    assert named(edition, "visits_work") in changed
    assert named(edition, "visits", "papers") in changed
    assert named(edition, "visits", "work") in changed
    assert named(edition, "visits", "return") not in changed
    assert named(edition, "visits") not in changed
    assert named(edition, "minutes") not in changed


def test_a_visit_recorded_late_joins_the_figures_it_belongs_to(quarter, visits, blerim):
    edition = actions.publish_report(blerim, quarter[1].id)

    visits.record(day=date(2026, 2, 5), reason="papers", sex="male", person="late")
    visits.record(day=date(2026, 5, 5), reason="papers", sex="male", person="later")

    verdicts = queries.recompute(edition).verdicts
    assert len(verdicts[named(edition, "visits")].joined) == 1
    assert verdicts[named(edition, "visits")].value == 61
    assert verdicts[named(edition, "visits_work")].state == "same"


def test_an_erased_visit_makes_its_figures_not_recomputable_and_the_day_is_known(
    quarter, visits, blerim
):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)

    visits.remove(keys[1])  # papers

    again = queries.recompute(edition)
    assert again.verdicts[named(edition, "visits")].state == "not_recomputable"
    assert again.verdicts[named(edition, "visits")].gone == 1
    assert again.verdicts[named(edition, "visits_work")].state == "same"
    assert [one["verb"] for one in again.erased] == ["visit.erase"]


def test_a_figure_opens_down_to_its_records_and_says_who_changed_them(
    quarter, visits, arta, blerim, mission
):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)
    visits.change(keys[0], user=arta, reason="papers")

    opened = queries.records_behind(blerim, edition.id, named(edition, "visits_work"))

    assert opened["definition"]["where"] == {"column": "reason", "is": "work"}
    assert opened["visible"] == 20
    assert keys[0] in {row["id"] for row in opened["records"]}
    assert [(row["user"], row["verb"], row["detail"]["fields"]) for row in opened["changes"]] == [
        ("Arta Berisha", "visit.change", ["reason"])
    ]


def test_who_may_not_open_visits_sees_only_how_many(sixty_visits, blerim, ana):
    report = actions.draft_report(
        blerim, "Ours", *FIRST_QUARTER, audience="partners",
        blocks=[("text", {"text": "[visits_work]"})],
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)

    opened = queries.records_behind(ana, edition.id, named(edition, "visits_work"))

    assert (opened["records"], opened["visible"], opened["closed"]) == ([], 0, 20)


def test_who_may_not_open_visits_does_not_learn_which_cell_a_late_visit_belongs_to(
    sixty_visits, visits, blerim, ana, client
):
    report = actions.draft_report(
        blerim, "Ours", *FIRST_QUARTER, audience="partners",
        blocks=[("text", {"text": "[visits_work] [visits] [people_served]"})],
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)
    visits.record(day=date(2026, 2, 5), reason="work", sex="male", person="late")

    verdicts = queries.recompute_for(ana, edition).verdicts
    opened = queries.records_behind(ana, edition.id, named(edition, "visits_work"))
    persons = queries.records_behind(ana, edition.id, named(edition, "people_served"))
    client.force_login(ana)
    page = client.get(f"/results/reports/{edition.id}/check/").content.decode()
    figure = client.get(f"/api/v1/results/editions/{edition.id}/check").json()["figures"]

    assert {one.state for one in verdicts.values()} == {"closed"}
    assert {one.state for one in queries.recompute_for(blerim, edition).verdicts.values()} == {
        "changed"
    }
    assert (opened["verdict"].state, opened["proof"]["state"]) == ("closed", "closed")
    assert (opened["closed"], persons["closed"]) == (20, None)
    assert "Changed since</span>" not in page
    assert set(figure.values()) == {"closed"}


def test_another_office_has_no_such_report_and_no_such_edition(quarter, blerim, milan):
    _, report = quarter
    edition = actions.publish_report(blerim, report.id)

    assert queries.published_editions(milan) == []
    assert queries.drafts_visible_to(milan) == []
    for look in (
        lambda: queries.edition_visible_to(milan, edition.id),
        lambda: queries.draft_visible_to(milan, report.id),
        lambda: queries.records_behind(milan, edition.id, 1),
        lambda: actions.publish_report(milan, report.id),
        lambda: actions.add_block(milan, report.id, "heading", {"text": "x"}),
    ):
        with pytest.raises(NotSeen):
            look()


def test_a_counsellor_may_look_at_a_draft_but_not_write_or_publish(quarter, arta):
    _, report = quarter

    assert queries.draft_visible_to(arta, report.id) == report
    with pytest.raises(NotAllowed):
        actions.add_block(arta, report.id, "heading", {"text": "x"})
    with pytest.raises(NotAllowed):
        actions.publish_report(arta, report.id)


def test_readers_outside_see_what_is_for_them(quarter, blerim, mission):
    _, report = quarter
    reader = mission.hire("Rita Reader", mission.prishtine, "unkt_reader")
    actions.publish_report(blerim, report.id)
    assert queries.published_editions(reader) == []

    actions.change_report(blerim, report.id, {"audience": "partners"}, {"audience": "internal"})
    edition = actions.publish_report(blerim, report.id, reason="For partners")

    assert [row["id"] for row in queries.published_editions(reader)] == [edition.id]
    assert queries.drafts_visible_to(reader) == []


def test_an_edition_for_partners_holds_no_small_number(visits, indicators, blerim):
    visits.record(person="one", reason="work", day=date(2026, 1, 5))
    report = actions.draft_report(
        blerim, "Small", *FIRST_QUARTER, audience="partners", blocks=[BLOCKS[1]]
    )

    edition = actions.publish_report(blerim, report.id)

    figures = json.loads(bytes(edition.content))["figures"]
    hidden = next(one for one in figures if one["indicator"] == "visits_work")
    assert (hidden["state"], hidden["value"], hidden["numerator"]) == ("hidden", None, None)


def test_a_release_keeps_its_policy_and_what_the_attacker_found(visits, indicators, blerim):
    for i, sex in enumerate(["female"] * 12 + ["male"] * 9 + ["other"] * 2):
        visits.record(person=f"p{i}", sex=sex, reason=["work", "papers"][i % 2])
    blocks = [
        ("table", {"indicators": ["visits"], "by": "sex"}),
        ("chart", {"indicator": "visits", "along": "sex", "split": "reason"}),
        ("text", {"text": "[women_share]"}),
    ]
    report = actions.draft_report(
        blerim, "Protected", *FIRST_QUARTER, audience="partners", blocks=blocks
    )

    edition = actions.publish_report(blerim, report.id)

    kept = json.loads(bytes(edition.content))["protection"]
    assert kept["policies"] == [
        {"audience": "partners", "data_set": "", "threshold": 5, "method": "suppression"}
    ]
    # two tables of visits, and of a share its numerator, the rest, and its denominator
    assert (kept["tables"], kept["breaches"]) == (2 + 3, 0)


def test_an_edition_that_differs_by_one_person_from_the_last_is_refused(visits, indicators, blerim):
    for i in range(20):
        visits.record(person=f"p{i}", day=date(2026, 1, 5))
    report = actions.draft_report(
        blerim, "Twice", *FIRST_QUARTER, audience="partners",
        blocks=[("text", {"text": "[visits]"})],
    )  # fmt: skip
    actions.publish_report(blerim, report.id)
    same = actions.publish_report(blerim, report.id, reason="A word was wrong")

    visits.record(person="late", day=date(2026, 2, 5))

    with pytest.raises(Refusal, match="fewer than 5"):
        actions.publish_report(blerim, report.id, reason="One more came")
    for i in range(4):
        visits.record(person=f"later{i}", day=date(2026, 2, 5))
    assert actions.publish_report(blerim, report.id, reason="Five more").number == same.number + 1


def test_nothing_is_published_without_the_1244_note(quarter, blerim, settings):
    settings.UNSCR_1244_NOTE = ""

    with pytest.raises(Refusal, match="1244"):
        actions.publish_report(blerim, quarter[1].id)

    assert not Edition.objects.exists()


def test_a_correction_says_what_was_wrong(quarter, blerim):
    actions.publish_report(blerim, quarter[1].id)

    with pytest.raises(Refusal, match="what was wrong"):
        actions.publish_report(blerim, quarter[1].id)


def test_a_draft_changed_meanwhile_is_not_published(quarter, blerim):
    _, report = quarter
    actions.add_block(blerim, report.id, "heading", {"text": "More"})

    with pytest.raises(Conflict):
        actions.publish_report(blerim, report.id, version=report.version)


def test_nothing_is_published_when_the_trail_cannot_be_written(quarter, blerim, monkeypatch):
    from waystation.foundation.audit import actions as audit

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "log", broken)

    with pytest.raises(DatabaseError):
        actions.publish_report(blerim, quarter[1].id)

    assert not Edition.objects.exists()


TABLES = ["reports_edition", "reports_lineage", "results_indicatorversion"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_plain_sql_cannot_change_what_was_published(quarter, blerim, table, sql):
    actions.publish_report(blerim, quarter[1].id)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


def _without_the_triggers(monkeypatch, edition, **fields):
    """What verify would find if somebody took the triggers away."""
    real = Edition.objects.filter

    class Altered:
        def __init__(self, rows):
            self.rows = rows

        def order_by(self, *names):
            self.rows = self.rows.order_by(*names)
            return self

        def iterator(self):
            for row in self.rows.iterator():
                if row.pk == edition.pk:
                    for name, value in fields.items():
                        setattr(row, name, value)
                yield row

    monkeypatch.setattr(Edition.objects, "filter", lambda **by: Altered(real(**by)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"content": b"{}"}, "hash"),
        ({"digest": "0" * 64}, "hash"),
        ({"previous": "1" * 64}, "continue"),
        ({"link": 7}, "missing"),
    ],
)
def test_verify_names_an_edition_that_was_altered(quarter, blerim, monkeypatch, fields, sentence):
    edition = actions.publish_report(blerim, quarter[1].id)
    _without_the_triggers(monkeypatch, edition, **fields)

    problems = queries.verify_editions()

    assert any(sentence in one and "First quarter" in one for one in problems)


def test_a_stored_lineage_names_no_record(quarter, blerim):
    keys, report = quarter
    edition = actions.publish_report(blerim, report.id)

    kept = edition.lineages.get()

    opened = lineage.read_lineage(bytes(kept.rows), bytes(kept.members))
    stored = bytes(kept.rows) + opened.records.tobytes() + bytes(edition.content)
    assert all(key.bytes not in stored and str(key).encode() not in stored for key in keys)
    assert len({value for array in opened.values.values() for value in array.tolist()}) > 60 * 5


def test_a_figure_that_cannot_be_read_is_refused_in_a_sentence(indicators, blerim):
    report = actions.draft_report(blerim, "Q1", *FIRST_QUARTER)

    with pytest.raises(Refusal, match="not a period"):
        actions.add_block(blerim, report.id, "text", {"text": "We saw [visits 2026-13]."})
    actions.add_block(blerim, report.id, "text", {"text": "We saw [visit]."})
    with pytest.raises(Refusal, match="no indicator"):
        actions.publish_report(blerim, report.id)


def test_the_definition_of_an_edition_stays_when_the_indicator_changes(
    quarter, blerim, ana, indicators
):
    _, report = quarter
    edition = actions.publish_report(blerim, report.id)
    number = named(edition, "visits_work")

    define(
        ana,
        indicators["visits_work"] | {"where": {"column": "reason", "is": "papers"}},
        why="It was renamed",
    )

    assert queries.figure_of(blerim, edition.id, number)["definition"]["where"]["is"] == "work"
    assert states(edition)[number] == "same"
    assert store.facts(edition.organisation_id, "visits")
