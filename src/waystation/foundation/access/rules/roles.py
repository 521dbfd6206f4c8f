"""The permissions of every role, in one table.

A permission is a noun and a verb ("visit.record"). A role has permissions and a reach: ``office``
(only the offices of the membership), ``organisation`` (all its offices) or ``own`` (only records
with the user's own name). Pages, API and commands ask through ``queries.may`` and
``queries.offices_where``; a permission that is not in this table is denied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

from waystation.foundation.shared.words import N_

from .permissions import (
    ETHICAL_RECRUITMENT,
    FRONT_LINE,
    LOOK_ONLY,
    MOBILITY,
    NETWORK_CO_CHAIR,
    NETWORK_MEMBER,
    NETWORK_READ,
    NETWORK_SECRETARIAT,
    PATHWAY_READ,
    PLACEMENT,
    POLICY_MANAGER,
    POLICY_OFFICER,
    REFERRING,
    UNKT_READER,
)

Reach = Literal["office", "organisation", "own"]


@dataclass(frozen=True)
class Role:
    """A role with its name in the product and its permissions."""

    name: str
    reach: Reach
    may: frozenset[str]


ROLES: dict[str, Role] = {
    "counsellor": Role(N_("Counsellor"), "office", frozenset(FRONT_LINE)),
    "protection_officer": Role(
        N_("Protection officer"),
        "office",
        frozenset({"person.read", "person.record", "consent.record"} | REFERRING | LOOK_ONLY),
    ),
    "return_officer": Role(
        N_("Return officer"),
        "office",
        frozenset({"person.read", "person.record", "consent.record"} | REFERRING | LOOK_ONLY),
    ),
    "tracking_enumerator": Role(
        N_("Tracking enumerator"),
        "office",
        frozenset({"form.read", "submission.send", "submission.read_own"}),
    ),
    "analyst": Role(
        N_("Analyst"),
        "organisation",
        frozenset(
            {
                "form.read",
                "form.design",
                "submission.read",
                "submission.clean",
                "submission.resolve",
                "app_user.manage",
                "study.read",
                "study.estimate",
                "indicator.design",
                "report.draft",
                "title.code",
                "shortage.read",
                "shortage.estimate",
            }
            | LOOK_ONLY
        ),
    ),
    "labour_officer": Role(
        N_("Labour officer"),
        "office",
        frozenset(
            {
                "person.read",
                "consent.record",
                "title.code",
                "skill.read",
                "skill.record",
            }
            | {"factsheet.read", "pathway.edit", "partnership.manage"}
            | MOBILITY
            | REFERRING
            | ETHICAL_RECRUITMENT
            | PLACEMENT
            | LOOK_ONLY
        ),
    ),
    "outreach_officer": Role(
        N_("Outreach officer"),
        "office",
        frozenset(
            {"session.read", "session.record", "factsheet.read", "factsheet.edit"}
            | {"diaspora.read", "diaspora.record", "diaspora.manage"}
            | PATHWAY_READ
            | LOOK_ONLY
        ),
    ),
    "programme_manager": Role(
        N_("Programme manager"),
        "office",
        frozenset(
            {
                "person.read",
                "visit.read",
                "session.read",
                "appointment.read",
                "factsheet.read",
                "factsheet.publish",
                "pathway.publish",
                "mobility.read",
                "diaspora.read",
                *PATHWAY_READ,
                "feedback.record",
                "feedback.read",
                "feedback.handle",
                "skill.read",
                "form.read",
                "submission.read",
                "study.read",
                "target.set",
                "programme.record",
                "framework.manage",
                "knowledge.read",
                "report.draft",
                "report.publish",
                "role.confirm",
                "export.approve",
                "service.read",
                "referral.read",
                "referral.approve",
                "referral.oversee",
                "recruiter.read",
                "recruiter.decide",
                "incident.read",
                "recruitment.read",
                "vacancy.read",
                "vacancy.publish",
                "placement.read",
                "shortage.read",
            }
            | LOOK_ONLY
            | POLICY_MANAGER
        ),
    ),
    "policy_officer": Role(
        N_("Policy officer"),
        "office",
        frozenset(
            {"indicator.read", "report.read", "organisation.manage"} | NETWORK_READ | POLICY_OFFICER
        ),
    ),
    "authority": Role(N_("Authority"), "own", frozenset({"report.read", "policy.answer"})),
    "network_secretariat": Role(
        N_("Network secretariat"),
        "organisation",
        frozenset(
            {"study.read", "report.draft", "report.publish"}
            | LOOK_ONLY
            | NETWORK_SECRETARIAT
            | POLICY_OFFICER
        ),
    ),
    "co_chair": Role(
        N_("Co-chair of the Network"),
        "organisation",
        frozenset({"report.read", "indicator.read", "policy.read"} | NETWORK_CO_CHAIR),
    ),
    "network_member": Role(
        N_("Network member"), "own", frozenset({"report.read", "policy.read"} | NETWORK_MEMBER)
    ),
    "unkt_reader": Role(N_("UNKT reader"), "own", frozenset({"report.read"} | UNKT_READER)),
    "partner_focal_point": Role(
        N_("Partner focal point"),
        "own",
        frozenset({"report.read", "invitation.read", "referral.answer"}),
    ),
    "employer": Role(N_("Employer"), "own", frozenset({"placement.ask"})),
    "data_protection_officer": Role(
        N_("Data-protection officer"),
        "organisation",
        frozenset(
            {
                "audit.read",
                "export.approve",
                "person.read",
                "person.export",
                "person.erase",
                "person.hold",
                "consent.record",
                "consent.word",
                "role.confirm",
                "referral.read",
                "referral.approve",
                "referral.oversee",
                "feedback.read",
                "feedback.handle",
                "feedback.oversee",
            }
            | LOOK_ONLY
        ),
    ),
    # An administrator runs the system and cannot read personal files.
    "administrator": Role(
        N_("Administrator"),
        "organisation",
        frozenset(
            {
                "user.manage",
                "role.confirm",
                "office.manage",
                "centre.manage",
                "reference.manage",
                "pack.add",
                "token.issue",
                "form.read",
                "form.design",
                "app_user.manage",
                "centre.read",
                "audit.verify",
            }
        ),
    ),
}

PERMISSIONS = frozenset().union(*(role.may for role in ROLES.values()))

# Permissions that give access to personal data; their holders need a second factor.
PERSONAL = frozenset(
    one
    for one in PERMISSIONS
    if one.split(".")[0]
    in {
        "person",
        "visit",
        "session",
        "submission",
        "consent",
        "referral",
        "user",
        "appointment",
        "feedback",
        "skill",
        "incident",
        "recruitment",
        "placement",
        "mobility",
        "diaspora",
    }
)


@lru_cache(maxsize=1024)
def reach(
    roles: frozenset[tuple[str, UUID]], everywhere: frozenset[UUID], narrowed: frozenset[str] | None
) -> Mapping[str, frozenset[UUID]]:
    """Return the offices in which ``roles`` give each permission; roles are (key, office).

    ``everywhere`` are the offices of the organisation; ``narrowed`` are an API token's scopes.
    Cached, because every request asks for the same few results.
    """
    offices: dict[str, frozenset[UUID]] = {}
    for key, office in roles:
        here = everywhere if ROLES[key].reach == "organisation" else frozenset({office})
        for permission in ROLES[key].may:
            if narrowed is None or permission in narrowed:
                offices[permission] = offices.get(permission, frozenset()) | here
    return offices


def needs_second_person(role: str) -> bool:
    """Return whether a role needs a second person: it opens personal data, accounts or the log."""
    return bool(ROLES[role].may & (PERSONAL | {"audit.read", "role.confirm"}))


def roles_that_may(permission: str) -> list[str]:
    """Return the keys of the roles that include ``permission``."""
    return [key for key, role in ROLES.items() if permission in role.may]
