"""Charts and maps: a title, a sentence, a table, and one picture for page and paper."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import combinations, pairwise

import altair
import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.documents import blocks, charts, maps, pages
from waystation.foundation.documents.charts import look
from waystation.foundation.documents.maps.parts import HATCH, LIGHT_HATCH
from waystation.foundation.shared.errors import Refusal

MONTHS = ["Jan", "Feb", "Mar"]
SERIES = {"Counselling": [10, 20, 30], "Information": [1, 2, 3]}
NAMES = {key: key.removeprefix("xk-").title() for key in maps.TILES}


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_a_chart_carries_its_table_source_and_a_sentence():
    chart = charts.stacked_bars(
        "People served, by service", MONTHS, SERIES, source="Visit records", as_of=date(2026, 9, 20)
    )

    assert [column.label for column in chart.table.columns] == [
        "Period",
        "Counselling",
        "Information",
    ]
    assert chart.table.rows == [["Jan", 10, 1], ["Feb", 20, 2], ["Mar", 30, 3]]
    # 30 + 3 in March, 10 + 1 in January
    assert chart.sentence == "People served, by service. Highest: Mar with 33. Lowest: Jan with 11."
    assert chart.source == "Visit records"


def test_the_picture_says_what_the_table_says():
    chart = charts.stacked_bars("People served", MONTHS, SERIES)

    shown = texts(chart.svg())

    assert {"11", "22", "33", "Jan", "Feb", "Mar", "Counselling"} <= set(shown)
    assert "style=" not in chart.svg()
    assert chart.png().startswith(b"\x89PNG")


def test_a_total_is_not_shown_when_it_would_reveal_a_suppressed_part():
    hidden = blocks.Hidden("fewer than 5")

    chart = charts.stacked_bars("Visits", MONTHS, {"A": [10, 20, 30], "B": [hidden, 2, 3]})

    totals = json.loads(chart.spec)["layer"][1]["data"]["values"]
    assert [row["written"] for row in totals] == ["", "22", "33"]
    assert "fewer than 5" in chart.spec


def test_numbers_are_written_as_the_language_writes_them():
    pairs = [("a", 1234567), ("b", 2)]

    written = {
        language: texts(charts.rows("T", pairs, labels=("x", "y"), language=language).svg())
        for language in ("en", "sq", "sr")
    }

    assert "1,234,567" in written["en"]
    assert "1\u00a0234\u00a0567" in written["sq"]
    assert "1.234.567" in written["sr"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.bars("", [("a", 1)], labels=("x", "y")),
        lambda: charts.bars("Title", [], labels=("x", "y")),
        lambda: charts.rows("Title", [], labels=("x", "y")),
        lambda: charts.lines("Title", [], {"a": []}),
    ],
)
def test_a_chart_of_nothing_is_refused_with_a_sentence(make):
    with pytest.raises(Refusal, match="needs"):
        make()


TARGET = ("Target", 25.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.bars("Visits", [("a", 1), ("b", 2)], labels=("x", "y"), target=TARGET),
        lambda: charts.stacked_bars("Visits", MONTHS, SERIES, target=TARGET, unfinished=True),
        lambda: charts.rows("Visits", [("a", 1), ("b", 2)], labels=("x", "y")),
        lambda: charts.lines("Visits", MONTHS, SERIES, target=TARGET),
        lambda: charts.estimates("Shares", [("a", 40.0, 30.0, 50.0)], labels=("x", "y")),
    ],
)
@pytest.mark.parametrize("language", ["en", "sr", "ar"])
def test_every_chart_is_valid_vega_lite(make, language):
    with translation.override(language):
        spec = json.loads(make().spec)
    del spec["config"]  # the look, the same for all: drawn and looked at

    assert altair.Chart.from_dict(spec, validate=True) is not None


def test_an_invalid_chart_would_be_detected():
    spec = json.loads(charts.stacked_bars("Visits", MONTHS, SERIES).spec)
    del spec["config"]
    spec["layer"][0]["mark"] = "telepathy"

    with pytest.raises(Exception, match="telepathy"):
        altair.Chart.from_dict(spec, validate=True)


def test_a_label_cannot_break_out_of_the_picture_or_the_page():
    evil = '</script><script>alert(1)</script>" onload="x'

    html = pages.block(charts.bars(evil, [(evil, 3)], labels=(evil, "y")))

    assert "<script>alert" not in html
    assert 'onload="x' not in html


def test_a_chart_on_a_page_has_its_table_and_nothing_inline():
    chart = charts.bars("Visits", [("Jan", 3)], labels=("Month", "Visits"), source="Records")

    html = Template("{% load documents %}{% chart c %}{% chart_scripts %}").render(
        Context({"c": chart})
    )

    assert "Show as table" in html
    assert "Source: Records" in html
    assert 'aria-label="Visits. Jan: 3."' in html
    assert 'type="application/json"' in html
    assert "style=" not in html
    assert re.findall(r"<script(?![^>]*(src=|application/json))", html) == []
    data = re.search(r"json\">(.*?)</script>", html, re.S)
    assert json.loads(data[1])["$schema"].endswith("vega/v6.json")


def test_every_municipality_has_its_own_tile():
    assert len(maps.TILES) == 38
    assert len(set(maps.TILES.values())) == 38


def test_the_tiles_are_the_municipalities_of_the_reference_list():
    # documents knows no apps, so the two are compared here
    from waystation.registry.reference import actions, rules

    file = actions.FOLDER / "lists" / "municipality.csv"
    listed = rules.read_list("municipality", file.read_text())

    assert {entry.code for entry in listed.entries} == set(maps.TILES)


def test_a_map_hatches_hidden_values_and_does_not_write_them():
    hidden = blocks.Hidden("fewer than 5")
    values = {"xk-peje": 40, "xk-istog": hidden}

    chart = maps.municipalities("Where people live", values, names=NAMES, unit="People")

    assert len(hatched(chart, HATCH)) > 10
    assert "fewer than 5 (hatched)" in texts(chart.svg())
    assert ["Istog", hidden] in chart.table.rows
    assert ["Junik", None] in chart.table.rows


def hatched(chart, shade):
    """The lines of one shade on a map of tiles."""
    layers = json.loads(chart.spec)["layer"]
    drawn = [
        one for one in layers if one["mark"]["type"] == "rule" and one["mark"]["stroke"] == shade
    ]
    return [line for one in drawn for line in one["data"]["values"]]


def test_places_without_data_are_hatched_the_other_way_and_differ_from_the_lowest_class():
    values = dict.fromkeys(sorted(NAMES)[:37], 5) | {sorted(NAMES)[0]: 9}
    (missing,) = set(NAMES) - set(values)

    chart = maps.municipalities("Where people live", values, names=NAMES, unit="People")

    column, line = maps.TILES[missing]
    lines = hatched(chart, LIGHT_HATCH)
    box = json.loads(chart.spec)["layer"][0]
    colours = box["encoding"]["color"]["scale"]
    assert hatched(chart, HATCH) == []
    assert len(lines) > 5
    for one in lines:  # inside its tile, falling to the right
        assert column <= min(one["x"], one["x2"]) <= max(one["x"], one["x2"]) <= column + 0.955
        assert line <= min(one["y"], one["y2"]) <= max(one["y"], one["y2"]) <= line + 0.955
        assert (one["x"] - one["x2"]) * (one["y"] - one["y2"]) > 0
    assert colours["domain"][-1] == "no data (light hatching)"
    assert colours["range"][-1] not in colours["range"][:-1]
    assert "no data (light hatching)" in texts(chart.svg())


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("many", [1, 2, 3, 4, 5])
def test_the_numbers_on_a_map_are_legible_on_every_shade(many):
    values = dict(zip(sorted(NAMES), (10**i for i in range(many)), strict=False))

    chart = maps.municipalities("Map", values, names=NAMES, unit="People")

    layers = json.loads(chart.spec)["layer"]
    box, ink = layers[0], layers[-1]["encoding"]["color"]
    scale = box["encoding"]["color"]["scale"]
    shade = dict(zip(scale["domain"], scale["range"], strict=True))
    drawn = [row for row in box["data"]["values"] if row["shown"]]
    assert len(drawn) == many
    for row in drawn:
        written = ink["condition"]["value"] if row["dark"] else ink["value"]
        low, high = sorted([luminance(written), luminance(shade[row["class"]])])
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_map_without_the_boundary_note_is_refused(settings):
    settings.BOUNDARY_NOTE = ""

    with pytest.raises(Refusal, match="boundaries"):
        maps.municipalities("Map", {"xk-peje": 1}, names=NAMES, unit="People")


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}


def test_real_boundaries_are_drawn_when_they_are_given():
    features = [{"type": "Feature", "properties": {"key": "xk-peje"}, "geometry": SQUARE}]
    values = {"xk-peje": blocks.Hidden("fewer than 5"), "xk-istog": 12}

    chart = maps.municipalities(
        "Map",
        values,
        names=NAMES,
        unit="People",
        boundaries={"type": "FeatureCollection", "features": features},
        boundary_credit="Boundaries: somebody",
    )

    assert chart.boundary_note.startswith("Boundaries: somebody. The boundaries and names")
    assert '"geoshape"' in chart.spec
    assert chart.svg().count("<path") > 2


@pytest.mark.parametrize("slope", [1, -1])
def test_hatching_stays_inside_the_shape(slope):
    lines = maps.hatch(SQUARE, step=0.25, slope=slope)

    assert len(lines) > 10
    for start, end in lines:
        for x, y in (start, end):
            assert -1e-9 <= x <= 2 + 1e-9
            assert -1e-9 <= y <= 2 + 1e-9


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=40))
def test_classes_rise_and_hold_every_value(values):
    ends = maps.steps_of([float(value) for value in values])

    assert all(low < high for low, high in pairwise(ends))
    assert len(ends) <= 5
    assert ends[0] <= min(values)


def test_close_values_still_get_different_classes():
    # The people served on the demonstration's map: with quantiles rounded to 25 or 50 there were
    # two classes for all of them.
    values = [
        43,
        44,
        46,
        46,
        47,
        47,
        50,
        50,
        51,
        52,
        52,
        52,
        54,
        54,
        57,
        60,
        60,
        60,
        61,
        62,
        63,
        74,
    ]

    ends = maps.steps_of([float(value) for value in values])

    sizes = [sum(low <= v < high for v in values) for low, high in pairwise([*ends, 1000.0])]
    assert len(ends) == 5
    assert all(sizes)


def test_natural_breaks_part_two_groups_where_the_gap_is_and_at_a_round_number():
    assert maps.steps_of([3.0, 4.0, 5.0, 96.0, 97.0, 101.0], wanted=2) == [3.0, 50.0]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=9))
def test_no_other_classes_have_a_smaller_spread(values):
    """Compare with every possible partition: the sum of squares is the smallest."""

    def spread(group):
        mean = sum(group) / len(group)
        return sum((one - mean) ** 2 for one in group)

    ordered = sorted(values)
    wanted = min(3, len(set(ordered)))
    ends = maps.steps_of([float(one) for one in ordered], wanted=wanted)
    groups = [[v for v in ordered if low <= v < high] for low, high in pairwise([*ends, 1e9])]
    found = sum(spread(group) for group in groups if group)

    inner = [n for n in range(1, len(ordered)) if ordered[n] != ordered[n - 1]]
    least = min(
        sum(spread(ordered[a:b]) for a, b in pairwise([0, *cuts, len(ordered)]))
        for cuts in combinations(inner, wanted - 1)
    )

    assert found == pytest.approx(least)


def test_screen_readers_get_the_description_and_no_field_names():
    bars = charts.bars("Visits", [("January", 3), ("May", 5)], labels=("Month", "Visits"))
    places = maps.municipalities("Homes", {"xk-peje": 4}, names=NAMES, unit="People")

    for chart in (bars, places):
        assert "aria-label=" not in chart.svg()
        assert not re.search(r"(rank|cx|y2|label_y): ", chart.svg())
        assert f'aria-label="{chart.sentence}"' in pages.block(chart)


def test_a_sparkline_is_plain_svg():
    svg = charts.sparkline([1, None, 3], 'From "1" to 3')

    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert charts.sparkline([], "nothing").endswith("></svg>")


def test_words_of_a_chart_follow_the_active_language():
    with translation.override("sr"):
        written = look.sentence_for("T", [("a", 1500), ("b", 2)])

    assert "1.500" in written
