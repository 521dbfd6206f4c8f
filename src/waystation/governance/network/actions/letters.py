"""What an e-mail of the Network says. No title of a closed class leaves by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Letter:
    """An e-mail before anybody is named: subject, words, and a calendar file ("" for none)."""

    subject: str
    body: str
    calendar: str = ""
    method: str = ""


def when(starts_at: datetime, zone: str) -> str:
    """Return the moment of a meeting as people read it."""
    return f"{starts_at.astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}"


def notice(
    kind: str, title: str, at: str, place: str, text: str, calendar: str, foot: str, link: str = ""
) -> Letter:
    """Return the letter of a notice: to convene, to move, to cancel.

    ``link`` is for an invitee without an account: the papers of their items, until the end.
    """
    cancelled = kind == "cancel"
    subject = _("Cancelled: {title}") if cancelled else _("Invitation: {title}")
    lines = [title, at, place, "", text, ""]
    if link and not cancelled:
        lines += [
            _("Your items and their papers, for you alone until the meeting ends:"), link, "",
            _("What you open is written down. Do not pass the link on."), "",
        ]  # fmt: skip
    lines.append(foot)
    return Letter(
        subject.format(title=title),
        "\n".join(line for line in lines if line is not None),
        calendar,
        "CANCEL" if cancelled else "REQUEST",
    )


def papers(meeting: str, titles: Sequence[str], closed: int, page: str, foot: str) -> Letter:
    """Return the letter about papers: titles of open classes, the number of the others."""
    lines = [_("Papers for {meeting} are ready:").format(meeting=meeting)]
    lines += [f"- {one}" for one in titles]
    if closed:
        lines.append(
            _("Papers of a closed class, to be read after signing in: {count}").format(count=closed)
        )
    return Letter(
        _("Papers: {meeting}").format(meeting=meeting), "\n".join([*lines, "", page, "", foot])
    )


def minutes(meeting: str, final: bool, page: str, foot: str) -> Letter:
    """Return the letter about minutes: a draft to comment on, or the final ones."""
    words = (
        _("The minutes of {meeting} are final.")
        if final
        else _("The draft minutes of {meeting} wait for your comments.")
    )
    said = words.format(meeting=meeting)
    return Letter(
        _("Minutes: {meeting}").format(meeting=meeting), "\n".join([said, "", page, "", foot])
    )


def reminders(lines: Sequence[str], closed: int, page: str, foot: str) -> Letter:
    """Return the letter that reminds of what waits, all of it for one recipient."""
    said = [_("The UN Network on Migration reminds you of what is due:"), ""]
    said += [f"- {one}" for one in lines]
    if closed:
        said.append(
            _("Actions of a closed class, to be read after signing in: {count}").format(
                count=closed
            )
        )
    return Letter(_("Reminder: what is due in the Network"), "\n".join([*said, "", page, "", foot]))
