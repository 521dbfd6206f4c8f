"""How the duties about meetings, papers, minutes, decisions and files stand."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.periods import year
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import decisions, due, meetings, submissions
from waystation.governance.network.compliance import DutyStatus, How, StatusOf
from waystation.governance.network.queries import Network, house

PAGE = "meetings:meetings"


def invitees(network: Network, today: date) -> DutyStatus:
    """O-08: each invitee was asked by a co-chair, for items, with a reason."""
    count = due.invitees(network)
    if not count:
        return DutyStatus("nothing_yet", N_("No special invitee was asked yet."), address=PAGE)
    return DutyStatus(
        "kept",
        N_("Invitees, each asked by a co-chair for named items with a reason: {count}."),
        {"count": count},
        PAGE,
    )


def whole_of_society(network: Network, today: date) -> DutyStatus:
    """O-09: which categories were reached this year."""
    table = meetings.reached(network, today.year)
    outside = {code: line for code, line in table.items() if code != meetings.UN_SYSTEM}
    reached = sum(line["meetings"] > 0 for line in outside.values())
    if not any(line["meetings"] for line in table.values()):
        return DutyStatus(
            "nothing_yet", N_("Nobody's attendance is recorded this year."), address=PAGE
        )
    return DutyStatus(
        "kept" if reached == len(outside) else "due",
        N_("{reached} of {all} categories of partners came to a meeting this year."),
        {"reached": reached, "all": len(outside)},
        "meetings:reached",
    )


def convening(network: Network, today: date) -> DutyStatus:
    """O-10: every notice comes from a co-chair's seat, in time."""
    found = due.counted(network, year(today).start)
    if not found["convened"]:
        return DutyStatus("nothing_yet", N_("No meeting was convened yet."), address=PAGE)
    if found["signed"] < found["convened"]:
        return DutyStatus("missing", N_("A convened meeting has no notice on file."), address=PAGE)
    if found["late"]:
        sentence = N_("{issued} notices were issued this year, {late} of them late.")
        return DutyStatus("late", sentence, found, PAGE)
    sentence = N_("Notices, each issued by a co-chair: {count}.")
    return DutyStatus("kept", sentence, {"count": found["convened"]}, PAGE)


def calendar(network: Network, today: date) -> DutyStatus:
    """O-16: the quarter has its meeting in the calendar, and in time."""
    lines = meetings.year_of(network, today.year, today)
    now = next(line for line in lines if today <= line.last_day)
    if now.state == "amber":
        return DutyStatus(
            "due",
            N_("No meeting is convened for {quarter}, which ends on {day}."),
            {"quarter": now.code, "day": f"{now.last_day:%d.%m.%Y}"},
            PAGE,
        )
    unplanned = [line.code for line in lines if line.state == "open" and not line.slot]
    if unplanned:
        return DutyStatus(
            "due",
            N_("No day is kept yet for {quarters}."),
            {"quarters": ", ".join(unplanned)},
            PAGE,
        )
    return DutyStatus("kept", N_("Each quarter of {year} has its day."), {"year": today.year}, PAGE)


def minutes(network: Network, today: date) -> DutyStatus:
    """O-17: each meeting has final minutes, within the house's days."""
    rules = house.house_rules(network)
    waiting = due.without_minutes(network, final=True)
    late = [one for one in waiting if meetings.deadlines_of(one, rules).final < today]
    if late:
        return DutyStatus(
            "late",
            N_("Minutes of {count} meetings are not final, the oldest of {day}."),
            {"count": len(late), "day": f"{meetings.day_of(late[0]):%d.%m.%Y}"},
            PAGE,
        )
    if waiting:
        return DutyStatus(
            "due",
            N_("Minutes of {count} meetings are being written."),
            {"count": len(waiting)},
            PAGE,
        )
    if failed := due.not_reached(network)["minutes"]:
        sentence = N_("Final minutes of {count} meetings did not reach everyone.")
        return DutyStatus("missing", sentence, {"count": len(failed)}, PAGE)
    return _some_held(network, today, N_("Every meeting that was held has final minutes."))


def _some_held(network: Network, today: date, sentence: str) -> DutyStatus:
    if not due.counted(network, year(today).start)["held"]:
        return DutyStatus("nothing_yet", N_("No meeting was held yet."), address=PAGE)
    return DutyStatus("kept", sentence, address=PAGE)


def preparation(network: Network, today: date) -> DutyStatus:
    """O-18: proposals of members are accepted, or deferred with a reason."""
    waiting, settled = due.proposals(network)
    if waiting:
        return DutyStatus(
            "due",
            N_("Proposals for coming meetings wait to be accepted or deferred: {count}."),
            {"count": waiting},
            PAGE,
        )
    if not settled:
        return DutyStatus("nothing_yet", N_("No item was proposed yet."), address=PAGE)
    return DutyStatus(
        "kept", N_("Proposals were accepted or deferred: {count}."), {"count": settled}, PAGE
    )


def papers(network: Network, today: date) -> DutyStatus:
    """O-20: papers of this year went out in time."""
    sent, late = due.sent_papers(network, year(today).start)
    if not sent:
        return DutyStatus(
            "nothing_yet", N_("No paper was sent this year."), address="meetings:papers"
        )
    if not late and (failed := due.not_reached(network)["papers"]):
        sentence = N_("Papers of {count} meetings did not reach everyone.")
        return DutyStatus("missing", sentence, {"count": len(failed)}, "meetings:papers")
    return DutyStatus(
        "late" if late else "kept",
        N_("{sent} papers were sent this year, {late} of them late."),
        {"sent": sent, "late": late},
        "meetings:papers",
    )


def whole_files(network: Network, today: date) -> DutyStatus:
    """O-21: files of meetings and of submissions are complete within the house's days."""
    rules = house.house_rules(network)
    waiting = due.open_files(network)
    late = [one for one in waiting if meetings.deadlines_of(one, rules).file < today]
    if late:
        return DutyStatus(
            "late",
            N_("The files of {count} meetings are not complete, the oldest of {day}."),
            {"count": len(late), "day": f"{meetings.day_of(late[0]):%d.%m.%Y}"},
            PAGE,
        )
    sent = submissions.open_submissions(network)
    page = submissions.kinds()[sent[0].kind].page if sent else ""
    if overdue := [one.until for one in sent if one.until < today]:
        return DutyStatus(
            "late",
            N_("Files of submissions to UNKT are not complete: {count}, the first due {day}."),
            {"count": len(overdue), "day": f"{min(overdue):%d.%m.%Y}"},
            page,
        )
    if waiting:
        return DutyStatus(
            "due",
            N_("The files of {count} meetings are still open."),
            {"count": len(waiting)},
            PAGE,
        )
    if sent:
        return DutyStatus(
            "due",
            N_("Files of submissions to UNKT are still open: {count}."),
            {"count": len(sent)},
            page,
        )
    return _some_held(network, today, N_("Every file of a meeting or a submission is closed."))


def contributions(network: Network, today: date) -> DutyStatus:
    """O-22: who contributed within a year."""
    count = due.contributions(network, today)
    if not count:
        return DutyStatus("nothing_yet", N_("No contribution is recorded yet."), address=PAGE)
    return DutyStatus(
        "kept", N_("Entities contributed within a year: {count}."), {"count": count}, PAGE
    )


def quarterly(network: Network, today: date) -> DutyStatus:
    """O-29: a held meeting in each quarter that is over."""
    lines = meetings.year_of(network, today.year, today)
    red = [
        line.code for line in lines if line.state == "red" and line.last_day >= network.opened_on
    ]
    if red:
        return DutyStatus(
            "late", N_("No meeting was held in {quarters}."), {"quarters": ", ".join(red)}, PAGE
        )
    amber = [line.code for line in lines if line.state == "amber"]
    if amber:
        return DutyStatus(
            "due",
            N_("{quarter} ends soon and no meeting is convened."),
            {"quarter": amber[0]},
            PAGE,
        )
    return DutyStatus(
        "kept", N_("No quarter of {year} is without its meeting."), {"year": today.year}, PAGE
    )


def chairperson(network: Network, today: date) -> DutyStatus:
    """O-30: it is on record who presided."""
    found = due.counted(network, year(today).start)
    if not found["held"]:
        return DutyStatus("nothing_yet", N_("No meeting was held yet."), address=PAGE)
    how: How = "kept" if found["held"] == found["presided"] else "missing"
    sentence = N_("Who presided is on record for {presided} of {held} meetings.")
    return DutyStatus(how, sentence, found, PAGE)


def extended(network: Network, today: date) -> DutyStatus:
    """O-31: extended meetings as needed, each with its categories and its own public papers."""
    count = due.counted(network, year(today).start)["extended"]
    if not count:
        return DutyStatus(
            "nothing_yet", N_("No extended meeting was held this year."), address=PAGE
        )
    return DutyStatus(
        "kept",
        N_("Extended meetings this year, each with its categories and public papers: {count}."),
        {"count": count},
        PAGE,
    )


def accountability(network: Network, today: date) -> DutyStatus:
    """O-34: what was decided is implemented as agreed."""
    found = decisions.implementation(network, None, None, today)
    if not found.asked:
        return DutyStatus(
            "nothing_yet", N_("No action was agreed yet."), address="meetings:actions"
        )
    return DutyStatus(
        "late" if found.late else "kept",
        N_("{verified} of {asked} actions are verified, {late} are late."),
        {"verified": found.verified, "asked": found.asked, "late": found.late},
        "meetings:actions",
    )


def working_methods(network: Network, today: date) -> DutyStatus:
    """O-40: the year's calendar is published."""
    editions = meetings.calendar_editions(network, today.year)
    if not editions:
        return DutyStatus(
            "missing",
            N_("The calendar of {year} is not published yet."),
            {"year": today.year},
            PAGE,
        )
    return DutyStatus(
        "kept",
        N_("Edition {number} of the calendar of {year} is published."),
        {"number": editions[0].number, "year": today.year},
        PAGE,
    )


def confidentiality(network: Network, today: date) -> DutyStatus:
    """O-43: who read which paper, and who was refused, is on record."""
    found = due.readings(network)
    if not found["papers"]:
        return DutyStatus("nothing_yet", N_("No paper is filed yet."), address="meetings:papers")
    sentence = N_("Papers in four classes: {papers}. Opened {read} times, refused {refused} times.")
    return DutyStatus("kept", sentence, found, "meetings:papers")


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
    "O-31": extended,
    "O-34": accountability,
    "O-40": working_methods,
    "O-43": confidentiality,
}
