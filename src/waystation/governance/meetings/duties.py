"""The status of duties about meetings, papers, minutes, decisions and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from waystation.foundation.shared.periods import year
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import decisions, due, meetings, submissions
from waystation.governance.network.compliance import DutyStatus, How, StatusOf
from waystation.governance.network.queries import Network, readings

PAGE, PAPERS = "meetings:meetings", "meetings:papers"


def status(how: How, sentence: str, page: str = PAGE, **values: Any) -> DutyStatus:
    """Return the status of a duty, with the values of its sentence."""
    return DutyStatus(how, sentence, values, page)


def nothing_yet(sentence: str, page: str = PAGE) -> DutyStatus:
    """Return that there was no occasion for a duty yet."""
    return DutyStatus("nothing_yet", sentence, address=page)


def counts(network: Network, today: date) -> dict[str, int]:
    """Return counts of meetings and notices, for this year if they are yearly."""
    return due.meeting_counts(network, year(today).start)


def invitees(network: Network, today: date) -> DutyStatus:
    """O-08: each invitee was asked by a co-chair, for items, with a reason."""
    count = due.invitees(network)
    if not count:
        return nothing_yet(N_("No special invitee was asked yet."))
    sentence = N_("Invitees, each asked by a co-chair for named items with a reason: {count}.")
    return status("kept", sentence, count=count)


def whole_of_society(network: Network, today: date) -> DutyStatus:
    """O-09: which categories were reached this year."""
    table = meetings.people_reached(network, today.year)
    if not any(line["meetings"] for line in table.values()):
        return nothing_yet(N_("No attendance is recorded this year."))
    outside = [line["meetings"] for code, line in table.items() if code != meetings.UN_SYSTEM]
    reached, every = sum(count > 0 for count in outside), len(outside)
    sentence = N_("{reached} of {all} categories of partners came to a meeting this year.")
    how: How = "kept" if reached == every else "due"
    return DutyStatus(how, sentence, {"reached": reached, "all": every}, "meetings:reached")


def convening(network: Network, today: date) -> DutyStatus:
    """O-10: every notice comes from a co-chair's seat, in time."""
    found = counts(network, today)
    if not found["convened"]:
        return nothing_yet(N_("No meeting was convened yet."))
    if found["signed"] < found["convened"]:
        return status("missing", N_("A convened meeting has no notice on file."))
    if found["late"]:
        sentence = N_("Notices issued this year: {issued}, of which late: {late}.")
        return status("late", sentence, issued=found["issued"], late=found["late"])
    sentence = N_("Notices, each issued by a co-chair: {count}.")
    return status("kept", sentence, count=found["convened"])


def calendar(network: Network, today: date) -> DutyStatus:
    """O-16: the quarter has its meeting in the calendar, and in time."""
    lines = meetings.year_of(network, today.year, today)
    now = next(line for line in lines if today <= line.last_day)
    if now.state == "amber":
        sentence = N_("No meeting is convened for {quarter}, which ends on {day}.")
        return status("due", sentence, quarter=now.code, day=now.last_day)
    unplanned = [line.code for line in lines if line.state == "open" and not line.slot]
    if unplanned:
        sentence = N_("No date is set yet for {quarters}.")
        return status("due", sentence, quarters=", ".join(unplanned))
    return status("kept", N_("Each quarter of {year} has its day."), year=today.year)


def minutes(network: Network, today: date) -> DutyStatus:
    """O-17: each meeting has final minutes, within the product's days, sent to everyone."""
    rules = readings.working_rules(network)
    waiting = due.without_minutes(network)
    late = [one for one in waiting if meetings.deadlines_of(one, rules).final < today]
    if late:
        sentence = N_("Meetings whose minutes are not final: {count}, the oldest of {day}.")
        return status("late", sentence, count=len(late), day=meetings.day_of(late[0]))
    if waiting:
        sentence = N_("Meetings whose minutes are being written: {count}.")
        return status("due", sentence, count=len(waiting))
    if failed := due.not_reached(network)["minutes"]:
        sentence = N_("Meetings whose final minutes did not reach everyone: {count}.")
        return status("missing", sentence, count=len(failed))
    return status_of_held_meetings(
        network, today, N_("Every meeting that was held has final minutes.")
    )


def status_of_held_meetings(network: Network, today: date, sentence: str) -> DutyStatus:
    """Return that a duty of held meetings is met, or that no meeting was held yet."""
    held = counts(network, today)["held"]
    return status("kept", sentence) if held else nothing_yet(N_("No meeting was held yet."))


def preparation(network: Network, today: date) -> DutyStatus:
    """O-18: proposals of members are accepted, or deferred with a reason."""
    waiting, settled = due.proposals(network)
    if waiting:
        sentence = N_("Proposals for coming meetings wait to be accepted or deferred: {count}.")
        return status("due", sentence, count=waiting)
    if not settled:
        return nothing_yet(N_("No item was proposed yet."))
    return status("kept", N_("Proposals were accepted or deferred: {count}."), count=settled)


def papers(network: Network, today: date) -> DutyStatus:
    """O-20: papers of this year went out in time, to everyone who is to have them."""
    sent, late = due.sent_papers(network, year(today).start)
    if not sent:
        return nothing_yet(N_("No paper was sent this year."), PAPERS)
    failed = due.not_reached(network)["papers"]
    if failed and not late:
        sentence = N_("Meetings whose papers did not reach everyone: {count}.")
        return status("missing", sentence, PAPERS, count=len(failed))
    sentence = N_("Papers sent this year: {sent}, of which late: {late}.")
    return status("late" if late else "kept", sentence, PAPERS, sent=sent, late=late)


def whole_files(network: Network, today: date) -> DutyStatus:
    """O-21: files of meetings and of submissions are complete within the product's days."""
    rules = readings.working_rules(network)
    waiting = due.open_files(network)
    late = [one for one in waiting if meetings.deadlines_of(one, rules).file < today]
    if late:
        sentence = N_("Meetings whose file is not complete: {count}, the oldest of {day}.")
        return status("late", sentence, count=len(late), day=meetings.day_of(late[0]))
    sent = submissions.open_submissions(network)
    page = submissions.kinds()[sent[0].kind].page if sent else ""
    if overdue := [one.until for one in sent if one.until < today]:
        sentence = N_(
            "Files of submissions to UNKT are not complete: {count}, the first due {day}."
        )
        return status("late", sentence, page, count=len(overdue), day=min(overdue))
    if waiting:
        return status("due", N_("Meetings whose file is still open: {count}."), count=len(waiting))
    if sent:
        sentence = N_("Files of submissions to UNKT are still open: {count}.")
        return status("due", sentence, page, count=len(sent))
    return status_of_held_meetings(
        network, today, N_("Every file of a meeting or a submission is closed.")
    )


def contributions(network: Network, today: date) -> DutyStatus:
    """O-22: who contributed within a year."""
    count = due.contributions(network, today)
    if not count:
        return nothing_yet(N_("No contribution is recorded yet."))
    return status("kept", N_("Entities contributed within a year: {count}."), count=count)


def quarterly(network: Network, today: date) -> DutyStatus:
    """O-29: a held meeting in each quarter that is over."""
    lines = meetings.year_of(network, today.year, today)
    red = [one for one in lines if one.state == "red" and one.last_day >= network.opened_on]
    if red:
        quarters = ", ".join(one.code for one in red)
        return status("late", N_("No meeting was held in {quarters}."), quarters=quarters)
    amber = [line.code for line in lines if line.state == "amber"]
    if amber:
        sentence = N_("{quarter} ends soon and no meeting is convened.")
        return status("due", sentence, quarter=amber[0])
    return status("kept", N_("No quarter of {year} is without its meeting."), year=today.year)


def chairperson(network: Network, today: date) -> DutyStatus:
    """O-30: it is on record who presided."""
    found = counts(network, today)
    held, presided = found["held"], found["presided"]
    if not held:
        return nothing_yet(N_("No meeting was held yet."))
    sentence = N_("Who presided is on record for {presided} of {held} meetings.")
    how: How = "kept" if held == presided else "missing"
    return status(how, sentence, presided=presided, held=held)


def status_of_extended_meetings(network: Network, today: date) -> DutyStatus:
    """O-31: extended meetings as needed, each with its categories and its own public papers."""
    count = counts(network, today)["extended"]
    if not count:
        return nothing_yet(N_("No extended meeting was held this year."))
    sentence = N_(
        "Extended meetings this year, each with its categories and public papers: {count}."
    )
    return status("kept", sentence, count=count)


def accountability(network: Network, today: date) -> DutyStatus:
    """O-34: decisions are implemented as agreed."""
    found, page = decisions.implementation(network, None, None, today), "meetings:actions"
    if not found.asked:
        return nothing_yet(N_("No action was agreed yet."), page)
    sentence = N_("Actions verified: {verified} of {asked}. Late: {late}.")
    values = {"verified": found.verified, "asked": found.asked, "late": found.late}
    return status("late" if found.late else "kept", sentence, page, **values)


def working_methods(network: Network, today: date) -> DutyStatus:
    """O-40: the year's calendar is published."""
    edition = next(iter(meetings.calendar_editions(network, today.year)), None)
    if edition is None:
        sentence = N_("The calendar of {year} is not published yet.")
        return status("missing", sentence, year=today.year)
    sentence = N_("Edition {number} of the calendar of {year} is published.")
    return status("kept", sentence, number=edition.number, year=today.year)


def confidentiality(network: Network, today: date) -> DutyStatus:
    """O-43: who read which paper, and who was refused, is on record."""
    found = due.readings(network)
    if not found["papers"]:
        return nothing_yet(N_("No paper is filed yet."), PAPERS)
    sentence = N_("Papers in four classes: {papers}. Times opened: {read}, refused: {refused}.")
    return status("kept", sentence, PAPERS, **found)


STATUSES: dict[str, StatusOf] = {
    "O-08": invitees,
    "O-09": whole_of_society,
    "O-10": convening,
    "O-16": calendar,
    "O-17": minutes,
    "O-18": preparation,
    "O-20": papers,
    "O-21": whole_files,
    "O-22": contributions,
    "O-29": quarterly,
    "O-30": chairperson,
    "O-31": status_of_extended_meetings,
    "O-34": accountability,
    "O-40": working_methods,
    "O-43": confidentiality,
}
