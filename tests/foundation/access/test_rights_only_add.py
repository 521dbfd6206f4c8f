"""Rights only add: what somebody may is what each of their roles may, and nothing asks for names.

The matrix of roles and addresses (tests/matrix) rests on these two laws. It asks one person who
holds every role that does not open an address, in place of each of these roles alone.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.access import queries
from waystation.foundation.access.models import Membership, Office, User
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared.keys import new_key

SOURCE = Path(__file__).parents[3] / "src" / "waystation"

# Files that name a role, and why nothing opens or closes by it.
NAMES_A_ROLE = {
    "site/config/demonstration_policies.py": "the staff of the demonstration",
    "site/config/demonstration_story.py": "the staff of the demonstration",
    "site/ui/guides.py": "guides are named after whom they are written for",
    "foundation/access/actions/accounts.py": "who founds an office is its administrator",
    "governance/network/actions/reminders.py": "in whose name the mission reminds",
    "governance/network/queries/reminders.py": "whom the mission reminds to appoint a co-chair",
    "services/tracking/management/commands/talafar.py": "the staff of the exercise",
    "site/config/demonstration.py": "the staff of the mission for trying out",
    "site/config/demonstration_network.py": "the Network of the mission for trying out",
}
# Roles whose names are also kinds of organisation, columns and parties of a contract.
KINDS_TOO = {"authority", "employer"}
# What says which roles somebody holds, and where that is read besides access itself.
READS_ROLES = re.compile(
    r"\.(?:holders|serves|memberships|roles_that_may)\b|access\.rules import|"
    r"access import .*\b(?:rules|models)\b|access\.models import .*\bMembership\b"
)
READ_IN = {
    "foundation/messaging/actions/sending.py": {".serves"},
    "governance/network/actions/reminders.py": {".holders"},
    "governance/network/queries/reminders.py": {".holders", ".serves"},
    "registry/referrals/queries/letters.py": {".holders", ".serves", "access.rules import"},
    "registry/collection/queries/phones.py": {"access.rules import", ".memberships"},
}

held = st.sets(
    st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(["prishtine", "peje"])), max_size=6
)


def reach(mission, roles):
    """Return the reach of a new person who holds these roles in these offices."""
    person = User.objects.create(
        email=f"{new_key()}@example.org", organisation=mission.organisation
    )
    Membership.objects.bulk_create(
        Membership(
            user=person, office=getattr(mission, office), role=role, starts_on=date(2020, 1, 1)
        )
        for role, office in roles
    )
    return queries.reach_of(person)


def sources(kind):
    """Yield the name and the text of every file of a kind, migrations left out."""
    for path in sorted(SOURCE.rglob(f"*.{kind}")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(SOURCE)), path.read_text()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=held)
def test_several_roles_together_allow_exactly_what_each_allows(held, mission):
    alone = [reach(mission, [one]) for one in held]

    together = reach(mission, held)

    assert set(together) == {permission for one in alone for permission in one}
    assert all(
        offices == set().union(*(one.get(permission, set()) for one in alone))
        for permission, offices in together.items()
    )


def test_a_role_allows_its_permissions_within_its_reach(mission):
    every = {office.id for office in Office.objects.filter(organisation=mission.organisation)}
    for role, row in ROLES.items():
        offices = every if row.reach == "organisation" else {mission.peje.id}

        found = reach(mission, [(role, "peje")])

        assert found == dict.fromkeys(row.may, offices), role


def names_a_role(text):
    """Return whether a text names a role; of kinds of organisation only beside the word "role"."""
    a_name = re.compile(rf"([\"'])({'|'.join(set(ROLES) - KINDS_TOO)})\1")
    a_kind = re.compile(rf"\brole.*([\"'])({'|'.join(KINDS_TOO)})\1")
    return bool(a_name.search(text) or a_kind.search(text))


def test_no_code_decides_by_the_name_of_a_role():
    found = {
        name
        for kind in ("py", "html")
        for name, text in sources(kind)
        if names_a_role(text) and name != "foundation/access/rules/roles.py"
    }

    assert found == set(NAMES_A_ROLE)


def test_no_app_queries_memberships_directly():
    found = {
        name: set(READS_ROLES.findall(text))
        for name, text in sources("py")
        if READS_ROLES.search(text) and not name.startswith("foundation/access/")
    }

    assert found == READ_IN
