"""One of everything that referrals hold, in Arta's office."""

from __future__ import annotations

MARKS = ["mark-of-a-need", "mark-of-a-stranger", "mark-of-a-sent-paper", "mark-of-a-reader"]
MARKS_OF_THE_ORGANISATION = ["mark-of-a-service", "mark-of-a-partner"]


def made_for_referrals(mission, person_id):
    """Return a partner with a service, a draft, a referral with file and link, one to us."""
    from waystation.registry.directory import actions as directory
    from waystation.registry.directory.queries import check_token_of
    from waystation.registry.organisations import actions as organisations
    from waystation.registry.privacy import actions as privacy
    from waystation.registry.referrals import actions

    arta, office = mission.arta, mission.prishtine.id
    secretary = mission.hire("Secretary Forpartners", mission.prishtine, "network_secretariat")
    partner = organisations.record_entity(
        secretary, office, name="mark-of-a-partner", acronym="", kind="civil_society"
    )
    service = directory.record_service(
        arta, office, partner.id, name="mark-of-a-service", kind="legal_aid", takes_referrals=True
    )
    fields = ["name", "needs", "documents"]
    drafts = [
        actions.draft_referral(
            arta,
            person_id,
            service=service.id,
            need="legal_aid",
            priority="urgent",
            fields_shared=fields,
            summary="mark-of-a-need",
        )
        for _ in range(3)
    ]
    file = actions.add_file(arta, drafts[0].id, "paper.pdf", b"%PDF-1.7 mark-of-a-sent-paper")
    privacy.record_consent(
        arta, person_id, purpose="referral", recipient=partner.name, fields=fields,
        language="sq", text_number=1, how="spoken",
    )  # fmt: skip
    sent = actions.change_referral_state(arta, drafts[0].id, "send")
    made = actions.make_link(arta, sent.id)
    closed = actions.change_referral_state(arta, drafts[2].id, "send")
    actions.change_referral_state(arta, closed.id, "accept")
    actions.change_referral_state(arta, closed.id, "close", outcome="received", note="")
    incoming = actions.receive_referral(
        arta, office, partner.id, need="training", priority="normal",
        given="mark-of-a-stranger", asked="mark-of-a-need", consented=True,
    )  # fmt: skip
    return {
        "partner": partner.id,
        "service": service.id,
        "service_step": "withdraw",
        "referral": sent.id,
        "draft_referral": drafts[1].id,
        "incoming": incoming.id,
        "referral_step": "accept",
        "referral_file": file.id,
        "person_secret": actions.make_person_link(arta, closed.id).token,
        "sealed_link": made.link.id,
        "sealed_token": made.link.token,
        "check_token": check_token_of(directory.ask_partner(arta, partner.id).id),
    }
