"""The addresses of imports, and one in Arta's office."""

from __future__ import annotations

MARKS = ["mark-of-an-import"]


def addresses(address):
    """Return the rows of this app for the table of all addresses."""
    one = {"upload_id": "upload"}
    return {
        "imports:uploads": address("visit.record"),
        "imports:new": address("visit.record"),
        "imports:upload": address("visit.record", one),
        "imports:columns": address("visit.record", one),
        "imports:answers": address("visit.record", one),
        "imports:problems": address("visit.record", one),
        "imports:begin": address("visit.record", {**one, "step": "import_step"}, post_only=True),
        "imports:transition": address("visit.record", {**one, "transition": "discarding"}),
        "api:list_uploads": address("visit.record"),
        "api:upload_sheet": address("visit.record"),
        "api:read_upload": address("visit.record", one),
        "api:choose_upload_columns": address("visit.record", one, post_only=True),
        "api:list_upload_texts": address("visit.record", one),
        "api:choose_upload_answers": address("visit.record", one),
        "api:list_upload_problems": address("visit.record", one),
        "api:change_upload_state": address(
            "visit.record", {**one, "step": "import_step"}, post_only=True
        ),
    }


def made_of_imports(mission):
    """Return the keys of an uploaded sheet in Arta's office."""
    from waystation.registry.imports import actions

    sheet = b"Nr;Data;Gjinia\n1;1.9.2026;F\n"
    made = actions.upload_sheet(
        mission.arta, mission.prishtine.id, "visits", "mark-of-an-import.csv", sheet
    )
    return {
        "report_template": "migration_profile",
        "upload": made.id,
        "import_step": "check",
        "discarding": "discard",
    }
