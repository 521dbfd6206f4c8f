"""The addresses of ethical recruitment, and one of each record in Arta's office."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from waystation.foundation.shared.periods import now, today_in

MARKS = ["mark-of-an-incident", "mark-of-a-recruitment"]
MARKS_OF_THE_ORGANISATION = ["mark-of-a-recruiter", "mark-of-an-assessment"]


def addresses(address, everyone):
    """Return the rows of this app for the table of all addresses."""
    assess, record, handle = "recruiter.assess", "recruitment.record", "incident.handle"
    assessment, worker = {"assessment_id": "assessed_recruiter"}, {"recruitment_id": "recruitment"}
    finding, cost = {"finding_id": "criterion_found"}, {"cost_id": "recruitment_cost"}
    incident, call = {"incident_id": "incident"}, {"call_id": "arrival_call"}
    action = {"action_id": "corrective_action"}

    def reviewed(needs=assess, made_of=None, **more):
        return address(needs, made_of or {}, or_needs="recruiter.decide", **more)

    return {
        "recruitment:recruiters": address("recruiter.read"),
        "recruitment:recruiter": address(
            "recruiter.read", {"entity_id": "recruiting_entity"}, shared="colleagues"
        ),
        "recruitment:assessments": reviewed(),
        "recruitment:assessment_new": address(assess),
        "recruitment:assessment": reviewed(made_of=assessment, shared="colleagues"),
        "recruitment:assessment_edit": address(assess, assessment),
        "recruitment:assessment_ask": address(assess, assessment),
        "recruitment:assessment_transition": address(
            assess, {**assessment, "transition": "handing_in"}
        ),
        "recruitment:finding": address(assess, finding),
        "recruitment:finding_action": address(assess, finding),
        "recruitment:evidence": reviewed(
            made_of={"file_id": "recruiter_evidence"}, shared="colleagues"
        ),
        "recruitment:self_assessment": address(
            everyone, {"token": "assessment_link"}, by_secret="token"
        ),
        "recruitment:incidents": address("incident.read"),
        "recruitment:incident_new": address("incident.record"),
        "recruitment:incident": address("incident.read", incident),
        "recruitment:incident_action": address(handle, incident),
        "recruitment:incident_transition": address(handle, {**incident, "transition": "taking"}),
        "recruitment:actions": reviewed("incident.read"),
        "recruitment:action": address("incident.read", action),
        "recruitment:action_transition": address(assess, {**action, "transition": "finishing"}),
        "recruitment:recruitments": address("recruitment.read"),
        "recruitment:recruitment_new": address(record, {"person_id": "person"}),
        "recruitment:recruitment": address("recruitment.read", worker),
        "recruitment:recruitment_edit": address(record, worker),
        "recruitment:parties": address(record, worker),
        "recruitment:cost_new": address(record, worker),
        "recruitment:costs_complete": address(record, worker, post_only=True),
        "recruitment:check": address(record, worker),
        "recruitment:recruitment_transition": address(
            record, {**worker, "transition": "worker_ending"}
        ),
        "recruitment:cost": address(record, cost),
        "recruitment:receipt_new": address(record, cost),
        "recruitment:receipt": address("recruitment.read", cost),
        "recruitment:calls": address("recruitment.read"),
        "recruitment:call_plan": address(assess),
        "recruitment:call": address("recruitment.read", call),
        "recruitment:call_transition": address(record, {**call, "transition": "missing"}),
        "recruitment:indicator": address("recruitment.read"),
        "recruitment:registers": address("recruitment.read"),
        "recruitment:entries": address(
            "recruitment.read", {"register": "rates_register"}, shared="everybody"
        ),
        "recruitment:entry_new": address(
            record, {"register": "rates_register"}, shared="everybody"
        ),
        "recruitment:entries_export": address(
            "recruitment.read",
            {"register": "rates_register", "kind": "sheet"},
            shared="everybody",
        ),
        "recruitment:entry": address(
            "recruitment.read", {"register": "rates_register", "entry": "exchange_rate"}
        ),
        "recruitment:entry_change": address(
            record, {"register": "rates_register", "entry": "exchange_rate"}
        ),
        "feedback:remedy_new": address("feedback.handle", {"entry_id": "feedback"}),
        "feedback:remedy_transition": address(
            "feedback.handle", {"remedy_id": "remedy", "transition": "agreeing"}
        ),
        "api:list_remedies": address("feedback.read"),
        "api:ask_remedy": address("feedback.handle", {"entry_id": "feedback"}, post_only=True),
        "api:change_remedy_state": address(
            "feedback.handle", {"remedy_id": "remedy", "transition": "agreeing"}, post_only=True
        ),
        "api:list_clearances": address("recruiter.read"),
        "api:check_fees": address("recruiter.read", post_only=True),
        "api:list_assessments": reviewed(),
        "api:begin_assessment": reviewed(),
        "api:read_assessment": reviewed(made_of=assessment, shared="colleagues"),
        "api:record_finding": address(assess, finding, post_only=True),
        "api:change_assessment_state": address(
            assess, {**assessment, "transition": "handing_in"}, post_only=True
        ),
        "api:list_incidents": address("incident.read"),
        "api:record_incident": address("incident.read"),
        "api:read_incident": address("incident.read", incident),
        "api:plan_corrective_action": address(handle, incident, post_only=True),
        "api:change_incident_state": address(
            handle, {**incident, "transition": "taking"}, post_only=True
        ),
        "api:list_corrective_actions": reviewed("incident.read"),
        "api:change_corrective_action_state": address(
            assess, {**action, "transition": "finishing"}, post_only=True
        ),
        "api:list_recruitments": address("recruitment.read"),
        "api:record_recruitment": address("recruitment.read"),
        "api:read_recruitment": address("recruitment.read", worker),
        "api:edit_recruitment": address("recruitment.read", worker),
        "api:add_cost": address(record, worker, post_only=True),
        "api:check_contract": address(record, worker, post_only=True),
        "api:change_recruitment_state": address(
            record, {**worker, "transition": "worker_ending"}, post_only=True
        ),
        "api:list_calls": address("recruitment.read"),
        "api:change_call_state": address(record, {**call, "transition": "missing"}, post_only=True),
        "api:read_indicator": address("recruitment.read"),
    }


WRITES = {
    ("POST", "api:list_assessments"): ("recruiter.assess",),
    ("POST", "api:begin_assessment"): ("recruiter.assess",),
    ("POST", "api:list_incidents"): ("incident.record",),
    ("POST", "api:record_incident"): ("incident.record",),
    ("POST", "api:list_recruitments"): ("recruitment.record",),
    ("POST", "api:record_recruitment"): ("recruitment.record",),
    ("PATCH", "api:read_recruitment"): ("recruitment.record",),
    ("PATCH", "api:edit_recruitment"): ("recruitment.record",),
}
READ_ONLY = {"recruitment:registers", "recruitment:entries_export", "recruitment:entry"}


def made_for_recruitment(mission, person_id, feedback_id):
    """Return the keys of what this app has in Arta's office."""
    from waystation.foundation.records.actions import record_entry
    from waystation.registry.feedback import actions as feedback
    from waystation.registry.organisations import actions as organisations
    from waystation.registry.privacy import actions as privacy
    from waystation.services.recruitment import actions
    from waystation.services.recruitment.queries import letters
    from waystation.services.recruitment.registers import RATES

    arta, office, today = mission.arta, mission.prishtine.id, today_in()
    leart = mission.hire("Officer Forrecruitment", mission.prishtine, "labour_officer")
    entity = organisations.record_entity(
        leart, office, name="mark-of-a-recruiter", kind="recruiter"
    )
    assessment = actions.begin_assessment(
        leart,
        office,
        entity.id,
        role="recruiter",
        standard="ilo",
        conflict="none",
        summary="mark-of-an-assessment",
    )
    actions.ask_organisation(leart, assessment.id)
    token = letters.link_of(assessment.id).rstrip("/").rpartition("/")[2]
    finding = assessment.findings.get(criterion="ilo.7")
    answer = actions.OwnAnswer("met", "We charge nothing", "policy.pdf", b"%PDF-1.4 policy")
    actions.answer_self_assessment(token, {finding.id: answer})
    incident = actions.open_incident(
        arta, office, kind="fee", entity_id=entity.id, account="mark-of-an-incident"
    )
    action = actions.add_corrective_action(
        leart, incident_id=incident.id, what="mark-of-an-incident", due_on=today
    )
    privacy.record_consent(
        arta,
        person_id,
        purpose="employment",
        recipient="Office",
        fields=["profile"],
        language="en",
        text_number=1,
        how="signed",
        given_at=now(),
    )
    worker = actions.record_recruitment(
        arta,
        office,
        person_id,
        recruiter=entity.id,
        occupation="7",
        from_country="XK",
        to_country="DE",
        channel="agency",
        note="mark-of-a-recruitment",
    )
    cost = actions.add_cost(
        arta,
        worker.id,
        kind="recruiter_fee",
        payer="worker",
        amount=Decimal(400),
        paid_on=today,
    )
    actions.attach_receipt(arta, cost.id, "receipt.pdf", b"%PDF-1.4 receipt")
    actions.change_recruitment_state(
        arta, worker.id, "arrive", arrived_on=today - timedelta(days=7)
    )
    rate = record_entry(
        arta,
        RATES,
        {"currency": "CHF", "day": today, "rate": Decimal("1.05"), "source": "ECB"},
        office=office,
    )
    remedy = feedback.ask_remedy(mission.blerim, feedback_id, asked="The fee paid back")
    return {
        "recruiting_entity": entity.id,
        "assessed_recruiter": assessment.id,
        "assessment_link": token,
        "criterion_found": finding.id,
        "recruiter_evidence": finding.files.get().id,
        "handing_in": "submit",
        "incident": incident.id,
        "corrective_action": action.id,
        "finishing": "finish",
        "recruitment": worker.id,
        "recruitment_cost": cost.id,
        "worker_ending": "end",
        "arrival_call": worker.calls.get(after_days=7).id,
        "missing": "miss",
        "rates_register": "rates",
        "exchange_rate": rate.id,
        "remedy": remedy.id,
        "agreeing": "agree",
    }
