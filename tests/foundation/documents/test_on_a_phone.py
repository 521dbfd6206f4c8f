"""Charts on a phone: drawn as wide as their place, with letters of the size of the page."""

from __future__ import annotations

import csv
from itertools import combinations

import pytest

from tests.foundation.documents.test_in_browser import show
from waystation.foundation.documents import charts, maps
from waystation.registry.reference import actions

pytestmark = pytest.mark.browser
# the fonts of the product
HEAD = "".join(f'<link rel="stylesheet" href="/static/ui/{one}.css">' for one in ("base", "ws"))
SMALLEST = 11  # pixels on the screen
LETTERS = """[...document.querySelectorAll('.doc-picture text')]
  .filter(one => one.textContent.trim() && one.ownerSVGElement)
  .map(one => ({
    words: one.textContent,
    size: parseFloat(getComputedStyle(one).fontSize) *
      one.ownerSVGElement.getBoundingClientRect().width /
      (one.ownerSVGElement.viewBox.baseVal?.width || one.ownerSVGElement.clientWidth),
    ...one.getBoundingClientRect().toJSON(),
  }))"""
MONTHS = [f"{name} 2026" for name in ("January", "February", "September", "October", "November")]
REASONS = [
    ("Papers and recognition of skills that were learnt elsewhere", 1514),
    ("Work in Kosovo", 231),
    ("Protection or asylum", 13),
]


def place_names(language):
    file = actions.FOLDER / "lists" / "municipality.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {row["code"]: row[language] for row in rows if row["code"]}


def phone(browser, width=390):
    return browser.new_page(viewport={"width": width, "height": 844})


def each_kind():
    return [
        charts.bars("Visits", [(one, 1200) for one in MONTHS], labels=("Month", "Visits")),
        charts.stacked_bars(
            "Visits by counsellor",
            [f"{month} {year}" for year in range(2021, 2026) for month in ("May", "December")],
            {"Individual counselling": [1250] * 10, "Information by telephone": [300] * 10},
            target=("Target of the year", 1400.0),
            unfinished=True,
        ),
        charts.rows("Reasons", REASONS, labels=("Reason", "Visits")),
        charts.rows("Reasons", REASONS, labels=("Reason", "Visits"), language="ar"),
        charts.lines("Shares", [str(one) for one in range(1990, 2026)], {"Women": [40.5] * 36}),
        charts.estimates(
            "Who would go", [(name, 40.0, 30.0, 52.0) for name, _ in REASONS], labels=("x", "y")
        ),
        maps.municipalities(
            "Where people live",
            dict.fromkeys(sorted(maps.TILES)[:20], 1234),
            names=place_names("sq"),
            unit="People",
        ),
    ]


@pytest.mark.parametrize("width", [360, 390, 430])
def test_letters_of_every_kind_of_chart_are_legible_on_a_phone(browser, width):
    page = phone(browser, width)

    show(page, *each_kind(), head=HEAD)
    found = page.evaluate(LETTERS)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert len(found) > 100
    assert [one for one in found if one["size"] < SMALLEST] == []
    assert [one["words"] for one in found if one["left"] < 0 or one["right"] > width] == []
    assert wide <= width


def test_a_label_of_a_bar_on_a_phone_is_whole_and_above_its_bar(browser):
    page = phone(browser)

    show(page, charts.rows("Reasons", REASONS, labels=("Reason", "Visits")), head=HEAD)
    found = {one["words"]: one for one in page.evaluate(LETTERS)}
    page.close()

    assert {*(name for name, _ in REASONS[1:]), "1,514", "231", "13"} < set(found)
    assert "Papers and recognition of skills that werelearnt elsewhere" in found  # two lines
    assert found["Work in Kosovo"]["bottom"] <= found["231"]["top"] + 4


@pytest.mark.parametrize("language", ["sq", "sr"])
def test_names_of_the_tile_map_do_not_overlap_on_a_phone(browser, language):
    page = phone(browser)
    values = dict.fromkeys(maps.TILES, 75)

    show(
        page,
        maps.municipalities("Map", values, names=place_names(language), unit="People"),
        head=HEAD,
    )
    found = [one for one in page.evaluate(LETTERS) if one["top"] < 640]
    page.close()

    overlaps = [
        (one["words"], other["words"])
        for one, other in combinations(found, 2)
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 2
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 3
    ]
    assert overlaps == []


def test_a_chart_follows_its_place_when_a_phone_is_turned(browser):
    page = phone(browser)
    width = "document.querySelector('.doc-picture svg').getBoundingClientRect().width"

    show(page, charts.rows("Reasons", REASONS, labels=("Reason", "Visits")), head=HEAD)
    upright = page.evaluate(width)
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function(f"() => {width} > 500")
    page.wait_for_function(
        f"() => {LETTERS}.length === 6"
    )  # the labels are beside their bars again
    sizes = {one["size"] for one in page.evaluate(LETTERS)}
    page.close()

    assert upright <= 390
    assert min(sizes) >= SMALLEST


def test_names_are_parted_between_syllables_and_only_when_they_are_long():
    from waystation.foundation.documents.maps.parts import short_lines

    names = ("Pejë", "Fushë Kosovë", "Skënderaj", "Dragash", "Deçan/Dečani", "Mitrovicë e Veriut")

    lines = [" ".join(short_lines(one)) for one in names]

    assert lines == [
        "Pejë", "Fushë Kosovë", "Skën- deraj", "Dra- gash", "Deçan/ Dečani",
        "Mitro- vicë e Veriut",
    ]  # fmt: skip
