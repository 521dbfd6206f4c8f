"""The addresses of the diaspora, and one of each in Arta's office."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in

MARKS = [
    "mark-of-a-member",
    "mark-of-a-mapping",
    "mark-of-a-call",
    "mark-of-an-offer",
    "mark-of-a-contribution",
    "mark-of-a-letter",
    "mark-of-a-group",
]
WRITES = {
    ("POST", "api:list_contributions"): ("diaspora.record",),
    ("POST", "api:record_contribution"): ("diaspora.record",),
}
READ_ONLY = {
    "diaspora:entries_export",
    "diaspora:entry",
    "diaspora:registers",
    "public:diaspora_erased",
}


def addresses(address, everyone):
    """Return the rows of this app for the table of all addresses."""
    read, record, manage = "diaspora.read", "diaspora.record", "diaspora.manage"
    member, mapping = {"member_id": "diaspora_member"}, {"mapping_id": "mapping"}
    call, group = {"call_id": "diaspora_call"}, {"register": "groups"}
    given, letter = {"contribution_id": "contribution"}, {"mailing_id": "mailing"}
    secret = {"secret": "member_secret"}
    return {
        "diaspora:members": address(read),
        "diaspora:member_new": address(record),
        "diaspora:member": address(read, member),
        "diaspora:member_change": address(record, member),
        "diaspora:member_erase": address(record, member),
        "diaspora:member_link": address(record, member),
        "diaspora:mappings": address(read),
        "diaspora:mapping_new": address(manage),
        "diaspora:mapping": address(read, mapping),
        "diaspora:mapping_change": address(manage, mapping),
        "diaspora:mapping_transition": address(manage, {**mapping, "transition": "closing_it"}),
        "diaspora:calls": address(read),
        "diaspora:call_new": address(manage),
        "diaspora:call": address(read, call),
        "diaspora:call_change": address(manage, call),
        "diaspora:call_transition": address(manage, {**call, "transition": "closing_it"}),
        "diaspora:answer_new": address(record, {**call, **member}, post_only=True),
        "diaspora:answers": address(read),
        "diaspora:answer": address(read, {"answer_id": "diaspora_answer"}),
        "diaspora:answer_transition": address(
            record, {"answer_id": "diaspora_answer", "transition": "accepting"}
        ),
        "diaspora:contributions": address(read),
        "diaspora:contribution_new": address(record),
        "diaspora:contribution": address(read, given),
        "diaspora:contribution_transition": address(record, {**given, "transition": "beginning"}),
        "diaspora:mailings": address(read),
        "diaspora:mailing_new": address(manage),
        "diaspora:mailing": address(read, letter),
        "diaspora:mailing_edit": address(manage, letter),
        "diaspora:mailing_send": address(manage, letter),
        "diaspora:registers": address(read),
        "diaspora:entries": address(read, group, shared="everybody"),
        "diaspora:entry_new": address(record, group, shared="everybody"),
        "diaspora:entries_export": address(read, {**group, "kind": "sheet"}, shared="everybody"),
        "diaspora:entry": address(read, {**group, "entry": "diaspora_group"}),
        "diaspora:entry_change": address(record, {**group, "entry": "diaspora_group"}),
        "api:list_members": address(read),
        "api:list_calls": address(read),
        "api:list_matches": address(read, call),
        # Reading and writing share this address; it is opened here for reading.
        "api:list_contributions": address(read),
        "api:record_contribution": address(read),
        "public:centres": address(everyone),
        "public:diaspora": address(everyone),
        "public:diaspora_erased": address(everyone),
        "public:diaspora_me": address(everyone, secret, by_secret="secret"),
        "public:diaspora_correct": address(everyone, secret, by_secret="secret"),
        "public:diaspora_erase": address(
            everyone, {"secret": "gone_secret"}, post_only=True, by_secret="secret"
        ),
        "public:diaspora_answer": address(everyone, {**secret, **call}, by_secret="secret"),
        "public:diaspora_stop": address(everyone, {"secret": "stop_secret"}, by_secret="secret"),
    }


def made_for_the_diaspora(mission):
    """Return an open mapping with two members, a call with an offer, a contribution, a letter."""
    from waystation.foundation.records.actions import record_entry
    from waystation.services.diaspora import actions, queries
    from waystation.services.diaspora.registers import GROUPS

    orhan = mission.hire("Officer Fordiaspora", mission.prishtine, "outreach_officer")
    arta, office = mission.arta, mission.prishtine.id
    mapping = actions.plan_mapping(
        orhan, office, title="mark-of-a-mapping", objective="Why", definition="Who",
        countries=["CH"], methods=["online"], starts_on=date(2020, 1, 1),
    )  # fmt: skip
    asked = {"country": "CH", "ways": ["knowledge"], "skills": "welding", "agreed": True}
    member, gone = (
        actions.record_member(arta, mapping.id, name=name, email="", key=new_key(), **asked)
        for name in ("mark-of-a-member", "mark-of-a-member gone")
    )
    call = actions.draft_call(
        orhan, office, title="mark-of-a-call", kind="knowledge", text="Welders",
        opens_on=date(2020, 1, 1),
    )  # fmt: skip
    actions.change_call_state(orhan, call.id, "open")
    answer = actions.answer_call(arta, call.id, member.id, message="mark-of-an-offer")
    contribution = actions.record_contribution(
        arta, office, title="mark-of-a-contribution", kind="knowledge", country="CH",
        day=today_in(),
    )  # fmt: skip
    mailing = actions.draft_mailing(orhan, office, subject="mark-of-a-letter", text="Text")
    group = record_entry(
        arta,
        GROUPS,
        {"name": "mark-of-a-group", "kind": "association", "country": "CH"},
        office=office,
    )
    return {
        "mapping": mapping.id,
        "diaspora_member": member.id,
        "member_secret": actions.make_link(arta, member.id).token,
        "gone_secret": actions.make_link(arta, gone.id).token,
        "stop_secret": queries.stop_secret_of(member),
        "diaspora_call": call.id,
        "closing_it": "close",
        "diaspora_answer": answer.id,
        "accepting": "accept",
        "contribution": contribution.id,
        "beginning": "begin",
        "mailing": mailing.id,
        "groups": "groups",
        "diaspora_group": group.id,
    }
