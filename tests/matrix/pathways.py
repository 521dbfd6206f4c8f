"""The addresses of pathways and partnerships, and one of each in Arta's office."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.periods import today_in

MARKS = [
    "mark-of-a-gained-skill",
    "mark-of-a-quota",
]
MARKS_OF_THE_ORGANISATION = ["mark-of-a-pathway", "mark-of-a-rule", "mark-of-a-partnership"]

WRITES = {
    ("POST", "api:list_assessments"): ("mobility.record",),
    ("POST", "api:assess_person"): ("mobility.record",),
    ("POST", "api:list_stays"): ("mobility.record",),
    ("POST", "api:record_stay"): ("mobility.record",),
}
READ_ONLY = {"pathways:entries_export", "pathways:entry", "pathways:registers"}


def addresses(address, everyone):
    """Return the rows of this app for the table of all addresses."""
    pathway, edition = {"pathway_id": "pathway"}, {"edition_id": "pathway_draft"}
    person, partnership = {"person_id": "person"}, {"partnership_id": "partnership"}
    quota = {"register": "quotas"}
    shared = {"shared": "colleagues"}
    return {
        "pathways:pathways": address("pathway.read"),
        "pathways:new": address("pathway.edit"),
        "pathways:load": address("pathway.edit"),
        "pathways:load_lists": address("pathway.edit"),
        "pathways:short_stays": address("pathway.read"),
        "pathways:pathway": address("pathway.read", pathway, **shared),
        "pathways:change": address("pathway.edit", pathway),
        "pathways:sheet": address("pathway.edit", pathway),
        "pathways:edition_new": address("pathway.edit", pathway),
        "pathways:edition": address("pathway.read", edition, **shared),
        "pathways:edition_change": address("pathway.edit", edition),
        "pathways:condition_new": address("pathway.edit", edition),
        "pathways:condition_remove": address(
            "pathway.edit", {**edition, "condition_id": "condition"}, post_only=True
        ),
        "pathways:edition_transition": address(
            "pathway.edit", {**edition, "transition": "dropping"}
        ),
        "pathways:assessments": address("mobility.read"),
        "pathways:assessment": address("mobility.read", {"assessment_id": "assessment"}),
        "pathways:take_ups": address("mobility.read"),
        "pathways:take_up": address("mobility.read", {"take_up_id": "take_up"}),
        "pathways:take_up_transition": address(
            "mobility.record", {"take_up_id": "take_up", "transition": "granting"}
        ),
        "pathways:person": address("mobility.read", person),
        "pathways:assess": address("mobility.record", {**person, "edition_id": "pathway_edition"}),
        "pathways:take_up_new": address("mobility.record", {**person, **pathway}),
        "pathways:stay_new": address("mobility.record", person),
        "pathways:join": address("mobility.record", person),
        "pathways:stay_change": address("mobility.record", {"stay_id": "stay"}),
        "pathways:partnerships": address("partnership.read"),
        "pathways:partnership_new": address("partnership.manage"),
        "pathways:partnership": address("partnership.read", partnership, **shared),
        "pathways:partnership_change": address("partnership.manage", partnership),
        "pathways:partner_new": address("partnership.manage", partnership),
        "pathways:cost_new": address("partnership.manage", partnership),
        "pathways:partnership_transition": address(
            "partnership.manage", {**partnership, "transition": "ending"}
        ),
        "pathways:participants": address("mobility.read"),
        "pathways:participant": address("mobility.read", {"participant_id": "participant"}),
        "pathways:certificate": address("mobility.read", {"participant_id": "participant"}),
        "pathways:participant_transition": address(
            "mobility.record", {"participant_id": "participant", "transition": "placing"}
        ),
        "pathways:registers": address("pathway.read"),
        "pathways:entries": address("pathway.read", quota, shared="everybody"),
        "pathways:entry_new": address("pathway.edit", quota, shared="everybody"),
        "pathways:entries_export": address(
            "pathway.read", {**quota, "kind": "sheet"}, shared="everybody"
        ),
        "pathways:entry": address("pathway.read", {**quota, "entry": "quota"}),
        "pathways:entry_change": address("pathway.edit", {**quota, "entry": "quota"}),
        "api:list_pathways": address("pathway.read"),
        "api:list_pathway_editions": address("pathway.read", pathway, **shared),
        # Reading and writing share these addresses; they are opened here for reading.
        "api:list_assessments": address("mobility.read", person),
        "api:assess_person": address("mobility.read", person),
        "api:list_stays": address("mobility.read", person),
        "api:record_stay": address("mobility.read", person),
        "api:list_participants": address("mobility.read", partnership, **shared),
    }


def made_for_pathways(mission, person_id):
    """Return a published pathway with a draft after it, and what a person has to do with it."""
    from waystation.foundation.records.actions import record_entry
    from waystation.services.pathways import actions
    from waystation.services.pathways.registers import QUOTAS

    luan = mission.hire("Officer Forpathways", mission.prishtine, "labour_officer")
    arta, office, today = mission.arta, mission.prishtine.id, today_in()
    pathway = actions.record_pathway(
        luan, office, name="mark-of-a-pathway", kind="work", countries=["DE"]
    )
    about = {"source": "Law", "read_on": today}
    edition = actions.draft_edition(luan, pathway.id, valid_from=date(2020, 1, 1), **about)
    actions.add_condition(luan, edition.id, kind="offer", wording="mark-of-a-rule")
    actions.change_edition_state(mission.blerim, edition.id, "publish")
    draft = actions.draft_edition(luan, pathway.id, valid_from=date(2021, 1, 1), **about)
    condition = actions.add_condition(luan, draft.id, kind="start", wording="mark-of-a-rule")
    assessment = actions.assess_person(arta, person_id, edition.id, offer="yes")
    taken = actions.take_up(arta, person_id, pathway.id, applied_on=today)
    stay = actions.record_stay(
        arta, person_id, country="DE", starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 1),
        skill="mark-of-a-gained-skill",
    )  # fmt: skip
    partnership = actions.record_partnership(
        luan, office, name="mark-of-a-partnership", country="DE", starts_on=date(2020, 1, 1),
        home_places=5, abroad_places=5,
    )  # fmt: skip
    actions.change_partnership_state(luan, partnership.id, "begin")
    participant = actions.join_partnership(
        arta, person_id, partnership.id, track="home", joined_on=date(2020, 2, 1)
    )
    actions.change_participant_state(
        arta, participant.id, "certify", certified_on=date(2020, 3, 1), certificate="Welding"
    )
    quota = record_entry(
        luan,
        QUOTAS,
        {
            "pathway": pathway.id,
            "name": "mark-of-a-quota",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "places": 100,
            "source": "Law",
            "read_on": today,
        },
        office=office,
    )
    return {
        "pathway": pathway.id,
        "pathway_edition": edition.id,
        "pathway_draft": draft.id,
        "condition": condition.id,
        "dropping": "drop",
        "assessment": assessment.id,
        "take_up": taken.id,
        "granting": "grant",
        "stay": stay.id,
        "partnership": partnership.id,
        "ending": "end",
        "participant": participant.id,
        "placing": "place",
        "quotas": "quotas",
        "quota": quota.id,
    }
