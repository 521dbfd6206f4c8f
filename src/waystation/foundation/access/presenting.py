"""Permissions and audit-log verbs in words: the object and the action.

The log and the API keep the keys. A test checks that every key in the code has its words.
"""

from __future__ import annotations

import re
from functools import cache

from django.apps import apps
from django.utils.translation import gettext

from waystation.foundation.shared.words import N_

THINGS: dict[str, str] = {
    "access": N_("Access"),
    "action": N_("Action"),
    "activity": N_("Activity"),
    "address": N_("Address"),
    "advice": N_("Advice"),
    "agenda": N_("Agenda"),
    "annex": N_("Annex"),
    "app_user": N_("Phone"),
    "appointment": N_("Appointment"),
    "arrangement": N_("Arrangement"),
    "assessment": N_("Assessment"),
    "attendance": N_("Attendance"),
    "board": N_("Board"),
    "audit": N_("Audit log"),
    "booking": N_("Appointment"),
    "calendar": N_("Calendar"),
    "call_back": N_("Call-back"),
    "capacity_offer": N_("Offer of capacity"),
    "centre": N_("Centre"),
    "cleaning": N_("Correction"),
    "cleaning_log": N_("Cleaning log"),
    "commitment": N_("Commitment"),
    "consent": N_("Consent"),
    "contribution": N_("Contribution"),
    "dashboard": N_("Dashboard"),
    "data_delivery": N_("Delivery of data"),
    "data_request": N_("Request of a data subject"),
    "dated_fact": N_("Dated fact"),
    "dated_list": N_("List of a pathway"),
    "decision": N_("Decision"),
    "delegation": N_("Delegation"),
    "delivery": N_("E-mail"),
    "device": N_("Device"),
    "dialogue": N_("Dialogue"),
    "edition": N_("Edition"),
    "engagement": N_("Engagement"),
    "entity": N_("Organisation"),
    "evidence": N_("Evidence"),
    "exchange": N_("Exchange"),
    "expert": N_("Expert"),
    "export": N_("Export"),
    "factor": N_("Second factor"),
    "factsheet": N_("Fact sheet"),
    "feedback": N_("Feedback"),
    "figures": N_("Live figures"),
    "file": N_("File"),
    "focal_point": N_("Focal point"),
    "form": N_("Form"),
    "form_answers": N_("Answers of a form"),
    "funding": N_("Funding"),
    "gap_assessment": N_("Gap assessment"),
    "gcm_review": N_("Review of the GCM"),
    "head": N_("Head of the audit log"),
    "household": N_("Household"),
    "indicator": N_("Indicator"),
    "invitee": N_("Invitee"),
    "knowledge": N_("Knowledge"),
    "letterhead": N_("Letterhead"),
    "link": N_("Sealed link"),
    "log": N_("Audit log"),
    "measure": N_("Measure"),
    "mechanism": N_("Mechanism"),
    "meeting": N_("Meeting"),
    "member": N_("Member"),
    "membership": N_("Membership"),
    "membership_duty": N_("Duty"),
    "milestone": N_("Milestone"),
    "minutes": N_("Minutes"),
    "network": N_("Network"),
    "network_report": N_("Report to UNKT"),
    "network_rule": N_("Rule of the Network"),
    "norm": N_("Norm"),
    "office": N_("Office"),
    "organisation": N_("Organisation"),
    "outcome_document": N_("Outcome document"),
    "pack": N_("Data pack"),
    "paper": N_("Paper"),
    "person": N_("Person"),
    "person.export": N_("Copy of a person's data"),
    "person.search": N_("Search for a person"),
    "plan": N_("Plan"),
    "policy": N_("Policy"),
    "policy_exchange": N_("Exchange"),
    "policy_link": N_("Link between policies"),
    "poll": N_("Poll"),
    "practice": N_("Good practice"),
    "profile": N_("Daily profile"),
    "profiles": N_("Profiles of members"),
    "progress": N_("Progress"),
    "record": N_("Record"),
    "reference": N_("Reference lists"),
    "referral": N_("Referral"),
    "referral.file": N_("File of a referral"),
    "register": N_("Register"),
    "reminder": N_("Reminder"),
    "report": N_("Report"),
    "report_image": N_("Picture of a report"),
    "resource": N_("Resources"),
    "resource_request": N_("Request for resources"),
    "review": N_("Review"),
    "role": N_("Role"),
    "round": N_("Round"),
    "sdg_target": N_("SDG target"),
    "seat": N_("Seat"),
    "second_factor": N_("Second factor"),
    "service": N_("Service"),
    "session": N_("Session"),
    "sheet": N_("Fact sheet"),
    "slot": N_("Time offered"),
    "snapshot": N_("Snapshot of answers"),
    "standard": N_("Standard"),
    "statement": N_("Joint statement"),
    "step": N_("Step of a plan"),
    "study": N_("Study"),
    "submission": N_("Submission"),
    "support_request": N_("Request for support"),
    "target": N_("Target"),
    "task": N_("Background task"),
    "terms": N_("Terms of Reference"),
    "title": N_("Job title"),
    "token": N_("API token"),
    "unkt": N_("UNKT"),
    "unkt_report": N_("Report to UNKT"),
    "user": N_("Account"),
    "verify": N_("Verification"),
    "visit": N_("Visit"),
    "waiting": N_("Waiting list"),
    "answer": N_("Answer"),
    "arrival_call": N_("Call after arrival"),
    "assessment.evidence": N_("Evidence of an assessment"),
    "call": N_("Call for contributions"),
    "candidacy": N_("Placement"),
    "corrective_action": N_("Corrective action"),
    "diaspora": N_("Diaspora"),
    "eligibility": N_("Eligibility check"),
    "employer": N_("Employer"),
    "employer.link": N_("Link of an employer"),
    "esco": N_("ESCO"),
    "fact_series": N_("Series of facts"),
    "framework": N_("Framework"),
    "history": N_("Migration history"),
    "import": N_("Import"),
    "incident": N_("Incident"),
    "invitation": N_("Invitation"),
    "mailing": N_("Mailing"),
    "mapping": N_("Mapping"),
    "mobility": N_("Mobility of persons"),
    "participant": N_("Participant"),
    "partnership": N_("Skills partnership"),
    "pathway": N_("Pathway"),
    "pathway_edition": N_("Edition of a pathway"),
    "placement": N_("Placement"),
    "programme": N_("Programme"),
    "recruiter": N_("Recruiter"),
    "recruitment": N_("Recruitment of a worker"),
    "recruitment.receipt": N_("Receipt"),
    "remedy": N_("Remedy"),
    "series_values": N_("Values of a series"),
    "shortage": N_("Shortage survey"),
    "skill": N_("Skill"),
    "stay": N_("Stay abroad"),
    "take_up": N_("Use of a pathway"),
    "text_figure": N_("Figure in a text"),
    "text_figures": N_("Figures in a text"),
    "vacancy": N_("Vacancy"),
}
DONE: dict[str, str] = {
    N_("Accepted"): "accept",
    N_("Added"): "add add_chapter add_file add_milestone add_priority add_section attach supply "
    "receipt",
    N_("Adopted"): "adopt",
    N_("Alarm raised"): "alarm budget_spent",
    N_("Answered"): "answer answered answer_comment",
    N_("Daily e-mail chosen"): "choose_daily_email",
    N_("Appointed"): "appoint incumbent name name_presiding",
    N_("Approved"): "approve approve_override attest sign sign_notice",
    N_("Arrived"): "arrive",
    N_("Asked for"): "ask ask_again ask_files ask_more ask_override request demand call",
    N_("Attendance recorded"): "attendance",
    N_("Begun"): "begin open set_up",
    N_("Cancelled"): "cancel call_back",
    N_("Changed"): "change edit word clean step plan resolve set move household superseded revise "
    "map revise_design handle consent frame change_owner correct cost donors finding "
    "goals rule site partner settle place",
    N_("Cited"): "cite quote",
    N_("Closed"): "close end release",
    N_("Commented on"): "comment comments",
    N_("Completed"): "complete done finish keep finalise",
    N_("Confirmed"): "confirm verified verify",
    N_("Consultation opened"): "consult",
    N_("Contradicted"): "contradict",
    N_("Convened"): "convene",
    N_("Coded"): "choice code",
    N_("Declined"): "decline not_done",
    N_("Copied"): "copy",
    N_("Deferred"): "defer",
    N_("Subscribed to"): "subscribe",
    N_("Unsubscribed from"): "unsubscribe",
    N_("Defined"): "define design",
    N_("Did not come"): "no_show",
    N_("Discarded"): "discard",
    N_("Drafted"): "draft draft_next write",
    N_("Endorsed"): "endorse",
    N_("Erased"): "erase forget forget_address",
    N_("Estimated"): "estimate",
    N_("Failed"): "fail",
    N_("Filed"): "file",
    N_("Followed up"): "follow follow_up again carry_on",
    N_("Frozen"): "freeze freeze_design final lock",
    N_("Given"): "give task task_give grant remedy",
    N_("Handed on"): "hand_over hand_up take",
    N_("Held"): "hold",
    N_("In force"): "enforce",
    N_("Invited"): "invite",
    N_("Issued"): "issue",
    N_("Late"): "late",
    N_("Linked"): "link",
    N_("Loaded"): "load loaded rows csv upload receive import load_shipped",
    N_("Merged"): "merge",
    N_("Opened"): "make",
    N_("Proposed"): "propose",
    N_("Published"): "publish",
    N_("Reached"): "reach reach_milestone",
    N_("Read"): "read",
    N_("Recorded"): "record admit report",
    N_("Refused"): "refuse refuse_override",
    N_("Reminded"): "remind",
    N_("Removed"): "take_off remove unlink drop drop_evidence delete",
    N_("Reopened"): "reopen restore undo unhold unmerge waive",
    N_("Replaced"): "replace",
    N_("Rated"): "rate",
    N_("Reserved"): "reserve",
    N_("Reviewed"): "review assess clause",
    N_("Retired"): "retire vacate",
    N_("Revoked"): "revoke",
    N_("Sent"): "send send_again mail distribute circulate export transmit",
    N_("Set aside"): "set_aside",
    N_("Signed in"): "sign_in",
    N_("Sign-in opened"): "sign_in_open",
    N_("Signed out elsewhere"): "sign_out_elsewhere",
    N_("Stopped"): "stop",
    N_("Submitted"): "submit",
    N_("Verified"): "run",
    N_("Wiped"): "wipe",
    N_("Wipe ordered"): "order_wipe",
    N_("Withdrawn"): "withdraw take_up undone rows_undone",
    N_("Agreed"): "agree",
    N_("Planned"): "call_plan",
    N_("Resumed"): "carry_on resume start",
    N_("Certified"): "certify",
    N_("Checked"): "check checked check_contract",
    N_("Consulted on"): "consult",
    N_("Cleared"): "clear",
    N_("Cleared with corrective actions"): "clear_with_actions",
    N_("Not cleared"): "refuse_clearance",
    N_("Dropped"): "dropped",
    N_("Under way"): "in_progress",
    N_("Fulfilled"): "fulfil",
    N_("Contract recorded"): "contract",
    N_("Ended"): "lose",
    N_("Interview recorded"): "interview",
    N_("Introduced"): "introduce",
    N_("Offered"): "offer",
    N_("Put into force"): "enforce",
    N_("Stay of 6 months confirmed"): "stay_6",
    N_("Stay of 12 months confirmed"): "stay_12",
    N_("Expired"): "expire",
    N_("Filled"): "fill",
    N_("Left"): "leave",
    N_("Managed"): "manage",
    N_("Not reached"): "miss",
    N_("Returned"): "return send_back",
    N_("Suspended"): "suspend",
}
MAY: dict[str, str] = {
    N_("add"): "add",
    N_("adopt"): "adopt",
    N_("answer"): "answer",
    N_("approve"): "approve",
    N_("ask for"): "request demand ask",
    N_("clean"): "clean",
    N_("clear"): "clear",
    N_("close"): "close",
    N_("code"): "code",
    N_("comment on"): "comment",
    N_("confirm"): "confirm verify resolve",
    N_("convene"): "convene",
    N_("decline"): "decline",
    N_("design"): "design",
    N_("draft"): "draft prepare",
    N_("edit"): "edit word",
    N_("endorse"): "endorse",
    N_("erase"): "erase",
    N_("estimate"): "estimate",
    N_("export"): "export",
    N_("file"): "file",
    N_("handle"): "handle",
    N_("hold"): "hold",
    N_("issue"): "issue load",
    N_("manage"): "manage",
    N_("merge"): "merge",
    N_("override"): "override waive",
    N_("oversee"): "oversee",
    N_("propose"): "propose",
    N_("publish"): "publish",
    N_("read"): "read",
    N_("read one's own"): "read_own",
    N_("read what is for co-chairs"): "read_co_chairs",
    N_("read what is restricted"): "read_restricted",
    N_("record"): "record report",
    N_("record answers to"): "record_answer",
    N_("review"): "review",
    N_("send"): "send transmit submit",
    N_("set"): "set",
    N_("assess"): "assess",
    N_("decide"): "decide",
}
CHANNELS: dict[str, str] = {
    "api": N_("Program"),
    "command": N_("Command line"),
    "page": N_("Page"),
    "system": N_("Waystation"),
    "task": N_("Background task"),
}


def _inverted(table: dict[str, str]) -> dict[str, str]:
    return {key: words for words, keys in table.items() for key in keys.split()}


_DONE, _MAY = _inverted(DONE), _inverted(MAY)


def spoken(key: str) -> str:
    """Return a key without words of its own as plain words: no underscore, no dot."""
    return re.sub(r"(?<=\w)[._](?=\w)", " ", key)


def thing(key: str) -> str:
    """Return the object of a kind or permission in words: "centres.CallBack", "call_back"."""
    name = key.rpartition(".")[2] if re.search(r"\.[A-Z]", key) else key
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return gettext(THINGS[snake]) if snake in THINGS else spoken(snake).capitalize()


def verb(key: str) -> str:
    """Return a verb of the audit log in words: "visit.record" → "Visit · Recorded"."""
    about, _, step = key.rpartition(".")
    done = gettext(_DONE[step]) if step in _DONE else spoken(step)
    return f"{thing(about)} · {done}" if about else thing(step)


def permission(key: str) -> str:
    """Return a permission in words: "visit.record" → "Visit · record"."""
    about, _, step = key.rpartition(".")
    return f"{thing(about)} · {gettext(_MAY[step]) if step in _MAY else spoken(step)}"


def has_words(key: str, *, of_permissions: bool = False) -> bool:
    """Return whether a key has words of its own, for the test that checks all of them."""
    about, _, step = key.rpartition(".")
    return about in THINGS and step in (_MAY if of_permissions else _DONE)


def steps_in_words() -> list[tuple[str, str]]:
    """Return what can be done to a record, as (words in English, words), sorted."""
    return sorted(((words, gettext(words)) for words in DONE), key=lambda one: one[1])


def steps_of(words: str) -> list[str]:
    """Return the ends of the verbs that have these English words."""
    return DONE.get(words, "").split()


def kinds_in_words() -> list[tuple[str, str]]:
    """Return the kinds of records in the audit log, as (key, words), sorted; equal words once."""
    kinds = {thing(key): key for key in reversed(_kinds())}
    return sorted(((key, words) for words, key in kinds.items()), key=lambda one: one[1])


def kinds_of(key: str) -> list[str]:
    """Return the kinds of records that have the same words as this one."""
    words = thing(key)
    return [one for one in _kinds() if thing(one) == words] if key in _kinds() else []


@cache
def _kinds() -> list[str]:
    return [*THINGS, *(model._meta.label for model in apps.get_models())]
