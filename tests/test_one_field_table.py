"""The fields of a record are listed once: in its field table.

Beside the table, a model names its columns and says what is personal, and facts name what is
counted. Any other literal that lists four or more fields of the same record is a second list.
"""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from waystation.foundation.records.fields import Field, FieldTable

SOURCE = Path(__file__).parents[1] / "src" / "waystation"
HELD = (
    "governance/meetings",
    "governance/statements",
    "services/centres",
    "services/labour",
    "services/tracking",
    "services/recruitment",
    "services/pathways",
    "services/diaspora",
    "governance/programmes",
    "governance/policies",
    "governance/workplans",
    "governance/network",
    "governance/advice",
    "governance/unkt_reports",
    "governance/boards",
    "registry/collection",
    "registry/privacy",
    "registry/organisations",
    "registry/appointments",
    "registry/factsheets",
    "registry/feedback",
    "registry/directory",
    "registry/referrals",
    "registry/skills",
)
"""The apps that keep to it; people still lists fields of a person where the identity is sealed."""
FIRST_LISTS = {"fields.py", "models.py", "facts.py"}
ON_PURPOSE = {
    "registry/skills/cv/europass.py": "what a Europass file says, under its own names",
    "registry/skills/queries/profiles.py": "what orders the occupations of a profile",
    "registry/skills/queries/matching.py": "all that matching may read, so that a test can ask",
    "governance/meetings/queries/calendars.py": "what a calendar file says, as a typed value",
    "governance/meetings/rules/invitations.py": "what a calendar file says, as a typed value",
    "governance/meetings/queries/guests.py": "an invitee as pages show them, as a typed value",
    "registry/organisations/queries.py": "Speaker, which other apps read, is a typed value",
    "services/labour/queries/supply.py": "a vacancy as matching takes it, as a typed value",
    "services/tracking/sampling.py": "the design of a sample as a typed value, frozen as JSON",
    "services/tracking/talafar.py": "the values of one round, of the exercise",
    "services/recruitment/rules/costs.py": "a cost as a typed value, for other apps as well",
    "services/recruitment/queries/indicator.py": "a worker of SDG 10.7.1, as a typed value",
    "services/centres/importing.py": "the usual headings of the columns of visit sheets",
    "services/pathways/actions/lists.py": "a row of a file of dated lists, under its own names",
    "services/pathways/api.py": "a condition as the API shows it, with its source",
    "services/pathways/actions/people.py": "a condition as it was read that day, frozen as JSON",
    "services/pathways/queries/people.py": "what is known of a person, and from which record",
    "services/pathways/queries/partnerships.py": "a participant and a cost as pages show them",
    "services/pathways/rules/conditions.py": "which kind of condition asks for which answer",
    "services/pathways/rules/eligibility.py": "the sentence of each kind of condition",
    "services/pathways/registers.py": "which columns its list shows",
    "services/diaspora/registers.py": "which columns its list shows",
    "governance/programmes/actions/imports.py": "what an IATI file says, under our names",
    "governance/programmes/actions/frameworks.py": "what a file of a framework says",
    "governance/programmes/api.py": "the frame of a file of a framework",
    "governance/policies/actions/instruments.py": "what the next edition takes over",
    "governance/policies/queries/measures.py": "what a change of a measure is compared by",
    "governance/workplans/actions/activities.py": "three markers, each with its reason",
    "governance/workplans/queries/plans.py": "an activity as a quarterly report freezes it",
    "governance/workplans/queries/planwords.py": "the columns of a printed plan, in their order",
    "governance/workplans/queries/reviews.py": "a measure as a review freezes it",
    "governance/workplans/rules/plans.py": "the sentence of each blank that stops an adoption",
    "governance/advice/actions.py": "what the rule of an answer is asked with",
    "governance/advice/admin.py": "Django's admin names its fields itself",
    "registry/collection/rules/cleaning.py": "a line of a cleaning log as a typed value",
    "registry/collection/rules/cleaning_file.py": "what the columns of a file may be called",
    "registry/collection/actions/cleaning.py": "the typed line, made",
    "registry/collection/queries/cleaning.py": "the typed line, read",
    "registry/privacy/api.py": "a yes or a no to a text, as the API takes it",
    "registry/privacy/rules/consents.py": "the terms of a consent as a typed value",
    "registry/privacy/actions/consents.py": "the terms, written",
    "registry/privacy/queries/consents.py": "a consent as a typed value, for other apps",
    "services/centres/queries/centres.py": "what anybody may know of a centre, without an account",
}
MOST = 3  # so many may be named together where they are not a list of the record


@cache
def tables():
    """Return every field table with the folder of its app."""
    found = []
    for path in [SOURCE / app / "fields.py" for app in HELD]:
        module = import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
        found += [
            (path.parent, name, table)
            for name, table in vars(module).items()
            if isinstance(table, FieldTable) and len(table.names) > MOST
        ]
    return found


def strings_in(node):
    """Return the strings of a literal: of a list, a tuple, a set, or the keys of a dict."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = [key for key in node.keys if key is not None]
    elif isinstance(node, ast.Call):
        return {one.arg for one in node.keywords if one.arg}
    elif isinstance(node, ast.ClassDef):
        return {
            one.target.id
            for one in node.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        }
    else:
        return set()
    return {
        one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def second_lists(source, names):
    """Yield the line and the fields of each literal that lists more than MOST of ``names``."""
    for node in ast.walk(ast.parse(source)):
        listed = strings_in(node) & set(names)
        if len(listed) > MOST:
            yield node.lineno, sorted(listed)


def test_no_app_lists_the_fields_of_a_record_a_second_time():
    found = [
        f"{path.relative_to(SOURCE)}:{line} lists {', '.join(fields)} of {name}"
        for folder, name, table in tables()
        for path in sorted(folder.rglob("*.py"))
        if path.name not in FIRST_LISTS
        and path.parent.name != "models"
        and "migrations" not in path.parts
        and path.relative_to(SOURCE).as_posix() not in ON_PURPOSE
        for line, fields in second_lists(path.read_text(), table.names)
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "SHOWN = ('mode', 'reason', 'topics', 'next_step')",
        "BLANKS = {'mode': '', 'reason': '', 'topics': [], 'next_step': ''}",
        "Visit(mode=a, reason=b, topics=c, next_step=d)",
        "class VisitIn(Schema):\n mode: str\n reason: str\n topics: list\n next_step: str",
    ],
)
def test_a_second_list_is_found_in_every_shape(source):
    names = ["mode", "reason", "topics", "next_step"]

    assert list(second_lists(source, names)) == [(1, sorted(names))]


def test_a_field_cannot_be_declared_twice():
    with pytest.raises(ValueError, match="declared twice"):
        FieldTable("x.Y", Field("a", "text", "A"), Field("a", "text", "A"))
