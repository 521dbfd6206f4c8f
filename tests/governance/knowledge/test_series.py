"""Series with vintages: what was known on a day, which source holds, who ranks where."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.questions import questions_of
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.governance.knowledge import actions, queries
from waystation.governance.knowledge.models import Observation
from waystation.governance.knowledge.rules import packs, series
from waystation.registry.reference import actions as reference

VINTAGES = b"""factbook_commit_date,year,remittances_pct_gdp
2023-04-03,2021,17.95
2023-04-03,2020,18.61
2024-04-04,2022,17.14
2024-04-04,2021,18.01
2025-08-07,2021,18.0
"""
OURS = """series,geo,year,value,source,vintage
shares,{geo},2024,{value},Bank,2025-01-01
"""


def value(year, number, vintage, source="Bank"):
    return series.Value(year, Decimal(number), source, date.fromisoformat(vintage))


published = st.builds(
    series.Value,
    year=st.integers(2018, 2021),
    value=st.decimals(0, 100, places=1),
    source=st.sampled_from(["Bank", "Agency"]),
    vintage=st.dates(date(2022, 1, 1), date(2022, 3, 1)),
)


@given(st.lists(published, max_size=30), st.dates(date(2022, 1, 1), date(2022, 3, 1)))
def test_a_report_of_a_day_sees_the_same_whatever_is_published_later(values, day):
    """asOf: the line on a day is the line of only what was published until then."""
    until_then = [one for one in values if one.vintage <= day]

    assert series.line_of(values, day).keys() == series.line_of(until_then, day).keys()
    for (source, year), one in series.as_of(values, day).items():
        known = [v for v in until_then if (v.source, v.year) == (source, year)]
        assert one in known
        assert one.vintage == max(v.vintage for v in known)


@given(st.lists(published, max_size=20), published, st.dates(date(2022, 1, 1), date(2022, 2, 28)))
def test_a_new_vintage_changes_no_earlier_day(values, new, day):
    later = series.Value(new.year, new.value, new.source, day + timedelta(days=1))

    assert series.as_of([*values, later], day) == series.as_of(values, day)


def test_a_stitched_series_takes_each_year_from_its_source():
    values = [value(2010, 5, "2020-01-01", "Old"), value(2010, 6, "2020-01-01", "New"),
              value(2015, 7, "2020-01-01", "New"), value(2016, 8, "2020-01-01", "Old")]  # fmt: skip
    stitched = series.stretches("2004-2012 Old\n2013- New")

    line = series.line_of(values, date(2021, 1, 1), stitched)

    assert {year: one.value for year, one in line.items()} == {2010: 5, 2015: 7}


@pytest.mark.parametrize(
    ("text", "code"),
    [("2004-2012 Old\n2012- New", "stretch_twice"), ("Central Bank", "stretch_unclear"),
     ("2004- Old\n2010- New", "stretch_twice")],
)  # fmt: skip
def test_years_that_two_sources_claim_are_refused(text, code):
    with pytest.raises(Refusal) as refused:
        series.stretches(text)

    assert refused.value.code == code


def test_a_correction_holds_until_the_source_has_mended_its_error():
    line = {2020: value(2020, "1.2", "2022-01-01")}
    known = {("Bank", 2020): (Decimal("1.2"), Decimal("12.0"))}
    mended = {2020: value(2020, "11.9", "2023-01-01")}

    assert series.apply_corrections(line, known)[2020].value == Decimal("12.0")
    assert series.apply_corrections(line, known)[2020].corrected_from == Decimal("1.2")
    assert series.apply_corrections(mended, known)[2020].value == Decimal("11.9")
    assert series.expectation(Decimal("1.2"), Decimal("1.2")) is None
    assert series.expectation(Decimal("1.2"), Decimal("11.9")).code == "source_mended"


def test_there_is_no_rank_until_every_peer_has_a_value():
    values = {geo: Decimal(place) for place, geo in enumerate(series.PEERS)}
    without = {geo: one for geo, one in values.items() if geo != "MNE"}

    assert series.rank_of("XKX", values) == series.Rank(6, 6)
    with pytest.raises(Refusal, match="MNE"):
        series.rank_of("XKX", without)


@pytest.mark.django_db
def test_what_a_report_saw_can_be_shown_after_a_new_vintage(sanja, nora):
    made = actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    then = queries.line_visible_to(nora, "remittances_gdp", "XKX", date(2023, 12, 31))
    now = queries.line_visible_to(nora, "remittances_gdp", "XKX", date(2025, 12, 31))

    assert made == 5
    assert {year: str(one.value.normalize()) for year, one in then.values.items()} == {
        2020: "18.61", 2021: "17.95"}  # fmt: skip
    assert now.values[2021].value == 18
    assert now.values[2020].value == Decimal("18.61")


@pytest.mark.django_db
def test_loading_a_file_again_adds_nothing(sanja):
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    assert actions.load_series(sanja, VINTAGES, date(2025, 8, 7)) == 0
    assert Observation.objects.count() == 5


@pytest.mark.django_db
def test_a_value_is_never_changed(sanja):
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    for sentence in ("UPDATE knowledge_observation SET value = 1",
                     "DELETE FROM knowledge_observation"):  # fmt: skip
        with (
            pytest.raises(Exception, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sentence)


@pytest.mark.django_db
def test_only_who_records_knowledge_loads_and_only_the_office_sees(sanja, nora, milan):
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    with pytest.raises(NotAllowed):
        actions.load_series(nora, VINTAGES, date(2025, 8, 7))
    with pytest.raises(NotSeen):
        actions.load_series(sanja, VINTAGES, date(2025, 8, 7), office=uuid4())
    with pytest.raises(NotSeen):
        queries.line_visible_to(milan, "remittances_gdp", "XKX", today_in())
    assert not queries.loaded_by_series(milan)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "series_file_unknown"),
        (b"geo,var,t,v\nXKX,gdp,2020,many\n", "series_number"),
        (b"geo,var,t,v\nXKX,gdp,20,5\n", "series_year"),
        (b"geo,var,t,v\nKosovo,gdp,2020,5\n", "series_geo"),
        (b"\xff\xfe\x00", "series_file_unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_its_row(content, code):
    with pytest.raises(Refusal) as refused:
        packs.rows_of(content, date(2025, 1, 1))

    assert refused.value.code == code


def test_remittances_as_a_share_are_computed_from_both_values():
    content = b"geo,var,t,v\nXKX,gdp,2020,2000\nXKX,remin,2020,360\nALB,remin,2020,1\n"

    rows = packs.rows_of(content, date(2025, 1, 1))

    shares = [(one.geo, one.value) for one in rows if one.series == "remittances_gdp"]
    assert shares == [("XKX", Decimal(18))]


def test_migrants_of_all_origins_are_added_up():
    content = (b"geo,t,from,sex,n,type_b,type_c,type_r,type_i\nALB,2020,GRC,female,3,1,0,0,0\n"
               b"ALB,2020,ITA,male,4,1,0,0,0\n")  # fmt: skip

    rows = {one.series: one.value for one in packs.rows_of(content, date(2025, 1, 1))}

    assert rows == {"migrant_stock": 7, "migrant_stock_women": 3}


@pytest.mark.django_db
def test_the_pages_show_chart_table_history_and_no_rank_without_peers(client, sanja):
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))
    client.force_login(sanja)

    listed = client.get(reverse("knowledge:all_series"))
    page = client.get(reverse("knowledge:one_series", args=["remittances_gdp"]))
    sheet = client.get(
        reverse("knowledge:one_series", args=["remittances_gdp"]) + "?export=csv&as_of=2023-12-31"
    )

    assert "Remittances as a share of GDP" in listed.content.decode()
    assert "How published values changed" in page.content.decode()
    assert "No rank: there is no value for Albania, Bosnia" in page.content.decode()
    assert "2021" in sheet.content.decode()
    assert "17.9" in sheet.content.decode() or "18.0" in sheet.content.decode()


@pytest.mark.django_db
def test_a_file_is_loaded_by_the_page_and_a_wrong_one_is_refused_there(client, sanja, nora):
    client.force_login(sanja)
    address = reverse("knowledge:load_series")
    good = {"file": SimpleUploadedFile("v.csv", VINTAGES), "vintage": "2025-08-07"}
    bad = {"file": SimpleUploadedFile("v.csv", b"a,b\n"), "vintage": "2025-08-07"}

    refused = client.post(address, bad)
    done = client.post(address, good)

    assert refused.status_code == 422
    assert "is not known" in refused.content.decode()
    assert done.status_code == 302
    client.force_login(nora)
    assert client.get(address).status_code == 403
    assert client.post(address, good).status_code == 403


@pytest.mark.django_db
def test_a_rank_is_shown_once_all_peers_are_loaded(sanja):
    for place, geo in enumerate(series.PEERS):
        actions.load_series(sanja, OURS.format(geo=geo, value=10 - place).encode(), today_in())

    found = queries.comparison_visible_to(sanja, "shares", today_in())

    assert found.rank == series.Rank(1, 6)
    assert found.year == 2024


@pytest.mark.django_db
def test_peers_without_values_are_those_of_the_world_bank_pack_where_it_is_loaded(client, sanja):
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))
    client.force_login(sanja)
    page = reverse("knowledge:one_series", args=["remittances_gdp"])
    money = [f"{geo},gdp,2022,1000\n{geo},remin,2022,{100 + place}"
             for place, geo in enumerate(series.PEERS)]  # fmt: skip
    without = client.get(page).content.decode()

    reference.add_pack(None, "gdidata_wdi_balkans.csv", "\n".join(["geo,var,t,v", *money]).encode())

    found = queries.comparison_visible_to(sanja, "remittances_gdp", today_in())
    shown = client.get(page).content.decode()
    assert "No rank: there is no value for Albania" in without
    assert reverse("knowledge:load_series") in without
    # Kosovo* has 17.14 of its own; 10.1 to 10.5 are computed from the pack.
    assert (found.year, found.rank) == (2022, series.Rank(1, 6))
    assert found.values["ALB"] == Decimal("10.1")
    assert found.sources["XKX"] == "World Bank"
    assert found.sources["ALB"] == f"{packs.WORLD_BANK} (computed)"
    assert "Kosovo* ranks 1 of 6" in shown


@pytest.mark.django_db
def test_a_mended_source_is_reported(sanja, mission):
    actions.record_entry(
        sanja, queries.CORRECTIONS,
        {"series": "remittances_gdp", "geo": "XKX", "year": 2021, "source": "World Bank",
         "published": Decimal("17.95"), "corrected": Decimal("18.0"), "reason": "A typing error."},
    )  # fmt: skip
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    before = queries.mended_sources(mission.organisation.id, date(2023, 12, 31))
    after = queries.mended_sources(mission.organisation.id, date(2025, 12, 31))

    assert before == []
    assert [refusal.code for _row, refusal in after] == ["source_mended"]


@pytest.mark.django_db
def test_mended_sources_are_found_with_two_questions_for_any_number_of_corrections(sanja, mission):
    for year in (2019, 2020, 2021):
        actions.record_entry(
            sanja, queries.CORRECTIONS,
            {"series": "remittances_gdp", "geo": "XKX", "year": year, "source": "World Bank",
             "published": Decimal("17.95"), "corrected": Decimal("18.0"), "reason": "A typo."},
        )  # fmt: skip
    actions.load_series(sanja, VINTAGES, date(2025, 8, 7))

    asked = questions_of(
        lambda: queries.mended_sources(mission.organisation.id, date(2025, 12, 31))
    )

    assert asked == 2


PRICES = (
    b"period,source_code,destination_code,firm,speed actual,sending network coverage,"
    b"cc1 total cost %"
    b"""
2024_1Q,CHE,XKX,Bank A,Same day,High,9.0
2024_1Q,CHE,XKX,Online B,Less than one hour,High,2.0
2024_1Q,CHE,XKX,Agent C,Next day,Medium,4.0
2024_1Q,CHE,XKX,Agent D,3-5 days,High,6.0
2024_1Q,CHE,XKX,Post E,6 days or more,High,0.5
2024_3Q,CHE,XKX,Online B,Less than one hour,High,3.0
2024_3Q,CHE,XKX,Agent C,Next day,High,6.0
2024_3Q,CHE,XKX,Agent D,2 days,High,9.0
2024_3Q,DEU,XKX,Online B,Same day,High,8.0
2024_3Q,DEU,XKX,Agent C,Next day,High,8.0
2024_3Q,DEU,XKX,Agent D,Next day,High,8.0
"""
)


def test_prices_of_sending_become_the_indicator_10_c_1():
    rows = packs.rows_of(PRICES, date(2024, 12, 1))

    found = {one.series: one.value for one in rows}
    # Switzerland: (2 + 4 + 6) / 3 = 4 and (3 + 6 + 9) / 3 = 6, so 5 in the year; Germany: 8
    assert found["remittance_price_smart_che"] == 5
    assert found["remittance_price_smart_deu"] == 8
    assert found["remittance_price_smart"] == Decimal("6.5")
    assert found["remittance_corridors_above_5"] == 1
    # all services: (21.5 / 5 + 6) / 2 = 5.15 and 8
    assert found["remittance_price"] == Decimal("6.575")
    assert {(one.geo, one.year) for one in rows} == {("XKX", 2024)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [(b"2024_1Q,CHE", b"soon,CHE", "price_period"), (b",9.0\n", b",dear\n", "series_number"),
     (b"DEU,XKX", b"Germany,XKX", "series_geo")],
)  # fmt: skip
def test_prices_that_cannot_be_read_load_nothing(old, new, code):
    with pytest.raises(Refusal) as refused:
        packs.rows_of(PRICES.replace(old, new, 1), date(2024, 12, 1))

    assert refused.value.code == code
