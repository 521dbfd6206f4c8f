"""The editor of a report: saved block by block, merged with what another wrote, never HTML."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Image

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def report(sixty_visits, blerim):
    return actions.draft_report(
        blerim, "Ours", *QUARTER, audience="internal",
        blocks=[
            ("heading", {"text": "What we did"}),
            ("text", {"text": "There were [visits] visits.\n\nIt was cold."}),
            ("chart", {"title": "T", "indicator": "visits", "along": "month", "split": ""}),
        ],
    )  # fmt: skip


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Other", mission.prishtine, "programme_manager")


def opened(report):
    """What an editor has before them."""
    rows = queries.blocks_of(report)
    return queries.nodes_for_editor(rows), queries.seen_now(rows)


def paragraph(*words, key=None):
    content = [{"type": "text", "text": one} if isinstance(one, str) else one for one in words]
    return {"type": "paragraph", "attrs": {"id": str(key or new_key())}, "content": content}


def words_of(report):
    return [
        "".join(one.get("text", "#") for one in node.get("content", ()))
        for node in queries.nodes_for_editor(queries.blocks_of(report))
    ]


def png(size=(40, 20)):
    out = io.BytesIO()
    Pillow.new("RGB", size, (11, 79, 158)).save(out, "PNG")
    return out.getvalue()


def test_a_text_with_brackets_is_opened_as_nodes_and_saved_as_nodes(report, blerim):
    nodes, seen = opened(report)

    actions.save_document(blerim, report.id, nodes, seen)

    kinds = [(one.kind, set(one.content)) for one in queries.blocks_of(report)]
    assert kinds == [
        ("heading", {"text", "level"}),
        ("text", {"nodes"}),
        ("text", {"nodes"}),
        ("chart", {"title", "indicator", "along", "split"}),
    ]
    assert words_of(report)[:3] == ["What we did", "There were # visits.", "It was cold."]
    assert len(queries.preview(report, mend=False).figures) > 1


def test_a_text_typed_as_lines_is_stored_as_nodes_and_shown_as_lines(report, blerim):
    block = queries.blocks_of(report)[1]
    seen = actions.values_of_block(block)

    changed = actions.change_block(
        blerim, report.id, block.id, {"text": "Some **[visits 2026-Q1]** visits."}, seen
    )

    assert set(block.content) == set(changed.content) == {"nodes"}
    assert seen["text"] == "There were [visits] visits.\n\nIt was cold."
    assert actions.values_of_block(changed)["text"] == "Some [visits 2026-Q1] visits."


def test_the_editor_sends_no_longer_heading_or_title_than_the_form(report, blerim):
    nodes, seen = opened(report)
    nodes[0]["content"] = [{"type": "text", "text": "x" * 201}]
    nodes[-1]["attrs"]["content"] = {**nodes[-1]["attrs"]["content"], "title": "x" * 201}

    with pytest.raises(actions.RefusedBlocks) as refused:
        actions.save_document(blerim, report.id, nodes, seen)

    wrong = {key: one.code for key, one in refused.value.blocks.items()}
    keys = [nodes[0]["attrs"]["id"], nodes[-1]["attrs"]["id"]]
    assert wrong == dict.fromkeys(keys, "too_long_text")


def test_what_is_saved_twice_is_changed_once(report, blerim):
    nodes, seen = opened(report)
    saved, again, _others = actions.save_document(blerim, report.id, nodes, seen)

    twice, _seen, _others = actions.save_document(blerim, report.id, nodes, again)

    assert twice.version == saved.version


def test_two_people_who_write_in_two_blocks_are_merged(report, blerim, drita):
    nodes, seen = opened(report)
    _saved, seen, _others = actions.save_document(blerim, report.id, nodes, seen)
    nodes, _seen = opened(report)
    hers = [*nodes[:1], paragraph("Hers.", key=nodes[1]["attrs"]["id"]), *nodes[2:]]
    his = [*nodes[:2], paragraph("His.", key=nodes[2]["attrs"]["id"]), *nodes[3:], paragraph("New")]

    actions.save_document(drita, report.id, hers, seen)
    actions.save_document(blerim, report.id, his, seen)

    assert words_of(report) == ["What we did", "Hers.", "His.", "", "New"]


def test_a_block_that_both_changed_is_a_conflict_and_nothing_is_saved(report, blerim, drita):
    nodes, seen = opened(report)
    _saved, seen, _others = actions.save_document(blerim, report.id, nodes, seen)
    nodes, _seen = opened(report)
    key = nodes[1]["attrs"]["id"]
    actions.save_document(
        drita, report.id, [nodes[0], paragraph("Hers", key=key), *nodes[2:]], seen
    )

    with pytest.raises(Conflict) as conflict:
        actions.save_document(
            blerim, report.id,
            [nodes[0], paragraph("His", key=key), *nodes[2:], paragraph("More")], seen,
        )  # fmt: skip

    assert list(conflict.value.fields) == [key]
    assert words_of(report) == ["What we did", "Hers", "It was cold.", ""]


def test_an_editor_who_lost_what_they_saw_overwrites_nothing(report, blerim):
    nodes, _seen = opened(report)

    with pytest.raises(Conflict):
        actions.save_document(blerim, report.id, nodes, {})


def test_blocks_that_one_person_moved_stay_where_they_are_when_another_adds(report, blerim, drita):
    nodes, seen = opened(report)
    _saved, seen, _others = actions.save_document(blerim, report.id, nodes, seen)
    nodes, _seen = opened(report)
    moved = [nodes[3], *nodes[:3]]
    added = [*nodes[:2], paragraph("Between"), *nodes[2:]]

    actions.save_document(drita, report.id, moved, seen)
    actions.save_document(blerim, report.id, added, seen)

    assert words_of(report) == [
        "",
        "What we did",
        "There were # visits.",
        "Between",
        "It was cold.",
    ]


def test_a_block_that_was_left_out_is_removed_and_an_empty_one_is_none(report, blerim):
    nodes, seen = opened(report)
    empty = {"type": "paragraph", "attrs": {"id": str(new_key())}}

    actions.save_document(blerim, report.id, [nodes[0], empty, nodes[-1]], seen)

    assert [one.kind for one in queries.blocks_of(report)] == ["heading", "chart"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "paragraph", "content": [{"type": "text", "text": "x", "style": "y"}]},
        {"type": "chart", "attrs": {"content": {"indicator": "no_such", "along": "month"}}},
        {"type": "chart", "attrs": {"content": {"indicator": {"$ne": 1}}}},
        {"type": "table", "attrs": {"content": {"title": "", "indicators": []}}},
        {"type": "section", "attrs": {"content": {"section": "unkt_reports:x/life"}}},
        {"type": "image", "attrs": {"content": {"image": str(new_key()), "alternative": "A"}}},
    ],
)
def test_a_wrong_block_is_named_and_nothing_is_saved(report, blerim, wrong):
    nodes, seen = opened(report)
    key = str(new_key())
    wrong = {**wrong, "attrs": {**wrong.get("attrs", {}), "id": key}}

    with pytest.raises(actions.RefusedBlocks) as refused:
        actions.save_document(blerim, report.id, [*nodes, paragraph("Good"), wrong], seen)

    assert list(refused.value.blocks) == [key]
    assert len(queries.blocks_of(report)) == 3


@pytest.mark.parametrize(
    "nodes", [None, "<p>", [1], [{"type": "iframe"}], [{"type": "heading", "content": "x"}]]
)
def test_what_is_no_document_is_refused(report, blerim, nodes):
    _nodes, seen = opened(report)

    with pytest.raises(Refusal) as refused:
        actions.save_document(blerim, report.id, nodes, seen)

    assert refused.value.code == "block_unreadable"


def test_a_block_of_another_report_cannot_be_taken(report, blerim):
    other = actions.draft_report(
        blerim, "Other", *QUARTER, blocks=[("heading", {"text": "Theirs"})]
    )
    key = queries.blocks_of(other)[0].id
    nodes, seen = opened(report)

    with pytest.raises(actions.RefusedBlocks):
        actions.save_document(blerim, report.id, [*nodes, paragraph("Mine", key=key)], seen)

    assert queries.blocks_of(other)[0].content == {"text": "Theirs"}


def test_only_who_may_write_saves(report, arta, milan):
    nodes, seen = opened(report)

    with pytest.raises(NotAllowed):
        actions.save_document(arta, report.id, nodes, seen)
    with pytest.raises(NotSeen):
        actions.save_document(milan, report.id, nodes, seen)


def sent(client, report, nodes, seen):
    body = json.dumps({"nodes": nodes, "seen": seen})
    address = reverse("reports:save", args=[report.id])
    return client.post(address, body, content_type="application/json")


def test_the_page_saves_and_answers_how_numbers_read(client, report, blerim):
    client.force_login(blerim)
    nodes, seen = opened(report)

    page = client.get(reverse("reports:write", args=[report.id]))
    said = sent(client, report, nodes, seen)

    assert page.status_code == 200
    assert said.json()["figures"]["visits"]["text"] == "60"
    assert list(said.json()["problems"]) == []
    assert any("<svg" in one for one in said.json()["pieces"].values())


def test_the_page_names_the_block_that_two_people_changed(client, report, blerim, drita):
    nodes, seen = opened(report)
    _saved, seen, _others = actions.save_document(blerim, report.id, nodes, seen)
    nodes, _seen = opened(report)
    key = nodes[1]["attrs"]["id"]
    actions.save_document(
        drita, report.id, [nodes[0], paragraph("Hers", key=key), *nodes[2:]], seen
    )
    client.force_login(blerim)

    said = sent(client, report, [nodes[0], paragraph("His", key=key), *nodes[2:]], seen)

    theirs = said.json()["conflicts"][key]
    assert said.status_code == 409
    assert theirs["text"] == "Hers"
    assert theirs["nodes"][0]["content"][0]["text"] == "Hers"


def test_a_problem_is_told_beside_its_block(client, report, blerim):
    client.force_login(blerim)
    figure = {
        "type": "figure",
        "attrs": {"indicator": "no_such_thing", "period": "", "where": {}},
    }
    nodes, seen = opened(report)
    wrong = paragraph("So many: ", figure)

    said = sent(client, report, [*nodes, wrong], seen)

    assert said.status_code == 200
    assert "no_such_thing" in said.json()["problems"][wrong["attrs"]["id"]]


def test_who_may_not_write_gets_neither_page_nor_answer(client, report, arta, milan):
    nodes, seen = opened(report)
    for user, status in ((arta, 403), (milan, 404)):
        client.force_login(user)

        assert client.get(reverse("reports:write", args=[report.id])).status_code == status
        assert sent(client, report, nodes, seen).status_code == status


def test_a_figure_is_found_by_its_name(client, report, blerim):
    client.force_login(blerim)
    address = reverse("reports:find_figure", args=[report.id])

    found = client.get(address, {"q": "visits"}).json()["found"]

    first = next(one for one in found if one["key"] == "visits")
    assert (first["text"], first["attrs"]["indicator"]) == ("60", "visits")


def test_a_picture_is_made_anew_and_shown(client, report, blerim):
    client.force_login(blerim)
    exif = Pillow.new("RGB", (40, 20), (200, 10, 10))
    out = io.BytesIO()
    data = Pillow.Exif()
    data[0x010E] = "secret place"
    exif.save(out, "JPEG", exif=data)
    address = reverse("reports:add_image", args=[report.id])

    said = client.post(address, {"file": SimpleUploadedFile("a.jpg", out.getvalue())})
    wrong = client.post(address, {"file": SimpleUploadedFile("a.jpg", b"<svg onload=x>")})

    assert wrong.status_code == 422
    stored = bytes(Image.objects.get(id=said.json()["image"]).content)
    assert b"secret place" not in stored
    assert b"secret place" in out.getvalue()


def test_a_report_begins_with_a_template(blerim, sixty_visits):
    report = actions.draft_report(blerim, "Quarter", *QUARTER, template="quarterly")

    kinds = [one.kind for one in queries.blocks_of(report)]

    assert kinds[:3] == ["heading", "headline", "text"]
    assert {"chart", "map", "table"} <= set(kinds)
    assert queries.refused_blocks(queries.preview(report)) == 0


def fact(mission, user, office=None, **more):
    from waystation.governance.knowledge.models import DatedFact

    row = DatedFact.begin(
        user, (office or mission.prishtine).id, label="People assisted by the project",
        **{"series": "assisted", "value": Decimal(15000), "unit": "people", "qualifier": "up_to",
           "as_of": "2025", "source": "Project document"} | more,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def token(row):
    return {"type": "fact", "attrs": {"fact": f"fact:{row.id}"}}


def test_a_fact_keeps_its_qualifier_in_the_edition_and_its_newer_value_names_both_texts(
    client, report, blerim, mission
):
    from waystation.governance.knowledge import queries as knowledge

    old = fact(mission, blerim)
    nodes, seen = opened(report)
    with_fact = [*nodes, paragraph("The project assisted ", token(old), " people."),
                 paragraph(token(old), " were planned.")]  # fmt: skip
    actions.save_document(blerim, report.id, with_fact, seen)
    report.refresh_from_db()
    edition = actions.publish_report(blerim, report.id)
    nodes, seen = opened(report)
    actions.save_document(blerim, report.id, [*nodes, paragraph("Next.")], seen)
    client.force_login(blerim)
    page = client.get(reverse("reports:report", args=[edition.id])).content.decode()
    fact(mission, blerim, value=Decimal(14000), supersedes=old)

    outdated = knowledge.outdated_visible_to(mission_reader(mission))

    assert "up to 15,000" in page
    assert "Up to 15,000" in page  # where it begins a sentence
    assert "People assisted by the project, 2025: Project document." in page
    texts = {(one.mention.published, one.mention.title): one.words["value"] for one in outdated}
    assert texts[False, "Ours"] == "up to 14,000"
    assert texts[True, "Ours (1)"] == "up to 14,000"


def mission_reader(mission):
    return mission.hire("Sanja Reader", mission.prishtine, "network_secretariat")


def test_a_fact_that_the_writer_does_not_see_is_refused(report, blerim, mission):
    elsewhere = fact(mission, blerim, mission.peje)
    nodes, seen = opened(report)

    with pytest.raises(actions.RefusedBlocks) as refused:
        actions.save_document(
            blerim, report.id, [*nodes, paragraph("See ", token(elsewhere))], seen
        )

    assert refused.value.code == "fact_unknown"
