"""What programmes add to the mission of the matrix: a project, its budget, and a framework."""

from __future__ import annotations

MARKS = ["mark-of-a-project", "mark-of-a-budget-line"]
MARKS_OF_THE_ORGANISATION = ["mark-of-a-framework"]


def made_of_programmes(mission):
    """A project of Arta's office with a budget line, and a framework of the mission."""
    from waystation.foundation.records.actions import record_entry
    from waystation.governance.programmes import actions
    from waystation.governance.programmes.queries.registers import REGISTERS

    manager = mission.hire("Manager Forprogrammes", mission.prishtine, "programme_manager")
    project = actions.record_programme(
        manager, mission.prishtine.id, code="M.1", title="mark-of-a-project", level="project"
    )
    values = {"programme": project.id, "label": "mark-of-a-budget-line", "amount": "100"}
    line = record_entry(manager, REGISTERS["budget-lines"], values)
    framework = actions.load_framework(
        manager, "code,title\nA,One\n", title="mark-of-a-framework", kind="other"
    )
    return {
        "programme": project.id,
        "programme_step": "start",
        "programme_year": 2026,
        "programme_register": "budget-lines",
        "budget_line": line.id,
        "framework": framework.id,
    }


def addresses(address):
    """Return the addresses of programmes: an office sees its own, frameworks are shared."""
    return {
        "programmes:home": address("programme.read"),
        "programmes:programmes": address("programme.read"),
        "programmes:new": address("programme.record"),
        "programmes:coverage": address("programme.read"),
        "programmes:progress": address("programme.read"),
        "programmes:capacity_overview": address("programme.read"),
        "programmes:drivers": address("programme.read"),
        "programmes:frameworks": address("programme.read", shared="colleagues"),
        "programmes:framework_new": address("framework.manage", shared="colleagues"),
        "programmes:frameworks_load": address("framework.manage", post_only=True),
        "programmes:framework": address(
            "programme.read", {"framework_id": "framework"}, shared="colleagues"
        ),
        "programmes:iati": address("programme.read"),
        "programmes:iati_import": address("programme.record"),
        "api:export_iati": address("programme.read"),
        "api:check_iati": address("programme.read", post_only=True),
        "api:import_iati": address("programme.record", post_only=True),
        "programmes:registers": address("programme.read"),
        "programmes:entries": address(
            "programme.read", {"register": "programme_register"}, shared="everybody"
        ),
        "programmes:entry_new": address(
            "programme.record", {"register": "programme_register"}, shared="everybody"
        ),
        "programmes:entries_export": address(
            "programme.read",
            {"register": "programme_register", "kind": "sheet"},
            shared="everybody",
        ),
        "programmes:entry": address(
            "programme.read", {"register": "programme_register", "entry": "budget_line"}
        ),
        "programmes:entry_change": address(
            "programme.record", {"register": "programme_register", "entry": "budget_line"}
        ),
        "programmes:programme": address("programme.read", {"programme_id": "programme"}),
        "programmes:change": address("programme.record", {"programme_id": "programme"}),
        "programmes:donors": address("programme.record", {"programme_id": "programme"}),
        "programmes:goals": address("programme.record", {"programme_id": "programme"}),
        "programmes:transition": address(
            "programme.record", {"programme_id": "programme", "transition": "programme_step"}
        ),
        "api:list_programmes": address("programme.read"),
        "api:record_programme": address("programme.read"),
        "api:read_programme": address("programme.read", {"programme_id": "programme"}),
        "api:edit_programme": address("programme.read", {"programme_id": "programme"}),
        "api:list_frameworks": address("programme.read", shared="colleagues"),
        "api:list_framework_goals": address(
            "programme.read", {"framework_id": "framework"}, shared="colleagues"
        ),
        "api:list_programme_entries": address(
            "programme.read", {"kind": "programme_register"}, shared="everybody"
        ),
        "api:record_programme_entry": address(
            "programme.read", {"kind": "programme_register"}, shared="everybody"
        ),
        "api:read_programme_progress": address(
            "programme.read", {"year": "programme_year"}, shared="everybody"
        ),
        "api:read_programme_totals": address("programme.read", {"programme_id": "programme"}),
        "api:set_programme_donors": address(
            "programme.record", {"programme_id": "programme"}, post_only=True
        ),
        "api:set_programme_goals": address(
            "programme.record", {"programme_id": "programme"}, post_only=True
        ),
        "api:change_programme_state": address(
            "programme.record",
            {"programme_id": "programme", "transition": "programme_step"},
            post_only=True,
        ),
    }


WRITES = {
    **dict.fromkeys(
        [("POST", "api:list_programmes"), ("POST", "api:record_programme")],
        ("programme.record",),
    ),
    **dict.fromkeys(
        [("PATCH", "api:read_programme"), ("PATCH", "api:edit_programme")],
        ("programme.record",),
    ),
    **dict.fromkeys(
        [("POST", "api:list_programme_entries"), ("POST", "api:record_programme_entry")],
        ("programme.record",),
    ),
}
READ_ONLY = {"programmes:entries_export", "programmes:entry", "programmes:registers"}
