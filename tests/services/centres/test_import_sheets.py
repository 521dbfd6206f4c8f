"""Visit sheets from before become visits: mapped, checked, recorded once, and undone."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import pytest
import xlsxwriter

from tests.services.centres.conftest import NOW
from waystation.foundation.audit import verifying
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import parse
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.tasks.models import Task
from waystation.governance.results.queries import store
from waystation.registry.imports import actions, queries
from waystation.registry.imports.models import ImportedRow, Mapping, Upload
from waystation.registry.people.models import Person, SearchToken
from waystation.services.centres import actions as centres
from waystation.services.centres import queries as visits
from waystation.services.centres.models import Visit

YEAR = parse("2026")
SHEET = """Regjistri i vizitave 2026;;;;;;;
Nr;Data;Gjinia;Mosha;Komuna;Arsyeja;Temat;Lloji i vizitorit
1;2.9.2026;Femër;24;Prishtinë;Punë jashtë vendit;Shëndetësi, Studime dhe trajnim;Migrant i mundshëm
2;03/09/2026;M;31;Пећ;Punë jashtë vendit;;Migrant i mundshëm
3;4.9.26;;;Gjakova;Studime ose trajnim jasht;;I kthyer
"""


def nobody(done, of, note=""):
    """Take no notice of how far the work is."""


@pytest.fixture
def upload(mission, arta):
    """Upload a sheet as Arta, with the mapping that is suggested, and check it."""

    def uploaded(content=SHEET, name="visits.csv", user=None, constants=None, decided=None):
        content = content.encode() if isinstance(content, str) else content
        made = actions.upload_sheet(user or arta, mission.prishtine.id, "visits", name, content)
        every = {"mode": "walk_in", **made.constants, **(constants or {})}
        made = actions.choose_columns(
            arta, made.id, chosen=made.columns, constants=every, day_order="dmy"
        )
        answers = {
            field.name: {one.text: (decided or {}).get(one.text, one.answer) for one in texts}
            for field, texts in queries.texts_to_answer(made, queries.sheet_of(queries.whole(made)))
        }
        actions.choose_answers(arta, made.id, answers)
        return run(arta, made.id, "check")

    return uploaded


def run(user, upload_id, step):
    actions.begin(user, upload_id, step)
    assert tasks.work_off("test") == 1
    return queries.whole(queries.upload_visible_to(user, upload_id))


def sheet_of(rows, headings):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, place, cell, day)
            else:
                page.write(line, place, cell)
    book.close()
    return out.getvalue()


def test_headings_and_answers_are_suggested_in_the_languages_of_the_region(mission, arta):
    made = actions.upload_sheet(arta, mission.prishtine.id, "visits", "visits.csv", SHEET.encode())

    assert {name: made.headings[place] for name, place in made.columns.items()} == {
        "number": "Nr",
        "day": "Data",
        "sex": "Gjinia",
        "age": "Mosha",
        "place": "Komuna",
        "reason": "Arsyeja",
        "topics": "Temat",
        "visitor_type": "Lloji i vizitorit",
    }
    proposed = {
        one.text: (one.answer, one.certain)
        for _field, texts in queries.texts_to_answer(made, queries.sheet_of(made))
        for one in texts
    }
    assert proposed["Femër"] == ("female", True)
    assert proposed["M"] == ("male", True)
    assert proposed["Пећ"] == ("xk-peje", True)
    assert proposed["Gjakova"] == ("xk-gjakove", False)
    assert proposed["Studime ose trajnim jasht"] == ("study", False)


@pytest.mark.parametrize(
    ("cells", "field"), [(("24", "31"), "age"), (("18-24", "25-34"), "age_band")]
)
def test_ages_in_years_are_told_from_age_groups_under_the_same_heading(mission, arta, cells, field):
    text = "Nr;Data;Age\n" + "".join(f"{at};1.9.2026;{one}\n" for at, one in enumerate(cells))

    made = actions.upload_sheet(arta, mission.prishtine.id, "visits", "a.csv", text.encode())

    assert made.columns[field] == 2


def test_a_dry_run_records_nothing(arta, upload):
    checked = upload()

    assert (checked.state, checked.fresh, checked.known, checked.wrong) == ("checked", 3, 0, 0)
    assert Visit.objects.count() == 0


def test_the_rows_become_visits(mission, arta, blerim, milan, upload):
    loaded = run(arta, upload().id, "load")

    assert (loaded.state, loaded.added, bytes(loaded.content)) == ("loaded", 3, b"")
    first = Visit.objects.get(day=date(2026, 9, 2))
    assert (first.sex, first.age_band, first.place) == ("female", "18-24", "xk-prishtine")
    assert first.topics == ["health", "study"]
    assert visits.counts_of(arta, YEAR).four.visits == 3
    assert visits.counts_of(blerim, YEAR).four.visits == 3
    assert visits.counts_of(milan, YEAR).four.visits == 0
    assert Entry.objects.filter(verb="import.loaded", subject_id=loaded.id).exists()


def test_a_second_run_adds_nothing_whatever_the_file(mission, arta, upload):
    run(arta, upload().id, "load")
    headings = ["Lloji i vizitorit", "Data", "Nr", "Arsyeja"]
    rows = [
        ["Migrant i mundshëm", date(2026, 9, 2), 1, "Punë jashtë vendit"],
        ["I kthyer", date(2026, 9, 5), 4, "Punë jashtë vendit"],
    ]

    again = upload()
    other = upload(sheet_of(rows, headings), "visits.xlsx")

    assert (again.fresh, again.known, again.wrong) == (0, 3, 0)
    with pytest.raises(Refusal, match="nothing to import"):
        actions.begin(arta, again.id, "load")
    assert (other.fresh, other.known, other.wrong) == (1, 0, 1)  # number 1 says something else
    (problem,) = queries.problems_of(other)
    assert problem.row == 2
    assert "imported before with other content" in problem.sentence


def test_a_sheet_whose_columns_were_changed_is_checked_again(mission, arta, milan, blerim, upload):
    checked = upload()
    others = {name: place for name, place in checked.columns.items() if name != "topics"}

    actions.choose_columns(
        arta, checked.id, chosen=others, constants=checked.constants, day_order="dmy"
    )

    with pytest.raises(Refusal, match="not possible now"):
        actions.begin(arta, checked.id, "load")
    assert run(arta, checked.id, "check").fresh == 3
    for user in (milan, blerim):
        with pytest.raises((NotAllowed, NotSeen)):
            actions.choose_columns(user, checked.id, chosen=others, constants={}, day_order="dmy")


def test_columns_of_an_import_that_has_begun_stay(arta, upload):
    loaded = run(arta, upload().id, "load")

    with pytest.raises(Refusal, match="can no longer be changed"):
        actions.choose_columns(
            arta, loaded.id, chosen=loaded.columns, constants={}, day_order="dmy"
        )


def test_the_same_rows_without_numbers_are_the_same_visits_in_csv_and_excel(arta, upload):
    text = "Data,Gjinia,Arsyeja\n2.9.2026,F,Work abroad\n2.9.2026,F,Work abroad\n"
    rows = [[date(2026, 9, 2), "F", "Work abroad"]] * 2
    kinds = {"visitor_type": "returnee"}
    run(arta, upload(text, constants=kinds).id, "load")

    again = upload(sheet_of(rows, ["Data", "Gjinia", "Arsyeja"]), "a.xlsx", constants=kinds)

    assert Visit.objects.count() == 2  # two equal rows are two visits
    assert (again.fresh, again.known) == (0, 2)


def test_numbers_with_doubled_digits_are_different_rows(arta, upload):
    rows = "".join(f"{number};1.9.2026;Work abroad\n" for number in (1, 11, 111))

    loaded = run(
        arta, upload("Nr;Data;Arsyeja\n" + rows, constants={"visitor_type": "returnee"}).id, "load"
    )

    assert (loaded.added, Visit.objects.count()) == (3, 3)


def test_errors_name_row_and_column(arta, upload):
    text = (
        "Nr;Data;Gjinia;Arsyeja;Minuta;Emri;Viti i lindjes;Numri i dosjes\n"
        "1;31.2.2026;F;Work abroad;20;;;\n"
        "2;1.9.2026;F;Nothing we know;20;;;\n"
        "3;1.9.2027;F;Work abroad;20;;;\n"
        "4;1.9.2026;F;;999;;;\n"
        "1;1.9.2026;F;Work abroad;20;;;\n"
        "6;1.9.2026;F;Work abroad;20;Besim;;\n"
        "7;1.9.2026;F;Work abroad;many;;;2026-NOBODY\n"
    )

    checked = upload(text, constants={"visitor_type": "returnee"})

    found = {(one.row, one.column) for one in queries.problems_of(checked)}
    assert found == {
        (2, "B · Data"),
        (3, "D · Arsyeja"),
        (4, "B · Data"),
        (5, "D · Arsyeja"),
        (5, "E · Minuta"),
        (6, "A · Nr"),
        (7, "F · Emri"),
        (8, "E · Minuta"),
        (8, "H · Numri i dosjes"),
    }
    assert (checked.fresh, checked.wrong) == (0, 7)


def test_a_name_with_a_year_is_one_person_across_rows_and_files(arta, upload, visitors):
    text = (
        "Data;Emri;Mbiemri;Viti i lindjes;Gjinia;Arsyeja;Numri i dosjes\n"
        "1.9.2026;BESIM;KRASNIQI;1999;M;Work abroad;\n"
        "1.9.2026;Teuta;Gashi;1990;F;Work abroad;\n"
        "2.9.2026;TEUTA;GASHI;1990;F;Work abroad;\n"
        f"3.9.2026;;;;;Work abroad;{visitors.elif_.number}\n"
    )
    before = Person.objects.count()

    loaded = run(arta, upload(text, constants={"visitor_type": "returnee"}).id, "load")

    assert Person.objects.count() == before + 1
    assert Visit.objects.filter(person=visitors.besim).count() == 1
    assert Visit.objects.filter(person=visitors.elif_).count() == 1
    teuta = Person.objects.latest("handle")
    assert Visit.objects.filter(person__birth_year=1990, person__sex="female").count() == 2
    undone = run(arta, loaded.id, "undo")
    assert undone.deleted == 4
    assert Person.objects.count() == before
    assert not SearchToken.objects.filter(handle=teuta.handle).exists()


def test_undoing_restores_what_was_there(mission, arta, upload, record):
    record()
    before = visits.counts_of(arta, YEAR).four
    loaded = run(arta, upload().id, "load")
    assert visits.counts_of(arta, YEAR).four.visits == before.visits + 3

    undone = run(arta, loaded.id, "undo")

    assert (undone.state, undone.deleted, undone.withdrawn) == ("undone", 3, 0)
    assert visits.counts_of(arta, YEAR).four == before
    assert store.disagreements(mission.organisation.id, "centres.visits") == []
    assert upload().fresh == 3


def test_a_visit_changed_since_is_withdrawn_and_not_deleted(arta, upload):
    loaded = run(arta, upload().id, "load")
    visit = Visit.objects.get(day=date(2026, 9, 2))
    centres.edit_visit(arta, visit.id, {"minutes": None}, {"minutes": 25})

    undone = run(arta, loaded.id, "undo")

    visit.refresh_from_db()
    assert (undone.deleted, undone.withdrawn, visit.state) == (2, 1, "withdrawn")
    assert visits.counts_of(arta, YEAR).four.visits == 0


def test_facts_follow_an_import_and_its_undoing(mission, arta, upload):
    organisation = mission.organisation.id
    assert len(store.facts(organisation, "centres.visits")) == 0

    loaded = run(arta, upload().id, "load")
    assert len(store.facts(organisation, "centres.visits")) == 3

    run(arta, loaded.id, "undo")
    assert len(store.facts(organisation, "centres.visits")) == 0


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(arta, upload, monkeypatch):
    from waystation.registry.imports.actions import working

    monkeypatch.setattr(working, "BATCH", 1)
    checked = upload()
    actions.begin(arta, checked.id, "load")
    task = tasks.take("first")
    told = []

    def killed(done, of, note=""):
        told.append(done)
        if done == 2:
            raise tasks.Lost

    with pytest.raises(tasks.Lost):
        actions.load(arta, checked.id, killed)
    assert (Visit.objects.count(), queries.upload_visible_to(arta, checked.id).done) == (2, 2)
    Task.objects.filter(id=task.id).update(lease_until=NOW.replace(hour=1))

    tasks.work_off("second")

    loaded = queries.upload_visible_to(arta, checked.id)
    assert (loaded.state, loaded.added, Visit.objects.count()) == ("loaded", 3, 3)


def test_the_mapping_is_remembered_for_the_office(mission, arta, upload):
    upload(decided={"Gjakova": "xk-gjakove"})

    made = actions.upload_sheet(
        arta,
        mission.prishtine.id,
        "visits",
        "next.csv",
        b"Nr;Data;Komuna\n9;1.9.2026;GJAKOVA\n",
    )

    assert made.constants["mode"] == "walk_in"
    ((_field, (text,)),) = queries.texts_to_answer(made, queries.sheet_of(made))
    assert (text.answer, text.certain) == ("xk-gjakove", True)
    assert Mapping.objects.filter(office=mission.prishtine).count() == 1


def test_milan_and_blerim_import_nothing_here(mission, milan, blerim, upload):
    checked = upload()

    for user in (milan, blerim):
        with pytest.raises((NotAllowed, NotSeen)):
            actions.upload_sheet(user, mission.prishtine.id, "visits", "a.csv", SHEET.encode())
        with pytest.raises((NotAllowed, NotSeen)):
            actions.begin(user, checked.id, "load")
    assert list(queries.uploads_visible_to(milan)) == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"only one column\nrow\n", "no_headings"),
        ("a.csv", b"Nr;Data\n", "no_rows"),
        ("a.pdf", b"%PDF-1.7", "upload_kind"),
        ("a.xlsx", b"PK\x03\x04 broken", "upload_damaged"),
        ("a.csv", b"a;b\n" + b"x;" * 2_100_000 + b"\n", "too_many_cells"),
        ("a.csv", b"\xff\xfe\x00", "csv_unreadable"),
        ("a.csv", b"a;b\n" + b"1;2\n" * 50_001, "too_many_rows"),
        ("a.csv", b'a;b\n"' + b"x" * 200_000, "csv_unreadable"),
    ],
)
def test_hostile_and_wrong_files_are_refused_in_a_sentence(mission, arta, name, content, code):
    with pytest.raises(Refusal) as refused:
        actions.upload_sheet(arta, mission.prishtine.id, "visits", name, content)

    assert refused.value.code == code
    assert not Upload.objects.exists()


def test_a_formula_and_a_script_stay_text(client, arta, upload):
    text = "Data;Arsyeja;Shenime\n1.9.2026;=cmd|' /C calc'!A0;<script>alert(1)</script>\n"
    checked = upload(text, constants={"visitor_type": "returnee"})
    client.force_login(arta)

    page = client.get(f"/imports/{checked.id}/").content.decode()
    file = client.get(f"/imports/{checked.id}/errors/")

    assert "<script>alert" not in page
    assert "=cmd|" in page
    assert file["Content-Type"].endswith("spreadsheetml.sheet")


def test_what_quotes_people_is_sealed_and_deleted_after_a_month(arta, upload, time_machine):
    checked = upload(
        "Data;Arsyeja\n1.9.2026;Markname Ofperson\n", constants={"visitor_type": "returnee"}
    )
    assert b"Markname" not in bytes(checked.content) + bytes(checked.problems)
    time_machine.move_to(NOW.replace(month=11), tick=False)

    actions.tidy()

    left = queries.whole(checked)
    assert (bytes(left.content), bytes(left.problems)) == (b"", b"")


def test_the_walk_through_the_pages(client, mission, arta, blerim):
    client.force_login(arta)
    sent = io.BytesIO(SHEET.encode())
    sent.name = "visits.csv"
    answer = client.post(
        "/imports/new/", {"office": mission.prishtine.id, "sheet": "visits", "file": sent}
    )
    address = answer["Location"]
    upload_id = UUID(address.split("/")[2])
    page = client.get(address)
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer["Location"])
    form = page.context["form"]
    answer = client.post(
        answer["Location"], {name: form[name].value() or "" for name in form.fields}
    )
    assert "Refresh" in client.get(answer["Location"])
    tasks.work_off("test")
    assert "3 rows are new" in client.get(answer["Location"]).content.decode()

    client.post(f"/imports/{upload_id}/begin/load/")
    tasks.work_off("test")

    assert Visit.objects.count() == 3
    assert client.get("/imports/").status_code == 200
    assert client.get(f"/imports/{upload_id}/columns/").status_code == 422
    assert client.get(f"/imports/{upload_id}/undo/").status_code == 200
    client.force_login(blerim)
    assert client.get(f"/imports/{upload_id}/").status_code in (403, 404)


def test_the_log_proves_imported_visits(mission, arta, upload):
    loaded = run(arta, upload().id, "load")

    assert not verifying.verify_organisation(mission.organisation.id).sentences
    run(arta, loaded.id, "undo")
    assert not verifying.verify_organisation(mission.organisation.id).sentences
    assert ImportedRow.objects.filter(removed=True).count() == 3
