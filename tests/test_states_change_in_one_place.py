"""A record changes its state through its table of transitions, and nowhere by assignment.

A state set by hand skips the rule, the audit line and the list of ways out of a state.
"""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "waystation"
STATES = {"state", "status", "stage"}
ON_PURPOSE = {
    "foundation/tasks/actions.py": "background work is no record: a worker takes and ends it",
    "governance/programmes/actions/imports.py": "a file of the past says it: history, no step",
    "governance/reports/actions/editions.py": "inside the step that publishes, under its lock",
    "governance/reports/queries/recounting.py": "a verdict, no record",
    "governance/results/actions/targets.py": "a new proposal over the old one, with its values",
    "governance/statements/actions.py": "the next version is a draft again, with its text",
    "registry/collection/actions/cleaning.py": "a line of a cleaning log is undone, once",
    "registry/collection/actions/submissions.py": "a submission that is not saved yet",
    "registry/privacy/actions/consents.py": "a consent has one end, and its own history",
    "registry/referrals/actions/people.py": "an erased file: all rows of it at once",
    "registry/skills/actions/people.py": "an erased file: all rows of it at once",
    "services/centres/actions/call_backs.py": "the visit that asked for the call says it no more",
    "services/centres/actions/waiting.py": "a place in the queue ends with what came of it",
    "services/labour/actions/people.py": "an erased file: all rows of it at once",
    "services/labour/actions/rounds.py": "a round is computed in the background",
    "services/recruitment/actions/people.py": "an erased file: all rows of it at once",
    "services/recruitment/transitions/recruitments.py": "part of a step: after three tries only",
}


def assignments(path):
    """Return the lines of a file that set a state by assignment or by an update."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        targets = node.targets if isinstance(node, ast.Assign) else []
        flat = [one for target in targets for one in getattr(target, "elts", [target])]
        if any(isinstance(one, ast.Attribute) and one.attr in STATES for one in flat):
            found.append(node.lineno)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
            found += [node.lineno for one in node.keywords if one.arg in STATES]
    return found


def test_no_app_sets_a_state_by_hand():
    folders = [SOURCE / layer for layer in ("foundation", "registry", "services", "governance")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    files = [path for path in files if "migrations" not in path.parts]

    found = {
        path.relative_to(SOURCE).as_posix(): lines for path in files if (lines := assignments(path))
    }

    assert {name: lines for name, lines in found.items() if name not in ON_PURPOSE} == {}


def test_every_exception_is_still_one():
    gone = [name for name in ON_PURPOSE if not assignments(SOURCE / name)]

    assert gone == []
