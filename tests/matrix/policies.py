"""The addresses of policy work, and one of everything in Arta's office."""

from __future__ import annotations

from waystation.foundation.shared.periods import today_in

MARKS = [
    "mark-of-a-policy",
    "mark-of-a-policy-measure",
    "mark-of-a-policy-comment",
    "mark-of-a-standard",
    "mark-of-a-practice",
    "mark-of-an-arrangement",
    "mark-of-a-joined-process",
]

READ_OR_OWN = {"or_needs": "policy.answer"}
WRITE_OR_OWN = {"or_needs": "policy.answer"}


def addresses(address):
    """Return the rows of this app for the table of all addresses."""
    read, draft = "policy.read", "policy.draft"
    policy, measure = {"key": "policy"}, {"key": "policy_measure"}
    register = {"register": "policy_register"}
    found = {f"policies:{name}": address(read) for name in ("home", "instruments", "comments")}
    found |= {"policies:measures": address(read), "policies:own": address("policy.answer")}
    found |= {
        f"policies:{name}": address(read, **READ_OR_OWN)
        for name in ("standards", "gaps", "practices", "arrangements", "deliveries")
    }
    found |= {
        f"policies:{name}": address(draft)
        for name in ("instrument_new", "standard_new", "arrangement_new")
    }
    found |= {
        f"policies:{name}": address(draft, policy)
        for name in (
            "instrument_edit",
            "next_edition",
            "chapter_new",
            "consulted_new",
            "policy_link_new",
            "measure_new",
        )
    }
    found |= {
        f"policies:{name}": address(draft, measure)
        for name in (
            "measure_edit",
            "measure_move",
            "measure_owner",
            "measure_drop",
            "link_new",
            "milestone_new",
        )
    }
    found |= {
        f"policies:{name}": address(read, {"key": what}, **READ_OR_OWN)
        for name, what in (
            ("instrument", "policy"),
            ("matrix", "policy"),
            ("measure", "policy_measure"),
            ("evidence", "policy_evidence"),
            ("standard", "standard"),
            ("gap", "gap"),
            ("practice", "practice"),
            ("arrangement", "arrangement"),
        )
    }
    found |= {
        "policies:instrument_step": address(draft, {"key": "policy", "transition": "policy_step"}),
        "policies:paper": address(read, {"key": "policy", "kind": "paper_kind"}, **READ_OR_OWN),
        "policies:comment_new": address(draft, policy, **WRITE_OR_OWN),
        "policies:comment_answer": address(draft, {"key": "policy_comment"}),
        "policies:assess": address(draft, measure, **WRITE_OR_OWN),
        "policies:review": address("policy.review", measure),
        "policies:milestone_move": address(draft, {"key": "policy_milestone"}),
        "policies:milestone_reach": address(draft, {"key": "policy_milestone"}, **WRITE_OR_OWN),
        "policies:link_remove": address(draft, {"key": "policy_link"}, post_only=True),
        "policies:standards_shipped": address(draft, post_only=True),
        "policies:gap_new": address(draft, **WRITE_OR_OWN),
        "policies:clause": address(draft, {"key": "gap", "clause": "clause"}, **WRITE_OR_OWN),
        "policies:gap_step": address(draft, {"key": "gap", "transition": "gap_step"}),
        "policies:cell_new": address(draft, {"key": "chapter", "topic": "policy_topic"}),
        "policies:practice_new": address(draft, **WRITE_OR_OWN),
        "policies:practice_review": address("policy.review", {"key": "practice"}),
        "policies:practice_step": address(
            "policy.adopt", {"key": "practice", "transition": "practice_step"}
        ),
        "policies:delivery_receive": address(draft, {"key": "delivery"}, **WRITE_OR_OWN),
        "policies:delivery_withdraw": address(draft, {"key": "delivery"}, **WRITE_OR_OWN),
        "policies:delivery_remind": address(draft, {"key": "delivery"}, post_only=True),
        "policies:registers": address(read),
        "policies:entries": address(read, register, shared="everybody"),
        "policies:entry_new": address(draft, register, shared="everybody"),
        "policies:entries_export": address(
            read, {**register, "kind": "register_kind"}, shared="everybody"
        ),
        "policies:entry": address(read, {**register, "entry": "policy_membership"}),
        "policies:entry_change": address(draft, {**register, "entry": "policy_membership"}),
    }
    return found | _api(address)


def _api(address):
    """Return the rows of the API; where reading and writing share one, it is that of reading."""
    read, draft = "policy.read", "policy.draft"
    found = {
        f"api:{name}": address(read, {"key": what} if what else {}, **READ_OR_OWN)
        for name, what in (
            ("list_policies", ""),
            ("draft_policy", ""),
            ("read_policy", "policy"),
            ("edit_policy", "policy"),
            ("list_policy_measures", ""),
            ("read_policy_measure", "policy_measure"),
            ("edit_policy_measure", "policy_measure"),
            ("list_policy_milestones", "policy_measure"),
            ("add_policy_milestone", "policy_measure"),
            ("list_policy_deliveries", ""),
        )
    }
    return found | {
        "api:change_policy_state": address(
            draft, {"key": "policy", "transition": "policy_step"}, post_only=True
        ),
        "api:add_policy_measure": address(draft, {"key": "policy"}, post_only=True),
        "api:move_policy_measure": address(draft, {"key": "policy_measure"}, post_only=True),
        "api:reach_policy_milestone": address(
            draft, {"key": "policy_milestone"}, post_only=True, **WRITE_OR_OWN
        ),
        "api:receive_policy_delivery": address(
            draft, {"key": "delivery"}, post_only=True, **WRITE_OR_OWN
        ),
    }


WRITES = {
    (method, f"api:{name}"): ("policy.draft",)
    for method, names in (
        ("POST", ("list_policies", "draft_policy")),
        ("PATCH", ("read_policy", "edit_policy", "read_policy_measure", "edit_policy_measure")),
        ("POST", ("list_policy_milestones", "add_policy_milestone")),
    )
    for name in names
}
READ_ONLY = {"policies:registers", "policies:entries_export", "policies:entry"}


def made_of_policies(mission):
    """Return the keys of one of everything, by name."""
    from waystation.foundation.records.actions import record_entry
    from waystation.governance.policies.actions import (
        instruments,
        links,
        mainstreaming,
        measures,
        sharing,
        standards,
    )
    from waystation.governance.policies.queries.registers import MEMBERSHIPS
    from waystation.registry.organisations import actions as organisations

    office, today = mission.prishtine.id, today_in()
    officer = mission.hire("Officer Forpolicies", mission.prishtine, "policy_officer")
    entity = organisations.record_entity(
        officer, office, name="Ministry of the matrix", kind="authority"
    )
    owner = {"entity": str(entity.id)}
    policy = instruments.draft_instrument(
        officer, office, title="mark-of-a-policy", kind="strategy", edition="1", **owner
    )
    chapter = instruments.add_chapter(officer, policy.id, title="Chapter")
    asked = instruments.ask_about(officer, policy.id, name="Employers", asked_on=today)
    measure = measures.add_measure(
        officer,
        policy.id,
        title="mark-of-a-policy-measure",
        person="Head of department",
        due_on=today,
        **owner,
    )
    steps = [
        measures.add_milestone(officer, measure.id, title=title, due_on=today)
        for title in ("Open", "Reached")
    ]
    measures.reach_milestone(
        officer, steps[1].id, reached_on=today, file=("mark.pdf", b"%PDF-1.7 mark")
    )
    link = links.link_record(
        officer,
        policy.id,
        measure_id=measure.id,
        role="activity",
        address=f"/policies/instruments/{policy.id}/",
    )
    instruments.change_instrument_state(officer, policy.id, "consult")
    comment = instruments.record_comment(
        officer,
        policy.id,
        consulted=str(asked.id),
        text="mark-of-a-policy-comment",
        said_on=today,
    )
    standard = standards.load_standard(
        officer,
        office,
        name="mark-of-a-standard",
        edition="1",
        source="Test",
        content=b"code,title\n1,First clause\n",
    )
    gap = standards.begin_assessment(
        officer, standard=str(standard.id), by="independent", day=today, **owner
    )
    practice = mainstreaming.propose_practice(
        officer,
        office,
        title="mark-of-a-practice",
        topic="recruitment",
        text="Text",
        results="Results",
        address="https://example.org",
        **owner,
    )
    arrangement = sharing.record_arrangement(
        officer,
        office,
        title="mark-of-an-arrangement",
        basis="Agreement",
        every="year",
        format="csv",
        days=30,
        starts_on=today,
        **owner,
    )
    membership = record_entry(
        officer,
        MEMBERSHIPS,
        {
            "name": "mark-of-a-joined-process",
            "kind": "network",
            "level": "global",
            "joined_on": today,
            "meaning": "It meets",
            **owner,
        },
        office=office,
    )
    return {
        "policy": policy.id,
        "policy_step": "withdraw",
        "paper_kind": "docx",
        "chapter": chapter.id,
        "policy_topic": "recruitment",
        "policy_measure": measure.id,
        "policy_milestone": steps[0].id,
        "policy_evidence": steps[1].evidence.get().id,
        "policy_link": link.id,
        "policy_comment": comment.id,
        "standard": standard.id,
        "clause": standard.clauses.get().id,
        "gap": gap.id,
        "gap_step": "finish",
        "practice": practice.id,
        "practice_step": "decline",
        "arrangement": arrangement.id,
        "delivery": arrangement.deliveries.first().id,
        "policy_register": "memberships",
        "register_kind": "csv",
        "policy_membership": membership.id,
    }
