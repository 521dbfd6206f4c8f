"""A figure is compared with that of a year ago only where both rest on enough."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from waystation.governance.results.rules.comparing import SMALLEST_BASE, is_base

TOO_FEW = "Too few to compare with a year ago"


def card(client, user, title):
    client.force_login(user)
    page = html.fromstring(client.get(reverse("results:dashboard") + "?period=2026-Q1").content)
    (found,) = page.xpath(f"//section[contains(@class, 'kpi')][normalize-space(h2)='{title}']")
    return " ".join(found.xpath(".//p")[0].text_content().split())


def a_year_ago(visits, number):
    for i in range(number):
        visits.record(day=date(2025, 2, 3), person=f"old{i}", reason="work", minutes=20.0)


def test_a_base_is_ten_times_the_smallest_number_that_leaves_the_office():
    judged = [is_base(one) for one in (None, 0, SMALLEST_BASE - 1, SMALLEST_BASE)]

    assert judged == [False, False, False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, SMALLEST_BASE - 1])
def test_too_few_a_year_ago_are_not_compared(client, mission, visits, sixty_visits, number):
    a_year_ago(visits, number)

    assert card(client, mission.arta, "Visits") == TOO_FEW
    assert card(client, mission.arta, "People served") == TOO_FEW


@pytest.mark.django_db
def test_enough_a_year_ago_are_compared(client, mission, visits, sixty_visits):
    a_year_ago(visits, SMALLEST_BASE)

    assert card(client, mission.arta, "Visits") == "▲ 20% on the same days a year ago"
    assert card(client, mission.arta, "People served") == TOO_FEW  # thirty now


@pytest.mark.django_db
def test_a_board_compares_by_the_same_rule(client, mission, visits, sixty_visits):
    from waystation.governance.boards import actions

    board = actions.make_board(mission.arta, mission.prishtine.id, title="Every morning")
    actions.add_tile(mission.arta, board.id, indicator="visits", shape="figure")
    a_year_ago(visits, 1)

    client.force_login(mission.arta)
    page = client.get(reverse("boards:board", args=[board.id]) + "?period=2026-Q1")

    assert TOO_FEW in page.content.decode()
    assert "▲" not in page.content.decode()
