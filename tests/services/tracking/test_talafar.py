"""A real survey the whole way; a part of it twice, and the second time nothing is added."""

import csv
import shutil

import pytest
from django.core.management import CommandError, call_command

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.registry.collection.models import CleaningLine, FormVersion, Submission
from waystation.services.tracking import actions, queries, talafar
from waystation.services.tracking.models import Estimation, Finding, Round

pytestmark = [pytest.mark.data, pytest.mark.django_db]


def run(data, mission, capsys):
    call_command("talafar", data=str(data), organisation=mission.organisation.key)
    return capsys.readouterr().out


@pytest.mark.sqlite_only  # a part of it goes the same way on both databases
def test_tal_afar_goes_the_whole_way(data, mission, capsys, milan, reader_elsewhere, blerim):
    said = run(data, mission, capsys)

    assert "632 interviews posted to the OpenRosa address, 632 of them new" in said
    assert "726 lines, 104 applied, 2 not applied, 620 noted" in said
    assert "578 clean rows remain" in said
    assert "Shares equal to 1e-9: 439 of 442" in said
    assert "Lower bounds equal to 1e-6: 428 of 442" in said
    assert "Means equal to 1e-9: 37 of 37" in said
    # 55 lines say remove_survey, two of them about the same interview; 51 change an answer.
    assert Submission.objects.filter(is_removed=True).count() == 632 - 578
    assert CleaningLine.objects.filter(state="not_applied").count() == 2
    the_report_gets_what_may_be_shown(mission)
    others_see_nothing(milan, reader_elsewhere, blerim)


def test_a_part_of_it_sent_twice_is_there_once(data, mission, capsys, tmp_path):
    part = a_part(data, tmp_path, every=8)

    first = run_short(part, mission, capsys)
    before = counted()
    second = run_short(part, mission, capsys)

    assert "79 interviews posted to the OpenRosa address, 79 of them new" in first
    assert "79 interviews posted to the OpenRosa address, 0 of them new" in second
    assert counted() == before


def a_part(data, folder, every):
    """Copy the raw files with only some of the interviews."""
    tracking = shutil.copytree(data / "tracking", folder / "tracking")
    with (tracking / "talafar" / "raw_data.csv").open("r+", encoding="utf-8-sig") as file:
        heading, *rows = csv.reader(file)
        file.seek(0)
        file.truncate()
        csv.writer(file).writerows([heading, *rows[::every]])
    return folder


def run_short(part, mission, capsys):
    """Walk with too few interviews to reach the published figures, which the command says."""
    with pytest.raises(CommandError, match="were not reached"):
        run(part, mission, capsys)
    return capsys.readouterr().out


def counted():
    models = [Submission, CleaningLine, FormVersion, Round, Estimation, Finding]
    return [
        *(model.objects.count() for model in models),
        Submission.objects.filter(is_removed=True).count(),
        CleaningLine.objects.filter(state="not_applied").count(),
        Round.objects.get().id,
    ]


def the_report_gets_what_may_be_shown(mission):
    analyst = access.user_named("talafar-analyst@iom-test.example.org")
    offered = queries.findings_visible_to(analyst)
    key = next(one["key"] for one in offered if one["key"].endswith("/water_source_drinking"))

    found = queries.finding(mission.organisation.id, key)

    assert len(offered) > 100
    assert found["n"] == 578
    # No share stands for fewer than five households, and a single hidden one is not alone.
    people = [round(row["value"] * row["n"]) for row in found["rows"] if row["value"]]
    assert min(people) >= 5
    assert sum(row["value"] is None for row in found["rows"]) != 1
    assert len(found["provenance"]["submissions"]) == 64


def others_see_nothing(milan, reader_elsewhere, blerim):
    round_ = Round.objects.get()
    for user in (milan, reader_elsewhere):
        assert queries.findings_visible_to(user) == []
        with pytest.raises(NotSeen):
            queries.round_visible_to(user, round_.id)
    with pytest.raises((NotSeen, NotAllowed)):
        actions.estimate(blerim, round_.id)


def test_a_missing_file_is_named(tmp_path, mission, analyst):
    with pytest.raises(Exception, match=r"raw_data\.csv"):
        talafar.walk(tmp_path, analyst, analyst, mission.prishtine.id, lambda a, b: 201)
