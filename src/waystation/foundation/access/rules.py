"""Who may do what: one table for every role, readable on one page.

A permission is a noun and a verb ("visit.record"). A role holds permissions and a reach:
``office`` (only the offices of the membership), ``organisation`` (all offices of it) or
``own`` (only what carries the user's own name). Doors ask through ``queries.may`` and
``queries.offices_where``; nothing is allowed that does not stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LONGEST_TOKEN_DAYS = 366
EXPORT_ALONE = 500
"""Up to so many persons somebody may export alone; more need a purpose and a second person."""
EXPORT_APPROVAL_HOURS = 24

# Wrong passwords within a day that cost no wait: of one account from one address, of one account
# from anywhere, of one address for any account. After each further one the wait doubles.
FREE_TRIES = {"pair": 5, "account": 30, "address": 50}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
ADDRESS_KNOWN_DAYS = 60
# Wrong codes of the second factor after which a session is over, and an alarm is raised.
CODES_PER_SESSION = 5
ADDRESS_LINK_DAYS = 7  # how long the links of a change of address are good
ADDRESS_WAIT_HOURS = 48  # before a change of address without the old one is made

Reach = Literal["office", "organisation", "own"]


@dataclass(frozen=True)
class Role:
    """A role as it is named in the product, and what it may do."""

    name: str
    reach: Reach
    may: frozenset[str]


REFERRING = {"service.read", "referral.read", "referral.send"}
PATHWAY_READ = {"pathway.read", "partnership.read"}
MOBILITY = PATHWAY_READ | {"mobility.read", "mobility.record"}
FRONT_LINE = {
    "person.read",
    "person.record",
    "person.merge",
    "consent.record",
    "visit.read",
    "visit.record",
    "session.read",
    "session.record",
    "appointment.read",
    "appointment.record",
    "factsheet.read",
    "feedback.record",
    "centre.read",
    "indicator.read",
    "report.read",
    "programme.read",
    "form.read",
    "submission.send",
    "service.record",
    "title.code",
    "skill.read",
    "skill.record",
    "recruiter.read",
    "incident.record",
    "incident.read",
    "recruitment.read",
    "recruitment.record",
    "vacancy.read",
    "placement.read",
    *MOBILITY,
    "diaspora.read",
    "diaspora.record",
} | REFERRING
LOOK_ONLY = {"centre.read", "indicator.read", "report.read"}
ETHICAL_RECRUITMENT = {
    "recruiter.read",
    "recruiter.assess",
    "recruiter.decide",
    "incident.read",
    "incident.record",
    "incident.handle",
    "recruitment.read",
    "recruitment.record",
    "organisation.read",
    "organisation.manage",
    "feedback.record",
}
PLACEMENT = {
    "vacancy.read",
    "vacancy.record",
    "vacancy.publish",
    "placement.read",
    "placement.record",
    "shortage.read",
}
LOOK_ONLY = {"centre.read", "indicator.read", "report.read", "programme.read"}

# The UN Network on Migration. A member reads and contributes, the secretariat prepares and
# keeps the files, a co-chair convenes, asks and approves, UNKT reads and answers.
NETWORK_READ = {"network.read", "terms.read", "organisation.read", "knowledge.read"}
NETWORK_MEMBER = NETWORK_READ | {
    "seat.decline",
    "meeting.answer",
    "agenda.propose",
    "paper.file",
    "minutes.comment",
    "action.report",
    "commitment.record",
    "advice.draft",
    "statement.clear",
    "register.propose",
    "resource.answer",
}
NETWORK_SECRETARIAT = NETWORK_MEMBER | {
    "unkt.read",
    "terms.load",
    "member.manage",
    "annex.issue",
    "seat.manage",
    "network_rule.set",
    "assessment.record",
    "organisation.manage",
    "meeting.prepare",
    "minutes.draft",
    "decision.record",
    "action.verify",
    "file.close",
    "paper.read_restricted",
    "plan.draft",
    "advice.submit",
    "advice.record_answer",
    "review.record",
    "progress.record",
    "register.record",
    "network_report.draft",
    "network_report.transmit",
    "statement.draft",
    "knowledge.record",
}
NETWORK_CO_CHAIR = NETWORK_MEMBER | {
    "unkt.read",
    "meeting.convene",
    "invitee.ask",
    "paper.read_restricted",
    "paper.read_co_chairs",
    "minutes.approve",
    "decision.record",
    "action.verify",
    "file.waive",
    "plan.adopt",
    "advice.endorse",
    "assessment.record",
    "review.record",
    "resource.request",
    "network_report.approve",
    "statement.override",
}
# Policy work: an officer drafts and follows up, a manager records adoptions and reviews, the
# authority that owns a measure reports on it.
POLICY_OFFICER = {"policy.read", "policy.draft"}
POLICY_MANAGER = {"policy.read", "policy.adopt", "policy.review"}
UNKT_READER = {"terms.read", "unkt.read", "advice.answer", "report.demand"}

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
    # An administrator runs the system and reads no personal file.
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

# Permissions through which a person can be read; who holds one needs a second factor.
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
    """Return the offices where each permission holds, for who holds ``roles``: key, office.

    ``everywhere`` are the offices of the organisation; ``narrowed`` is what a token leaves. Kept,
    as the same few answers are asked for in every request.
    """
    offices: dict[str, frozenset[UUID]] = {}
    for key, office in roles:
        here = everywhere if ROLES[key].reach == "organisation" else frozenset({office})
        for permission in ROLES[key].may:
            if narrowed is None or permission in narrowed:
                offices[permission] = offices.get(permission, frozenset()) | here
    return offices


def needs_second_person(role: str) -> bool:
    """Say whether a role is given by two: it opens personal records, accounts or the audit log."""
    return bool(ROLES[role].may & (PERSONAL | {"audit.read", "role.confirm"}))


def refusal_to_confirm_role(
    by: UUID, proposed_by: UUID, holder: UUID, has_signed_in: bool
) -> Refusal | None:
    """Say why somebody may not confirm a role: it takes a second person, and a real holder."""
    if by in {proposed_by, holder}:
        return Refusal(
            N_(
                "This role must be confirmed by a second person: not by the one who proposed "
                "it, and not by the one who receives it."
            ),
            code="second_person",
        )
    if not has_signed_in:
        return Refusal(
            N_("The holder of this account has not signed in yet. Confirm the role afterwards."),
            code="not_signed_in_yet",
        )
    return None


def refusal_of_new_address(new: str, current: str, taken: bool) -> Refusal | None:
    """Say why an account cannot sign in with an address: it is its own, or somebody else's."""
    if new == current or taken:
        return Refusal(
            N_("This address cannot be used here. Choose another."), field="email", code="address"
        )
    return None


def refusal_to_approve_address(by: UUID, asked_by: UUID, holder: UUID) -> Refusal | None:
    """Say why somebody may not approve a change of address: it takes a second person."""
    if by in {asked_by, holder}:
        return Refusal(
            N_("This change needs another administrator: neither who asked nor whose it is."),
            code="second_person",
        )
    return None


def address_change_is_due(
    old_confirmed_at: datetime | None,
    new_confirmed_at: datetime | None,
    approved_at: datetime | None,
    moment: datetime,
) -> bool:
    """Return whether a change may be made: the new address has confirmed, and the old one.

    In place of an old one that is lost: a second administrator, and two days.
    """
    waited = approved_at is not None and moment >= approved_at + timedelta(hours=ADDRESS_WAIT_HOURS)
    return new_confirmed_at is not None and (old_confirmed_at is not None or waited)


def roles_that_may(permission: str) -> list[str]:
    """Return the keys of the roles that hold ``permission``."""
    return [key for key, role in ROLES.items() if permission in role.may]


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures, of which ``free`` cost nothing."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def refusal_to_give_role(role: str, by_user: object, to_user: object) -> Refusal | None:
    """Say why ``by_user`` may not give this role: it must exist, and never to oneself."""
    if role not in ROLES:
        return Refusal(N_('There is no role "{role}".'), field="role", code="no_role", role=role)
    if by_user is not None and by_user == to_user:
        return Refusal(
            N_("You cannot give a role to yourself. Ask another administrator."),
            field="role",
            code="own_role",
        )
    return None


def refusal_to_issue_token(scopes: list[str], held: set[str], days: int) -> Refusal | None:
    """Say why a token may not be issued: unknown or unheld scopes, or too long a life."""
    unknown = sorted(set(scopes) - PERMISSIONS)
    if not scopes or unknown:
        return Refusal(
            N_("Name at least one scope that exists. Unknown: {unknown}. Known: {known}."),
            field="scopes",
            code="token_scope",
            unknown=", ".join(unknown) or "–",
            known=", ".join(sorted(PERMISSIONS)),
        )
    missing = sorted(set(scopes) - held)
    if missing:
        return Refusal(
            N_(
                "A token cannot do more than its user, who does not have these permissions: "
                "{missing}."
            ),
            field="scopes",
            code="token_beyond_user",
            missing=", ".join(missing),
        )
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        return Refusal(
            N_("A token lives between 1 and {most} days."),
            field="days",
            code="token_days",
            most=LONGEST_TOKEN_DAYS,
        )
    return None


def refusal_to_export(persons: int, purpose: str) -> Refusal | None:
    """Say why a file may not be made: one about many persons needs a purpose."""
    if persons > EXPORT_ALONE and not purpose.strip():
        return Refusal(
            N_(
                "This file is about {persons} persons. Say what it is for: above {most} persons "
                "an export needs a purpose and the approval of a second person."
            ),
            field="purpose",
            code="export_purpose",
            persons=persons,
            most=EXPORT_ALONE,
        )
    if len(purpose) > 300:
        return Refusal(
            N_("Say the purpose in at most {most} characters."),
            field="purpose",
            code="export_purpose_long",
            most=300,
        )
    return None


def export_needs_approval(persons: int) -> bool:
    """Return whether a second person has to agree."""
    return persons > EXPORT_ALONE


def approval_covers(approved: int, persons: int) -> bool:
    """Return whether an approval for ``approved`` persons is enough for a file that grew since."""
    return persons <= approved + max(10, approved // 20)
