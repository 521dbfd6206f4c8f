"""Every address of the house, and who may open it. A new address without a row here fails.

``needs`` is a permission of access/rules.py, or one of the words below. ``made_of`` names the
records of Arta's office that fill the address's places (see conftest.py of this folder).
"""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYONE = "everyone"  # without an account
SIGNED_IN = "signed in"  # about the caller's own account
SIGN_IN_PAGES = "allauth"  # accounts, second factor: the library's, tested by the library


@dataclass(frozen=True)
class Address:
    needs: str
    made_of: dict[str, str] = field(default_factory=dict)
    post_only: bool = False


ADDRESSES: dict[str, Address] = {
    "ui:home": Address(EVERYONE),
    "ui:sections": Address(SIGNED_IN),
    "public:start": Address(EVERYONE),
    "ui:language": Address(EVERYONE, post_only=True),
    "access:users": Address("user.manage"),
    "access:give_role": Address("user.manage", {"user_id": "user"}, post_only=True),
    "access:close_account": Address("user.manage", {"user_id": "user"}, post_only=True),
    "access:end_role": Address("user.manage", {"membership_id": "membership"}, post_only=True),
    "access:audit": Address("audit.read"),
    "access:tokens": Address(SIGNED_IN),
    "access:revoke_token": Address(SIGNED_IN, {"token_id": "token"}, post_only=True),
    "people:list": Address("person.read"),
    "people:new": Address("person.record"),
    "people:search": Address("person.read"),
    "people:texts": Address("consent.word"),
    "people:due": Address("person.erase"),
    "people:withdraw": Address("consent.record", {"consent_id": "consent"}, post_only=True),
    "people:undo_merge": Address("person.merge", {"merge_id": "merge"}, post_only=True),
    "people:lift": Address("person.hold", {"hold_id": "hold"}, post_only=True),
    "people:person": Address("person.read", {"person_id": "person"}),
    "people:edit": Address("person.record", {"person_id": "person"}),
    "people:consent": Address("consent.record", {"person_id": "person"}),
    "people:seen": Address("person.read", {"person_id": "person"}),
    "people:merge": Address("person.merge", {"person_id": "person"}),
    "people:export": Address("person.export", {"person_id": "person"}),
    "people:hold": Address("person.hold", {"person_id": "person"}),
    "people:erase": Address("person.erase", {"person_id": "person"}),
    "api:list_people": Address("person.read"),
    # Reading and writing share these addresses; they are opened here for reading.
    "api:record_person": Address("person.read"),
    "api:change_person": Address("person.read", {"person_id": "person"}),
    "api:record_consent": Address("person.read", {"person_id": "person"}),
    "api:search_people": Address("person.read"),
    "api:read_person": Address("person.read", {"person_id": "person"}),
    "api:list_consents": Address("person.read", {"person_id": "person"}),
    "api:withdraw_consent": Address("consent.record", {"consent_id": "consent"}, post_only=True),
    "api:merge_people": Address(
        "person.merge", {"person_id": "person", "gone_id": "twin"}, post_only=True
    ),
    "api:undo_merge": Address("person.merge", {"merge_id": "merge"}, post_only=True),
    "api:export_person": Address("person.export", {"person_id": "person"}),
    "results:dashboard": Address("indicator.read"),
    "results:dashboard_export": Address("indicator.read", {"kind": "sheet"}),
    "results:indicators": Address("indicator.read"),
    "results:indicator": Address("indicator.read", {"key": "indicator"}),
    "results:indicator_export": Address("indicator.read", {"key": "indicator", "kind": "sheet"}),
    "results:records": Address("visit.read", {"key": "indicator"}),
    "results:set_target": Address("target.set", {"key": "indicator"}),
    "results:approve_target": Address("report.publish", {"target": "target"}, post_only=True),
    "results:reports": Address("report.read"),
    "results:begin": Address("report.draft"),
    "results:draft": Address("indicator.read", {"report": "report"}),
    "results:draft_download": Address("indicator.read", {"report": "report", "kind": "sheet"}),
    "results:change": Address("report.draft", {"report": "report"}),
    "results:add_block": Address("report.draft", {"report": "report", "kind": "block_kind"}),
    "results:change_block": Address("report.draft", {"report": "report", "block": "block"}),
    "results:move_block": Address(
        "report.draft", {"report": "report", "block": "block"}, post_only=True
    ),
    "results:remove_block": Address(
        "report.draft", {"report": "report", "block": "gone_block"}, post_only=True
    ),
    "results:publish": Address("report.publish", {"report": "report"}, post_only=True),
    "results:report": Address("indicator.read", {"edition": "edition"}),
    "results:figure": Address("indicator.read", {"edition": "edition", "number": "number"}),
    "results:check": Address("indicator.read", {"edition": "edition"}),
    "results:download": Address("indicator.read", {"edition": "edition", "kind": "frozen"}),
    "api:openapi-json": Address(EVERYONE),
    "api:api-root": Address(EVERYONE),
    "api:health": Address(EVERYONE),
    "api:me": Address(SIGNED_IN),
}

# Addresses of libraries, by the beginning of their name.
OF_LIBRARIES = (
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "openid_connect_",
    "?",
    "admin:",
)
