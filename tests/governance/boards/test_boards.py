"""Boards: chosen figures, shared with an office, sent by e-mail."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from lxml import html

from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.boards import actions, queries
from waystation.governance.boards.models import Board, Subscription, Tile
from waystation.governance.boards.rules import MOST_TILES, last_due

pytestmark = pytest.mark.django_db

QUARTER = "?period=2026-Q1"


@pytest.fixture
def board(mission, sixty_visits):
    """Arta's own board with a figure, a chart and a table of what her office did."""
    made = actions.make_board(mission.arta, mission.prishtine.id, title="Every morning")
    actions.add_tile(mission.arta, made.id, indicator="visits_work", shape="figure")
    actions.add_tile(mission.arta, made.id, indicator="visits_work", shape="months")
    actions.add_tile(mission.arta, made.id, indicator="people_served", shape="table", by="sex")
    return made


def at(name, board, *more):
    return reverse(f"boards:{name}", args=[board.id, *more])


def shown(client, user, board, query=QUARTER):
    client.force_login(user)
    return client.get(at("board", board) + query)


def test_a_board_shows_figures_charts_and_tables_of_its_period(client, board, arta):
    page = html.fromstring(shown(client, arta, board).content)

    (figure,) = page.xpath("//section[contains(@class, 'kpi')]//strong")
    table = page.xpath("//div[@class='stack']")[-1]
    assert "People served, by sex" in table.text_content()
    assert figure.text_content().strip() == "20"
    assert "Female" in table.text_content()
    assert len(page.xpath("//div[@class='stack']")) == 3


def test_a_board_is_its_owners_alone_until_it_is_shared(client, board, arta, milan, blerim):
    alone = [shown(client, user, board).status_code for user in (arta, blerim, milan)]

    seen = {"title": "Every morning", "shared": False}
    actions.edit_board(arta, board.id, seen, {**seen, "shared": True})

    together = [shown(client, user, board).status_code for user in (arta, blerim, milan)]
    assert alone == [200, 404, 404]
    assert together == [200, 200, 404]
    assert [one.title for one in queries.boards_visible_to(blerim)] == ["Every morning"]
    assert not queries.boards_visible_to(milan).exists()


def test_nobody_else_changes_a_board_that_is_not_shared(board, blerim, milan):
    for user in (blerim, milan):
        with pytest.raises(NotSeen):
            actions.add_tile(user, board.id, indicator="visits_work", shape="figure")
        with pytest.raises(NotSeen):
            actions.remove_board(user, board.id)

    assert board.tiles.count() == 3


def test_somebody_without_figures_makes_no_board(mission):
    reader = mission.hire("Rita Reader", mission.prishtine, "unkt_reader")

    with pytest.raises(NotAllowed):
        actions.make_board(reader, mission.prishtine.id, title="Mine")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"indicator": "nothing", "shape": "figure"}, "indicator"),
        ({"indicator": "visits_work", "shape": "bars"}, "by"),
        ({"indicator": "visits_work", "shape": "bars", "by": "height"}, "by"),
        ({"indicator": "visits_work", "shape": "pie"}, "shape"),
    ],
)
def test_what_cannot_be_shown_is_refused_beside_its_field(client, board, arta, values, field):
    client.force_login(arta)

    answer = client.post(at("add", board), values)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert board.tiles.count() == 3


def test_a_board_is_full_at_some_point(board, arta):
    for _ in range(MOST_TILES - 3):
        actions.add_tile(arta, board.id, indicator="visits_work", shape="figure")

    with pytest.raises(Refusal, match="at most"):
        actions.add_tile(arta, board.id, indicator="visits_work", shape="figure")


def test_what_is_on_a_board_is_moved_and_taken_off(client, board, arta):
    client.force_login(arta)
    first, second, third = queries.tiles_of(board)

    client.post(at("move", board, third.id), {"up": "1"})
    client.post(at("move", board, first.id), {"up": "1"})  # it is first already
    client.post(at("take_off", board, second.id))

    assert [one.id for one in queries.tiles_of(board)] == [first.id, third.id]
    verbs = Entry.objects.filter(subject_id=board.id).order_by("number")
    assert list(verbs.values_list("verb", flat=True))[-1] == "board.take_off"


def test_a_copy_is_ones_own(client, board, arta, blerim):
    actions.edit_board(
        arta, board.id, {"title": "Every morning", "shared": False},
        {"title": "Every morning", "shared": True},
    )  # fmt: skip
    client.force_login(blerim)

    client.post(at("copy", board))

    mine = Board.objects.get(created_by=blerim)
    assert mine.shared is False
    assert [one.shape for one in queries.tiles_of(mine)] == ["figure", "months", "table"]


def test_an_indicator_that_is_gone_says_so_and_the_others_stay(client, board, arta):
    tile = queries.tiles_of(board)[0]
    Tile.objects.filter(id=tile.id).update(indicator="gone")

    page = shown(client, arta, board)

    assert page.status_code == 200
    assert "There is no such indicator" in page.content.decode()


def test_a_file_says_what_the_board_shows(client, board, arta):
    client.force_login(arta)

    answer = client.get(at("export", board, "xlsx") + QUARTER)

    assert answer.status_code == 200, answer.content[:500]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("For: Our own staff" in str(one) for one in cells)
    assert 20 in cells


def test_an_empty_board_invites_and_exports_nothing(client, mission, arta):
    board = actions.make_board(arta, mission.prishtine.id, title="Empty")

    page = shown(client, arta, board)
    file = client.get(at("export", board, "csv"))

    assert "Nothing on this board yet" in page.content.decode()
    assert file.status_code == 404


def test_a_subscription_comes_once_each_month_with_protected_figures(board, arta, time_machine):
    time_machine.move_to(datetime(2026, 3, 20, 6, 0, tzinfo=UTC))
    actions.subscribe(arta, board.id, rhythm="monthly")
    before = actions.send_digests()
    time_machine.move_to(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))

    first, again = actions.send_digests(), actions.send_digests()
    messaging.send_waiting(arta, board.office_id)

    (message,) = mail.outbox
    assert (before, first, again) == (0, 1, 0)
    assert message.to[0].endswith(f"<{arta.email}>")
    assert "Visits" in message.body
    assert at("board", board) in message.body
    assert "1244" in message.body


def test_who_may_not_see_the_board_any_more_gets_no_e_mail(board, arta, blerim, time_machine):
    seen = {"title": "Every morning", "shared": False}
    actions.edit_board(arta, board.id, seen, {**seen, "shared": True})
    actions.subscribe(blerim, board.id, rhythm="weekly")
    actions.edit_board(arta, board.id, {**seen, "shared": True}, seen)

    time_machine.move_to(datetime(2030, 1, 7, 6, 0, tzinfo=UTC))

    assert actions.send_digests() == 0


def test_a_subscription_that_ended_sends_nothing_that_waited(
    board, arta, time_machine, monkeypatch
):
    monkeypatch.setattr(messaging.sending, "begin_sending", lambda *args, **more: None)
    actions.subscribe(arta, board.id, rhythm="weekly")
    time_machine.move_to(datetime(2030, 1, 7, 6, 0, tzinfo=UTC))
    actions.send_digests()

    actions.unsubscribe(arta, board.id)
    messaging.send_waiting(arta, board.office_id)

    assert mail.outbox == []
    assert not Subscription.objects.exists()


def test_the_database_refuses_a_chart_without_its_breakdown(board, arta):
    with pytest.raises(IntegrityError), transaction.atomic():
        Tile.objects.filter(board=board).update(shape="bars", by="")


def test_two_editors_are_both_heard(client, board, arta):
    client.force_login(arta)
    first = client.get(at("change", board)).context["seen"]
    client.post(at("change", board), {"seen": first, "title": "Each day"})

    second = client.post(at("change", board), {"seen": first, "title": "Each evening"})

    assert second.status_code == 409
    assert Board.objects.get().title == "Each day"


def test_a_week_begins_on_monday_and_a_month_on_its_first_day():
    today = today_in()

    assert last_due("weekly", today).weekday() == 0
    assert last_due("monthly", today).day == 1


def test_a_letter_to_who_spent_the_days_questions_holds_up_no_other(
    mission, sixty_visits, ana, arta, settings
):
    settings.LIVE_QUESTIONS_PER_DAY = 0
    for user in (ana, arta):
        made = actions.make_board(user, mission.prishtine.id, title="Mine")
        actions.add_tile(user, made.id, indicator="visits_work", shape="figure")
        actions.subscribe(user, made.id, rhythm="weekly")
    Subscription.objects.update(sent_on=None)

    sent = actions.send_digests()
    messaging.send_waiting(arta, mission.prishtine.id)

    bodies = {one.to[0].rpartition("<")[2].rstrip(">"): one.body for one in mail.outbox}
    assert sent == 2
    assert "figures today" in bodies[ana.email]
    assert "Visits about work:" in bodies[arta.email]
