"""One reader who asks everything a role may ask, beside everything that was published.

Pages, files, boards, their e-mails, the API and the previews of drafts are opened as they are; each
table of figures on the way out is written down and read by the attacker, next to all editions.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from importlib import import_module
from uuid import UUID

import pytest
from django.urls import reverse

from tests.governance.reports import attacker, generated
from tests.governance.reports.test_attack_on_publications import (
    MONTHS,
    QUARTERS,
    THRESHOLD,
    boss,
    month,
    publish,
    table,
    text,
)
from waystation.foundation.access import actions as access
from waystation.foundation.access.rules.roles import ROLES
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.boards import actions as boards
from waystation.governance.boards.models import Subscription
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Edition
from waystation.governance.results import queries as results
from waystation.governance.results.queries import protecting
from waystation.governance.results.queries.store import tables

__all__ = ["boss"]
SEEDS = range(int(os.environ.get("ATTACKED_OFFICES", "2")))
REACH = 15  # of the noise, as the methods page says
COUNTS = {"visits", "visits_work"}
SECRET = b"a secret of thirty-two bytes long"


@pytest.fixture
def told(monkeypatch):
    """Write down every table of figures that anything counts for a reader."""
    from waystation.governance.reports.queries import assembling

    figures = import_module("waystation.governance.results.queries.figures")
    found, counted_for = [], figures.counted_for

    def noted(*args, **more):
        found.append(counted_for(*args, **more))
        return found[-1]

    monkeypatch.setattr(figures, "counted_for", noted)
    monkeypatch.setattr(assembling, "counted_for", noted)
    monkeypatch.setattr(protecting, "secret_of", lambda organisation: SECRET)
    return found


@pytest.fixture
def reader(mission):
    """Reads figures, drafts reports, opens no visit."""
    return mission.hire("Ana Krasniqi", mission.prishtine, "analyst")


def asks(client, reader, office):
    """Open every page and file of figures that there is, month by month."""
    board = boards.make_board(reader, office.id, title="Mine")
    for shape, by in (("figure", ""), ("months", ""), ("bars", "sex"), ("table", "reason")):
        boards.add_tile(reader, board.id, indicator="visits", shape=shape, by=by)
    boards.subscribe(reader, board.id, rhythm="weekly")
    client.force_login(reader)
    pages = []
    for number in range(1, 5):
        period = f"?period=2026-{number:02}"
        pages += [
            reverse("results:dashboard") + period,
            reverse("results:indicators") + period,
            reverse("boards:board", args=[board.id]) + period,
            reverse("boards:export", args=[board.id, "csv"]) + period,
            *(
                reverse("results:indicator", args=[key]) + f"{period}&by={by}&sex={sex}"
                for key in ("visits", "visits_work")
                for by in ("sex", "age_band", "reason", "month")
                for sex in ("", "female", "male")
            ),
            *(
                f"/api/v1/results/figures/{key}{period}&by={by}&audience=internal"
                for key in ("visits", "visits_work")
                for by in ("sex,reason", "sex,age_band", "reason,age_band")
            ),
        ]
    draft = actions.draft_report(
        reader, "Mine", date(2026, 1, 1), date(2026, 4, 30), audience="partners",
        offices=[office.id],
        blocks=[text("visits reason=rights", "visits sex=other", "visits_work"),
                table("visits", "reason")],
    )  # fmt: skip
    pages.append(reverse("reports:draft", args=[draft.id]))
    answers = [client.get(page).status_code for page in pages]
    Subscription.objects.update(sent_on=date(2026, 1, 1))
    boards.send_digests()
    messaging.send_waiting(reader, office.id)
    return answers


def learn(known, world, asked):
    """Enter what live tables say: each number is the true one, give or take what noise reaches."""
    for one in asked:
        if one.known.key not in COUNTS or one.method != "noise":
            continue
        for figure in (one.total, *one.cells):
            codes = dict(zip(one.dimensions, figure.key, strict=False)) | dict(one.where)
            period = codes.pop("month", one.period.code)
            if "office" in codes:
                codes["office"] = str(UUID(codes["office"]))
            if figure.state != "shown" or set(codes) - set(world.columns):
                continue
            mask = (
                world.inside(period, [str(UUID(office)) for office in one.offices])
                & world.passes(one.known.definition.where)
                & world.cell(codes)
            )
            months = len(list(parse(period).months()))
            known.learn(mask, max(figure.value - REACH * months, 0), figure.value + REACH * months)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_asked_beside_everything_published_finds_nobody(
    seed, client, mission, visits, indicators, boss, reader, told
):
    lines = generated.visits_of(seed, [mission.prishtine.id], months=4)
    visits.many(lines)
    world = generated.world_of([mission.prishtine.id], MONTHS)
    for number in range(1, 5):
        blocks = [table("visits", "reason"), text("visits sex=female"), table("visits", "sex")]
        publish(boss, [mission.prishtine.id], month(number), blocks)
    told.clear()

    answers = asks(client, reader, mission.prishtine)

    known = attacker.read_editions(
        world, [bytes(one) for one in Edition.objects.values_list("content", flat=True)]
    )["visits"]
    before = len(known.masks)
    learn(known, world, told)
    columns = [("time", "sex"), ("time", "reason"), ("time", "age_band")]
    targets = generated.small_groups(world, lines, THRESHOLD - 1, columns)
    assert set(answers) == {200}
    assert len(known.masks) - before > 100
    assert {one.method for one in told if one.known.definition.source == "visits"} == {"noise"}
    assert attacker.recovered(known, targets) == []


def test_every_role_reads_exactly_only_what_it_may_open(mission, visits, indicators):
    visits.many(generated.visits_of(1, [mission.prishtine.id]))
    permission = tables()["visits"].permission
    methods = {}

    for name, role in ROLES.items():
        if "indicator.read" in role.may:
            person = mission.hire(f"Reader {name}", mission.prishtine, name)
            found = results.figures(person, ["visits"], parse("2026-02"), by=["sex"])
            methods[name] = found["visits"].method

    opens = {name for name in methods if permission in ROLES[name].may}
    assert {name for name, method in methods.items() if method == "exact"} == opens
    assert len(methods) > len(opens) > 0


def test_previews_of_drafts_are_questions_of_the_day(
    client, mission, visits, indicators, reader, settings
):
    settings.LIVE_QUESTIONS_PER_DAY = 3
    visits.many(generated.visits_of(2, [mission.prishtine.id]))
    draft = actions.draft_report(
        reader, "Mine", date(2026, 1, 1), date(2026, 4, 30), audience="partners",
        offices=[mission.prishtine.id], blocks=[text("visits", "visits sex=female")],
    )  # fmt: skip
    queries.preview(draft, reader=reader)  # two questions

    actions.add_block(reader, draft.id, "text", {"text": "[visits sex=male] [visits sex=other]"})

    with pytest.raises(Refusal) as refused:
        queries.preview(queries.draft_visible_to(reader, draft.id), reader=reader)
    assert refused.value.code == "questions_spent"


def test_who_manages_two_offices_and_opens_one_gets_no_difference_of_them(
    mission, visits, indicators
):
    """The exact number of one's own office taken from that of both would be the other's."""
    offices = [mission.prishtine.id, mission.peje.id]
    visits.many(generated.visits_of(3, offices))
    person = mission.hire("Lule Gashi", mission.prishtine, "counsellor")
    access.give_role(None, person, mission.peje, "outreach_officer", date(2020, 1, 1))

    own = results.figures(person, ["visits"], parse("2026-02"), offices=offices[:1])["visits"]
    both = results.figures(person, ["visits"], parse("2026-02"), offices=offices)["visits"]

    assert (own.method, both.method) == ("exact", "noise")


@pytest.mark.parametrize("seed", SEEDS)
def test_nested_offices_and_overlapping_months_beside_live_answers_find_nobody(
    seed, mission, visits, indicators, boss, told
):
    """Editions over one office, the other and both, beside all that a reader asks of the same."""
    offices = [mission.prishtine.id, mission.peje.id]
    lines = generated.visits_of(seed, offices, months=4)
    visits.many(lines)
    world = generated.world_of(offices, MONTHS)
    nested = (offices[:1], offices[1:], offices)
    for period in QUARTERS:
        for places in nested:
            publish(boss, places, period, [text("visits"), table("visits", "sex")])
    reader = mission.hire("Ana Krasniqi", mission.prishtine, "analyst")
    told.clear()

    for places in nested:
        for period in ("2026-01", "2026-02", "2026-03", "2026-04", "2026-Q1", "2026-01..2026-04"):
            for by in ((), ("sex",), ("reason",), ("sex", "reason"), ("office", "sex")):
                for where in ({}, {"sex": "female"}, {"reason": "work"}):
                    ask(reader, places, period, by, where)

    known = attacker.read_editions(
        world, [bytes(one) for one in Edition.objects.values_list("content", flat=True)]
    )["visits"]
    before = len(known.masks)
    learn(known, world, told)
    columns = [("time", "office"), ("time", "sex"), ("office", "sex"), ("time", "reason")]
    targets = generated.small_groups(world, lines, THRESHOLD - 1, columns)
    assert len(known.masks) - before > 100
    assert {one.method for one in told} == {"noise"}
    assert attacker.recovered(known, targets) == []


def ask(reader, places, period, by, where):
    """Ask one question; a breakdown that is narrowed already, or a period that is none, is none."""
    with suppress(Refusal):
        results.figures(reader, ["visits"], parse(period), by=by, where=where, offices=places)
