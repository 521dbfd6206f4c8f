"""Permissions that several roles share, as sets: roles.py says which role holds which."""

from __future__ import annotations

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
# administers, a co-chair convenes, requests and approves, UNKT reads and answers.
NETWORK_READ = {"network.read", "terms.read", "organisation.read", "knowledge.read"}
NETWORK_MEMBER = NETWORK_READ | {
    "entity.represent",
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
# The secretariat enters what members ask it to, and represents no entity itself.
NETWORK_SECRETARIAT = NETWORK_MEMBER - {"entity.represent"} | {
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
# authority responsible for a measure reports on it.
POLICY_OFFICER = {"policy.read", "policy.draft"}
POLICY_MANAGER = {"policy.read", "policy.adopt", "policy.review"}
UNKT_READER = {"terms.read", "unkt.read", "advice.answer", "report.demand"}
