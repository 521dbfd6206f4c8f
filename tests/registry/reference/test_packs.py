"""Packs: a right file is loaded once, a wrong one is refused with the reason, nothing half."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from waystation.foundation.audit.models import Entry
from waystation.foundation.documents import maps
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.reference import actions, packs, queries
from waystation.registry.reference.models import Code, CodeList, LoadedPack, SeriesValue


@pytest.fixture(autouse=True)
def _fresh_memory():
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def besa(mission):
    return mission.hire("Besa Krasniqi", mission.prishtine, "administrator")


@pytest.fixture
def square_municipalities():
    """38 squares beside each other, as a boundary file."""

    def square(number):
        west, south = 20.1 + 0.03 * number, 42.1
        ring = [[west, south], [west, south + 0.02], [west + 0.02, south], [west, south]]
        return {
            "type": "Feature",
            "id": f"XK-{number:02d}",
            "properties": {"label": [west, south], "pop_2024": 1},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    return {"type": "FeatureCollection", "features": [square(n) for n in range(1, 39)]}


def file_of(value):
    return json.dumps(value).encode()


SERIES = b"geo,var,t,v\nXKX,remin,2021,100.5\nXKX,remin,2022,\nALB,pop,2021,2800000\n"


def test_boundaries_come_with_our_own_keys(db, square_municipalities):
    assert queries.boundaries() is None

    loaded = actions.add_pack(None, "xk.geojson", file_of(square_municipalities))

    assert loaded.rows == 38
    keys = {feature["properties"]["key"] for feature in queries.boundaries()["features"]}
    assert keys == set(maps.TILES)
    assert "pop_2024" not in json.dumps(queries.boundaries())


def test_the_same_file_again_changes_nothing_and_a_newer_one_replaces_it(db):
    first = actions.add_pack(None, "wdi.csv", SERIES)
    again = actions.add_pack(None, "wdi.csv", SERIES)

    assert again.loaded_at == first.loaded_at

    actions.add_pack(None, "wdi.csv", SERIES + b"XKX,remin,2023,120\n")

    assert queries.series("remin", "XKX") == {2021: 100.5, 2023: 120.0}
    assert LoadedPack.objects.count() == 1


def test_a_pack_list_is_retired_not_deleted_when_a_newer_file_has_less(db, data):
    content = (data / "labour/nace/nacecodes_naceconverter.csv").read_bytes()

    actions.add_pack(None, "nace.csv", content)

    assert len(queries.codes("nace")) == 22 + 87 + 287 + 651
    assert queries.parents("nace")["01"] == "A"


@pytest.mark.parametrize(
    ("path", "key", "rows"),
    [
        ("geo/xk_municipalities.geojson", "boundaries", 38),
        ("geo/xk.topo.json", "boundaries", 38),
        ("labour/esco-1.2.0/occupations_en.csv", "esco", 3039),
        ("labour/esco-1.2.0/ISCOGroups_en.csv", "isco", 619),
        ("labour/isic/isic4_en.json", "isic", 766),
        ("labour/remittances/gdidata_wdi_balkans.csv", "worldbank", 1978),
    ],
)
def test_the_published_files_are_recognised_and_whole(data, path, key, rows):
    pack, content, _ = packs.read(path, (data / path).read_bytes())

    assert (pack.key, content.rows) == (key, rows)


def test_both_boundary_files_hold_the_same_shapes(data):
    shapes = []
    for name in ("xk_municipalities.geojson", "xk.topo.json"):
        _, content, _ = packs.read(name, (data / "geo" / name).read_bytes())
        features = content.documents["municipalities"]["features"]
        shapes.append({one["id"]: maps.area(one["geometry"]) for one in features})

    assert shapes[0].keys() == shapes[1].keys()
    for code, area in shapes[0].items():
        assert shapes[1][code] == pytest.approx(area, rel=0.05)


def test_a_pack_may_come_in_a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("readme.txt", "hello")
        packed.writestr("../../wdi.csv", SERIES)

    pack, content, _ = packs.read("download.zip", out.getvalue())

    assert (pack.key, content.rows) == ("worldbank", 2)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"0" * (210 * 1024 * 1024))
    return out.getvalue()


def many():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(300):
            packed.writestr(f"{number}.csv", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"name,age\nx,1\n", "none of the packs"),
        ("a.csv", b"geo,var,t,v\nXKX,magic,2021,1\n", 'unknown variable "magic"'),
        ("a.csv", b"geo,var,t,v\nXKX,pop,2021,much\n", "row 2 has no number"),
        ("a.csv", b"geo,var,t,v\nXKX,pop,2021,nan\n", "impossible year or value"),
        ("a.csv", b"geo,var,t,v\nXKX,pop,2021,1\nXKX,pop,2021,2\n", "row 3 repeats"),
        ("a.csv", b"geo,var,t,v\nXKX,pop,2021,1,9\n", "row 2 does not fit"),
        ("a.csv", b'geo,var,t,v\nXKX,pop,"2021', "does not fit"),
        ("a.csv", b"geo,var,t,v\n\xff\xfe,pop,1,1\n", "not written in UTF-8"),
        ("a.json", b'{"type": "FeatureCollection", "x": "XK-"', "not valid JSON"),
        ("a.json", b'{"type": "x", "x": "XK-", "y": NaN}', "not valid JSON"),
        ("a.json", b'{"type":"XK-"' + b',"a":' + b"[" * 200_000, "nested too deeply|not valid"),
        ("a.json", b'["type", "XK-"]', "not a collection"),
        ("a.json", b'{"type": "Topology", "id": "XK-01"}', "arcs do not fit"),
        ("a.zip", b"PK\x03\x04 broken", "not a readable zip"),
        ("a.zip", many(), "far more than a pack"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(name, content, reason):
    with pytest.raises(Refusal, match=reason):
        packs.read(name, content)


def test_a_zip_bomb_is_refused_before_it_is_opened():
    with pytest.raises(Refusal, match="far more than a pack"):
        packs.read("bomb.zip", bomb())


def moved(features):
    features[3]["geometry"]["coordinates"] = [[[42, 20], [43, 20], [42, 21], [42, 20]]]


def opened(features):
    features[3]["geometry"]["coordinates"][0].pop()


def doubled(features):
    features[3]["id"] = "XK-01"


def emptied(features):
    features[3]["geometry"] = None


def shortened(features):
    features.pop()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (moved, "XK-04 lies outside the area, as if longitude and latitude"),
        (opened, "XK-04 is not closed"),
        (doubled, "codes are not XK-01 to XK-38"),
        (emptied, "XK-04 is not a polygon"),
        (shortened, "37 shapes instead of 38"),
    ],
)
def test_spoiled_boundaries_are_refused_by_name(db, square_municipalities, spoil, reason):
    spoil(square_municipalities["features"])

    with pytest.raises(Refusal, match=reason):
        actions.add_pack(None, "xk.geojson", file_of(square_municipalities))

    assert not LoadedPack.objects.exists()


def test_another_version_of_esco_is_loaded_and_says_of_when_it_is(data):
    content = (data / "labour/esco-1.2.0/occupations_en.csv").read_text(encoding="utf-8")

    _pack, ours, _ = packs.read("occupations_en.csv", content.encode())
    _pack, other, _ = packs.read(
        "occupations_en.csv", re.sub("202[0-9]-", "2021-", content).encode()
    )

    assert (ours.version[:5], other.version[:4], other.rows) == ("1.2 (", "2021", 3039)
    assert other.documents["occupations"]["00030d09-2b3a-4efd-87cc-c4ea39d27c34"][0] == "2654"


@pytest.mark.parametrize(
    ("path", "key", "rows"),
    [
        ("DERIVED_skills_en.csv.gz", "esco_skills", 13_937),
        ("DERIVED_occupation_skill_relations.csv.gz", "esco_relations", 129_004),
    ],
)
def test_skills_of_esco_and_their_occupations_are_recognised_and_whole(data, path, key, rows):
    content = gzip.decompress((data / "labour/esco-1.2.0" / path).read_bytes())

    pack, found, _ = packs.read(path.removesuffix(".gz"), content)

    assert (pack.key, found.rows) == (key, rows)


def test_a_collection_of_esco_is_not_taken_for_its_skills(data):
    path = data / "labour/esco-1.2.0/languageSkillsCollection_en.csv"

    with pytest.raises(Refusal, match="none of the packs"):
        packs.read(path.name, path.read_bytes())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("skills_en.csv", "conceptUri,preferredLabel,altLabels\n{0}1,weld,\n", "not whole"),
        ("r.csv", "occupationUri,relationType,skillUri\n{0}1,perhaps,{0}2\n", "neither essential"),
        ("r.csv", "occupationUri,relationType,skillUri\n{0}1,optional,{0}2\n", "not whole"),
        ("m.csv", "conceptUri,replacedBy\n{0}1,javascript:alert(1)\n", "not the address"),
    ],
)
def test_a_part_of_esco_is_refused_by_name(name, content, reason):
    text = content.format("http://data.europa.eu/esco/skill/")

    with pytest.raises(Refusal, match=reason):
        packs.read(name, text.encode())


def test_nothing_is_kept_of_a_pack_that_fails_half_way(db, monkeypatch):
    def broken():
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions, "note_change", broken)

    with pytest.raises(RuntimeError):
        actions.add_pack(None, "wdi.csv", SERIES)

    assert not LoadedPack.objects.exists()
    assert not SeriesValue.objects.exists()


def test_an_administrator_adds_a_pack_on_the_page_and_it_is_written_down(client, besa):
    client.force_login(besa)

    answer = client.post(
        reverse("reference:packs"), {"file": SimpleUploadedFile("wdi.csv", SERIES)}, follow=True
    )

    assert answer.status_code == 200
    assert queries.series("pop", "ALB") == {2021: 2800000.0}
    assert Entry.objects.filter(verb="pack.add", user_id=besa.id).count() == 1


def test_a_wrong_file_comes_back_with_its_reason_on_the_page(client, besa):
    client.force_login(besa)

    answer = client.post(reverse("reference:packs"), {"file": SimpleUploadedFile("x.csv", b"a,b")})

    assert answer.status_code == 422
    assert "none of the packs" in answer.content.decode()
    assert not LoadedPack.objects.exists()


@pytest.mark.parametrize("who", ["arta", "milan", "blerim"])
def test_nobody_else_may_add_a_pack(client, mission, who):
    user = getattr(mission, who)
    client.force_login(user)

    answer = client.post(
        reverse("reference:packs"), {"file": SimpleUploadedFile("wdi.csv", SERIES)}
    )

    assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        actions.add_pack(user, "wdi.csv", SERIES)
    assert not LoadedPack.objects.exists()


def test_the_command_lists_and_loads(db, tmp_path, capsys):
    file = tmp_path / "wdi.csv"
    file.write_bytes(SERIES)

    call_command("packs")
    assert "not loaded" in capsys.readouterr().out

    call_command("packs", "add", str(file))
    assert "Loaded worldbank, to 2021: 2 entries." in capsys.readouterr().out

    file.write_bytes(b"x,y\n")
    with pytest.raises(CommandError, match="none of the packs"):
        call_command("packs", "add", str(file))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("packs", "add", str(tmp_path / "none.csv"))


def test_the_lists_are_pages_for_everybody_who_works_here(client, mission):
    assert client.get(reverse("reference:lists")).status_code == 302

    client.force_login(mission.milan)

    every = client.get(reverse("reference:lists")).content.decode()
    one = client.get(reverse("reference:list", args=["municipality"])).content.decode()
    assert "Municipalities" in every
    assert "Gjakovë/Đakovica" in one
    assert "Ђаковица" in one
    assert client.get(reverse("reference:packs")).status_code == 200
    assert client.get(reverse("reference:list", args=["nothing"])).status_code == 404
    sent = client.get(reverse("reference:list_csv", args=["sex"]))
    assert sent.content.decode("utf-8-sig").splitlines()[1].startswith("female,Female,Femër")


def test_a_long_list_goes_on_where_the_page_ended(
    db, client, mission, django_assert_max_num_queries
):
    client.force_login(mission.arta)
    first = queries.page_of("sdg_indicator")
    second = queries.page_of("sdg_indicator", after=first["after"])

    assert len(first["entries"]) == 200
    assert len(second["entries"]) == 252 - 200
    assert second["after"] is None
    with django_assert_max_num_queries(14):
        client.get(reverse("reference:list", args=["sdg_indicator"]))


def test_the_packs_leave_our_own_lists_alone(db):
    before = Code.objects.count()

    actions.add_pack(None, "wdi.csv", SERIES)
    actions.load_lists()

    assert Code.objects.count() == before
    assert not CodeList.objects.exclude(pack="").exists()


OCCUPATION = {
    "conceptType": "Occupation",
    "conceptUri": "http://data.europa.eu/esco/occupation/{n}",
    "iscoGroup": "7212",
    "preferredLabel": "welder of kind {n}",
    "altLabels": "solderer",
    "status": "released",
    "modifiedDate": "2029-01-31",
    "description": "Welds.",
    "code": "7212.{n}",
}


def occupations(columns, delimiter=",", rows=2_500):
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, restval="x", delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    for n in range(rows):
        writer.writerow({name: value.format(n=n) for name, value in OCCUPATION.items()})
    return made.getvalue().encode()


@pytest.mark.parametrize(
    ("columns", "delimiter"),
    [
        ([*OCCUPATION], ","),
        ([*reversed(OCCUPATION)], ","),
        (["new", *OCCUPATION, "newer"], ","),
        ([*OCCUPATION], ";"),
        ([*OCCUPATION], "\t"),
    ],
)
def test_esco_of_another_version_is_loaded_whatever_the_order_of_its_columns(
    db, columns, delimiter
):
    loaded = actions.add_pack(None, "occupations_en.csv", occupations(columns, delimiter))

    assert (loaded.key, loaded.rows, loaded.version) == ("esco", 2_500, "2029-01-31")


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [
        ("occupations_en.csv", occupations([*OCCUPATION][3:]), "conceptUri, iscoGroup"),
        ("v9/occupations_en.csv", b"URI;libelle;groupe\nx;y;z\n",
         "conceptUri, iscoGroup, preferredLabel"),
        ("skills_en.csv", b"conceptUri,preferredLabel\nx,y\n", "altLabels"),
        ("occupationSkillRelations_en.csv", b"occupationUri,kind,skillUri\n", "relationType"),
        ("occupations_en.csv", occupations([*OCCUPATION][:-1]), "code"),
    ],
)  # fmt: skip
def test_esco_of_another_version_says_which_columns_it_lacks(db, name, content, missing):
    with pytest.raises(Refusal) as refused:
        actions.add_pack(None, name, content)

    assert missing in refused.value.in_english()
    assert not LoadedPack.objects.exists()


@pytest.mark.parametrize("content", [b"a\rb,c\n1", b"\x00,a\n", b'"a,b\n', b"\n\n", b",,,\n"])
def test_a_broken_header_is_a_refusal(db, content):
    with pytest.raises(Refusal):
        actions.add_pack(None, "occupations_en.csv", content)
