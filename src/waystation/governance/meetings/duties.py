"""The status of duties about meetings, papers, minutes, decisions and files."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.periods import year
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import decisions, meetings, submissions
from waystation.governance.meetings.queries import due as queries
from waystation.governance.network.compliance import (
    Duties,
    DutyStatus,
    due,
    kept,
    late,
    missing,
    nothing_yet,
)
from waystation.governance.network.queries import Network, readings

PAGE, PAPERS, ACTIONS = "meetings:meetings", "meetings:papers", "meetings:actions"


STATUSES = Duties()


def counts(network: Network, today: date) -> dict[str, int]:
    """Return counts of meetings and notices, for this year if they are yearly."""
    return queries.meeting_counts(network, year(today).start)


@STATUSES.duty("O-08", PAGE)
def invitees(network: Network, today: date) -> DutyStatus:
    """O-08: each invitee was asked by a co-chair, for items, with a reason."""
    count = queries.invitees(network)
    if not count:
        return nothing_yet(N_("No special invitee has been asked yet."))
    sentence = N_("Invitees, each asked by a co-chair for named items with a reason: {count}.")
    return kept(sentence, count=count)


@STATUSES.duty("O-09", PAGE)
def whole_of_society(network: Network, today: date) -> DutyStatus:
    """O-09: which categories were reached this year."""
    table = meetings.people_reached(network, today.year)
    if not any(line["meetings"] for line in table.values()):
        return nothing_yet(N_("No attendance is recorded this year."))
    outside = [line["meetings"] for code, line in table.items() if code != meetings.UN_SYSTEM]
    reached, every = sum(count > 0 for count in outside), len(outside)
    sentence = N_(
        "Representatives of {reached} of {all} categories of partners attended a meeting this year."
    )
    state = kept if reached == every else due
    return state(sentence, "meetings:reached", reached=reached, all=every)


@STATUSES.duty("O-10", PAGE)
def convening(network: Network, today: date) -> DutyStatus:
    """O-10: every notice comes from a co-chair's seat, in time."""
    found = counts(network, today)
    if not found["convened"]:
        return nothing_yet(N_("No meeting has been convened yet."))
    if found["signed"] < found["convened"]:
        return missing(N_("A convened meeting has no notice on file."))
    if found["late"]:
        sentence = N_("Notices issued this year: {issued}, of which late: {late}.")
        return late(sentence, issued=found["issued"], late=found["late"])
    sentence = N_("Notices, each issued by a co-chair: {count}.")
    return kept(sentence, count=found["convened"])


@STATUSES.duty("O-16", PAGE)
def calendar(network: Network, today: date) -> DutyStatus:
    """O-16: the quarter has its meeting in the calendar, and in time."""
    lines = meetings.year_of(network, today.year, today)
    now = next(line for line in lines if today <= line.last_day)
    if now.state == "amber":
        sentence = N_("No meeting is convened for {quarter}, which ends on {day}.")
        return due(sentence, quarter=now.code, day=now.last_day)
    unplanned = [line.code for line in lines if line.state == "open" and not line.slot]
    if unplanned:
        sentence = N_("No date is set yet for {quarters}.")
        return due(sentence, quarters=", ".join(unplanned))
    return kept(N_("Each quarter of {year} has its day."), year=today.year)


@STATUSES.duty("O-17", PAGE)
def minutes(network: Network, today: date) -> DutyStatus:
    """O-17: each meeting has final minutes, within the product's days, sent to everyone."""
    rules = readings.working_rules(network)
    waiting = queries.without_minutes(network)
    over = [one for one in waiting if meetings.deadlines_of(one, rules).final < today]
    if over:
        sentence = N_("Meetings without final minutes: {count}. The oldest is of {day}.")
        return late(sentence, count=len(over), day=meetings.day_of(over[0]))
    if waiting:
        sentence = N_("Meetings whose minutes are being written: {count}.")
        return due(sentence, count=len(waiting))
    if failed := queries.not_reached(network)["minutes"]:
        sentence = N_("Meetings whose final minutes did not reach everyone: {count}.")
        return missing(sentence, count=len(failed))
    return status_of_held_meetings(
        network, today, N_("Every meeting that was held has final minutes.")
    )


def status_of_held_meetings(network: Network, today: date, sentence: str) -> DutyStatus:
    """Return that a duty of held meetings is met, or that no meeting was held yet."""
    held = counts(network, today)["held"]
    return kept(sentence) if held else nothing_yet(N_("No meeting has been held yet."))


@STATUSES.duty("O-18", PAGE)
def preparation(network: Network, today: date) -> DutyStatus:
    """O-18: proposals of members are accepted, or deferred with a reason."""
    waiting, settled = queries.proposals(network)
    if waiting:
        sentence = N_("Proposals for upcoming meetings to accept or defer: {count}.")
        return due(sentence, count=waiting)
    if not settled:
        return nothing_yet(N_("No item has been proposed yet."))
    return kept(N_("Proposals accepted or deferred: {count}."), count=settled)


@STATUSES.duty("O-20", PAPERS)
def papers(network: Network, today: date) -> DutyStatus:
    """O-20: papers of this year went out in time, to everyone who is to have them."""
    sent, delayed = queries.sent_papers(network, year(today).start)
    if not sent:
        return nothing_yet(N_("No paper was sent this year."))
    failed = queries.not_reached(network)["papers"]
    if failed and not delayed:
        sentence = N_("Meetings whose papers did not reach everyone: {count}.")
        return missing(sentence, count=len(failed))
    sentence = N_("Papers sent this year: {sent}, of which late: {late}.")
    state = late if delayed else kept
    return state(sentence, sent=sent, late=delayed)


@STATUSES.duty("O-21", PAGE)
def whole_files(network: Network, today: date) -> DutyStatus:
    """O-21: files of meetings and of submissions are complete within the product's days."""
    rules = readings.working_rules(network)
    waiting = queries.open_files(network)
    over = [one for one in waiting if meetings.deadlines_of(one, rules).file < today]
    if over:
        sentence = N_("Meetings with an incomplete file: {count}. The oldest is of {day}.")
        return late(sentence, count=len(over), day=meetings.day_of(over[0]))
    sent = submissions.open_submissions(network)
    page = submissions.kinds()[sent[0].kind].page if sent else ""
    if overdue := [one.until for one in sent if one.until < today]:
        sentence = N_(
            "Incomplete files of submissions to UNKT: {count}. The first was due on {day}."
        )
        return late(sentence, page, count=len(overdue), day=min(overdue))
    if waiting:
        return due(N_("Meetings whose file is still open: {count}."), count=len(waiting))
    if sent:
        sentence = N_("Files of submissions to UNKT are still open: {count}.")
        return due(sentence, page, count=len(sent))
    return status_of_held_meetings(
        network, today, N_("Every file of a meeting or a submission is closed.")
    )


@STATUSES.duty("O-22", PAGE)
def contributions(network: Network, today: date) -> DutyStatus:
    """O-22: who contributed within a year."""
    count = queries.contributions(network, today)
    if not count:
        return nothing_yet(N_("No contribution has been recorded yet."))
    return kept(N_("Entities that contributed in the last year: {count}."), count=count)


@STATUSES.duty("O-29", PAGE)
def quarterly(network: Network, today: date) -> DutyStatus:
    """O-29: a held meeting in each quarter that is over."""
    lines = meetings.year_of(network, today.year, today)
    red = [one for one in lines if one.state == "red" and one.last_day >= network.opened_on]
    if red:
        quarters = ", ".join(one.code for one in red)
        return late(N_("No meeting was held in {quarters}."), quarters=quarters)
    amber = [line.code for line in lines if line.state == "amber"]
    if amber:
        sentence = N_("{quarter} ends soon and no meeting is convened.")
        return due(sentence, quarter=amber[0])
    return kept(N_("No quarter of {year} is without its meeting."), year=today.year)


@STATUSES.duty("O-30", PAGE)
def chairperson(network: Network, today: date) -> DutyStatus:
    """O-30: it is on record who presided."""
    found = counts(network, today)
    held, presided = found["held"], found["presided"]
    if not held:
        return nothing_yet(N_("No meeting has been held yet."))
    sentence = N_("Who presided is on record for {presided} of {held} meetings.")
    state = kept if held == presided else missing
    return state(sentence, presided=presided, held=held)


@STATUSES.duty("O-31", PAGE)
def status_of_extended_meetings(network: Network, today: date) -> DutyStatus:
    """O-31: extended meetings as needed, each with its categories and its own public papers."""
    count = counts(network, today)["extended"]
    if not count:
        return nothing_yet(N_("No extended meeting was held this year."))
    sentence = N_(
        "Extended meetings this year, each with its categories and public papers: {count}."
    )
    return kept(sentence, count=count)


@STATUSES.duty("O-34", ACTIONS)
def accountability(network: Network, today: date) -> DutyStatus:
    """O-34: decisions are implemented as agreed."""
    found = decisions.implementation(network, None, None, today)
    if not found.asked:
        return nothing_yet(N_("No action has been agreed yet."))
    sentence = N_("Actions verified: {verified} of {asked}. Late: {late}.")
    state = late if found.late else kept
    return state(sentence, verified=found.verified, asked=found.asked, late=found.late)


@STATUSES.duty("O-40", PAGE)
def working_methods(network: Network, today: date) -> DutyStatus:
    """O-40: the year's calendar is published."""
    edition = next(iter(meetings.calendar_editions(network, today.year)), None)
    if edition is None:
        sentence = N_("The calendar of {year} is not published yet.")
        return missing(sentence, year=today.year)
    sentence = N_("Edition {number} of the calendar of {year} is published.")
    return kept(sentence, number=edition.number, year=today.year)


@STATUSES.duty("O-43", PAPERS)
def confidentiality(network: Network, today: date) -> DutyStatus:
    """O-43: who read which paper, and who was refused, is on record."""
    found = queries.readings(network)
    if not found["papers"]:
        return nothing_yet(N_("No paper has been filed yet."))
    sentence = N_("Papers in four classes: {papers}. Times opened: {read}, refused: {refused}.")
    papers, read, refused = found["papers"], found["read"], found["refused"]
    return kept(sentence, papers=papers, read=read, refused=refused)
