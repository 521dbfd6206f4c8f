"""A fictional front desk: fact sheets, appointments, call-backs, plans and feedback.

The fact sheets are real: we wrote their texts, each with its source and date
(registry/factsheets/shipped). The visitors they were explained to, and everything else here, are
fictional.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.shared import periods
from waystation.foundation.shared.keys import new_key
from waystation.registry import factsheets as factsheets_app
from waystation.registry.appointments import actions as appointments
from waystation.registry.factsheets import actions as factsheets
from waystation.registry.factsheets import queries as sheets
from waystation.registry.feedback import actions as feedback
from waystation.registry.people.models import Person
from waystation.registry.privacy import actions as privacy
from waystation.services.centres import actions as centres
from waystation.services.centres import queries as visits

from .demonstration_hours import past, working_hour

SHIPPED = Path(factsheets_app.__file__).parent / "shipped" / "sheets.json"
NEW_RULE_DAYS = 7  # the new edition was published so many days ago, so its call-backs are due
CONSENT_TEXT: dict[str, Any] = {"language": "en", "text_number": 1}
WISHES = ["A contract to check", "Recognition of a diploma", "Return of the family", "A visa"]
STEPS = [
    "Has the diploma translated",
    "Asks the school for the list of subjects",
    "Registers at the employment office",
    "Sends the application to the embassy",
    "Brings the contract before signing it",
]
AIMS = ["Work as an electrician", "Study nursing", "Stay and open a workshop", "Join the family"]
COMPLAINTS = [
    ("complaint", "recruiter", "Asked for 500 euros before the interview."),
    ("complaint", "employer", "Two months without pay, and no written contract."),
    ("complaint", "service", "Waited an hour although I had an appointment."),
    ("complaint", "staff", "Nobody spoke Serbian when I came."),
    ("suggestion", "service", "Open one afternoon a week until seven."),
    ("thanks", "service", "The counsellor explained every page of the contract."),
    ("complaint", "partner", "My papers were sent on and nobody answered."),
]
ASKED_AFTER = timedelta(minutes=9)  # the conversation in which the file was opened
ANSWER = "We have looked into it with everybody concerned, and changed what was wrong."


@contextmanager
def clock() -> Iterator[Any]:
    """Return a function that sets the clock: to a moment, or to a working hour of a day."""
    with tempfile.TemporaryDirectory(prefix="waystation-demonstration-") as folder:
        path = Path(folder) / "clock"

        numbers = count()

        def turn(day: date | datetime, at: time | None = None) -> None:
            if isinstance(day, datetime):
                moment = past(day)
            elif at is None:
                moment = working_hour(day, next(numbers))
            else:
                moment = datetime.combine(day, at, UTC)
            path.write_text(moment.isoformat())

        periods.follow(path)
        try:
            yield turn
        finally:
            periods.follow(None)


def tell(
    chance: random.Random,
    offices: list[Any],
    counsellors: list[Any],
    people: Mapping[int, list[UUID]],
    editors: tuple[Any, Any],
    today: date,
) -> None:
    """Create call-backs, plans, appointments and complaints, then publish changed rules.

    ``editors`` are the author and the publisher of fact sheets; the publisher answers complaints.
    """
    for at, (office, counsellor) in enumerate(zip(offices, counsellors, strict=True)):
        agree_to_be_called(chance, counsellor, people[at][:160])
        call_back(chance, counsellor, today)
        plan(chance, counsellor, chance.sample(people[at], 25), today)
        make_appointments(chance, counsellor, office, people[at], today)
    take_feedback(chance, counsellors[0], editors[1], offices[0], today)
    publish_new_rules(*editors, today)


Editions = dict[str, tuple[date, date, str]]
"""Topic -> first day, last day, and the key of the edition that was valid between them."""


def publish_sheets(writer: Any, publisher: Any, office: UUID, today: date) -> Editions:
    """Publish the first edition of every fact sheet; return the period in which each is valid."""
    editions: Editions = {}
    for one in json.loads(SHIPPED.read_text(encoding="utf-8")):
        sheet = factsheets.record_sheet(writer, office, topic=one["topic"], title=one["title"])
        first = one["editions"][0]
        edition = _publish(writer, publisher, sheet.id, first)
        days = NEW_RULE_DAYS if one["editions"][1:] else 0
        until = today - timedelta(days=days)
        editions[one["topic"]] = (edition.valid_from, until, str(edition.id))
    return editions


def publish_new_rules(writer: Any, publisher: Any, today: date) -> None:
    """Publish second editions; visitors who know the first are put on the call-back list."""
    known = {sheet.topic: sheet.id for sheet in sheets.sheets_visible_to(writer)}
    day = today - timedelta(days=NEW_RULE_DAYS)
    with clock() as turn:
        turn(day)
        for one in json.loads(SHIPPED.read_text(encoding="utf-8")):
            for edition in one["editions"][1:]:
                if date.fromisoformat(edition["valid_from"]) <= day:
                    given = {**edition, "valid_from": day.isoformat()}
                    _publish(writer, publisher, known[one["topic"]], given)


def _publish(writer: Any, publisher: Any, sheet: UUID, given: Mapping[str, Any]) -> Any:
    days: dict[str, Any] = {
        name: date.fromisoformat(given[name]) for name in ("valid_from", "source_on")
    }
    words: dict[str, Any] = {name: given[name] for name in ("changes", "source", "source_url")}
    edition = factsheets.draft_edition(writer, sheet, **days, **words)
    for language, (title, body) in given["texts"].items():
        there = sheets.language_version(edition, language).text
        draft = language in given.get("unreviewed", ())
        seen: dict[str, Any] = (
            {"title": there.title, "body": there.body} if there else {"title": "", "body": ""}
        )
        seen |= {"unreviewed": bool(there and there.unreviewed)}
        text = {"title": title, "body": body, "unreviewed": draft}
        factsheets.write_text(writer, edition.id, language, seen, text)
    return factsheets.change_edition_state(publisher, edition.id, "publish")


def cite_editions(editions: Editions, topics: list[str], day: date) -> list[str]:
    """Return the editions that a visit about these topics cites on a given day."""
    cited = [editions[topic] for topic in topics if topic in editions]
    return [key for since, until, key in cited if since <= day <= until]


def agree_to_be_called(chance: random.Random, counsellor: Any, people: list[UUID]) -> None:
    """Ask people whether they may be contacted again: most agree, some refuse, some are skipped."""
    opened = dict(Person.objects.filter(id__in=people).values_list("id", "created_at"))
    with clock() as turn:
        for person in people:
            answer = chance.random()
            if answer < 0.7:
                turn(opened[person] + ASKED_AFTER)
                privacy.record_consent(
                    counsellor,
                    person,
                    purpose="follow_up",
                    recipient="Migrant Service Centre",
                    fields=["name", "contacts"],
                    how="spoken",
                    agreed=answer < 0.6,
                    **CONSENT_TEXT,
                )


def call_back(chance: random.Random, counsellor: Any, today: date) -> None:
    """Complete most of the call-backs that were due; leave those of the last days open."""
    with clock() as turn:
        turn(today)
        due = list(visits.call_backs_due(counsellor, today).values_list("id", "due_on"))
        for key, day in due:
            if day < today - timedelta(days=3):
                turn(day + timedelta(days=chance.choice([0, 0, 0, 1, 3])))
                step = "reach" if chance.random() < 0.85 else "close"
                note = (
                    "Told what was asked." if step == "reach" else "The number is no longer used."
                )
                centres.change_call_back_state(counsellor, key, step, note=note)


def plan(chance: random.Random, counsellor: Any, people: list[UUID], today: date) -> None:
    """Agree on plans with some people, and follow up some of the plans."""
    with clock() as turn:
        for person in people:
            day = today - timedelta(days=chance.randint(5, 240))
            turn(day)
            before = chance.choices(["leave", "undecided", "stay"], [60, 30, 10])[0]
            after = before if chance.random() < 0.6 else chance.choice(["stay", "undecided"])
            made = centres.record_plan(
                counsellor,
                person,
                intention_before=before,
                intention_after=after,
                aim=chance.choice(AIMS),
                follow_up_on=day + timedelta(days=90),
            )
            steps = [
                centres.add_step(
                    counsellor,
                    made.id,
                    what=what,
                    by_centre=chance.random() < 0.3,
                    due_on=day + timedelta(days=chance.choice([7, 14, 30])),
                )
                for what in chance.sample(STEPS, chance.randint(1, 3))
            ]
            _follow(chance, counsellor, made, steps, today, turn)


def _follow(
    chance: random.Random, counsellor: Any, made: Any, steps: list[Any], today: date, turn: Any
) -> None:
    for step in steps:
        if step.due_on < today:
            turn(step.due_on)
            state = "done" if chance.random() < 0.7 else "not_done"
            centres.change_step_state(counsellor, step.id, state)
    if made.follow_up_on < today:
        turn(made.follow_up_on)
        centres.change_plan_state(
            counsellor,
            made.id,
            "follow_up",
            intention_at_follow_up=chance.choice(["stay", "leave", "undecided", "declined"]),
            outcome=chance.choices(
                ["job_home", "regular_departure", "study", "training", "stayed", "unknown"],
                [26, 22, 8, 12, 20, 12],
            )[0],
            satisfaction=chance.choices(["very_good", "good", "neither", "bad"], [35, 45, 15, 5])[
                0
            ],
        )


def make_appointments(
    chance: random.Random, counsellor: Any, office: Any, people: list[UUID], today: date
) -> None:
    """Offer times for four weeks, two of them in the past; book some, with and without a name."""
    first = today - timedelta(days=14)
    with clock() as turn:
        turn(first, time(5))
        slots = appointments.add_slots(
            counsellor,
            office.id,
            staff=counsellor.id,
            first_day=first,
            last_day=today + timedelta(days=14),
            weekdays=["0", "1", "2", "3", "4"],
            from_time="09:00",
            to_time="12:00",
            minutes=30,
            languages=["sq", "sr", "en"],
            public=True,
        )
        if today.weekday() > 4:  # so that the demonstration always has a visitor to expect
            turn(today, time(0))
            slots += appointments.add_slots(
                counsellor,
                office.id,
                staff=counsellor.id,
                first_day=today,
                last_day=today,
                weekdays=[str(today.weekday())],
                from_time="09:00",
                to_time="12:00",
                minutes=30,
            )
        for slot in slots:
            day = slot.starts_at.date()
            if chance.random() < (0.5 if day <= today else 0.2):
                asked_on = max(first, min(day - timedelta(days=5), today - timedelta(days=1)))
                _book(chance, counsellor, slot, people, asked_on, turn)
                turn(day, time(14))
                _note(chance, counsellor, slot, today)


def _book(
    chance: random.Random, counsellor: Any, slot: Any, people: list[UUID], day: date, turn: Any
) -> None:
    turn(day, None if day < slot.starts_at.date() else time(5))
    asked: dict[str, Any] = {
        "language": chance.choice(["sq", "sr", "en"]),
        "wish": chance.choice(WISHES),
    }
    if slot.public and chance.random() < 0.35:
        appointments.book_in_public(slot.id, key=new_key(), **asked)
    else:
        person = chance.choice(people) if chance.random() < 0.8 else None
        appointments.book(counsellor, slot.id, person_id=person, **asked)


def _note(chance: random.Random, counsellor: Any, slot: Any, today: date) -> None:
    if slot.starts_at.date() < today:
        booking = slot.bookings.get()
        step = "arrive" if chance.random() < 0.8 else "no_show"
        appointments.change_booking_state(counsellor, booking.id, step)


def take_feedback(
    chance: random.Random, counsellor: Any, manager: Any, office: Any, today: date
) -> None:
    """Record some complaints, and answer the older ones."""
    with clock() as turn:
        for number, (kind, about, text) in enumerate(COMPLAINTS * 2):
            day = today - timedelta(days=3 + number * 9)
            turn(day)
            said: dict[str, Any] = {"kind": kind, "about": about, "text": text, "language": "sq"}
            if number % 3:
                entry = feedback.send_feedback_in_public(office, key=new_key(), **said)
            else:
                entry = feedback.record_feedback(counsellor, office.id, **said)
            if number > 1:
                turn(day + timedelta(days=chance.choice([4, 9, 12, 20])))
                outcome = "noted" if kind != "complaint" else chance.choice(["upheld", "partly"])
                feedback.change_feedback_state(
                    manager, entry.id, "answer", outcome=outcome, answer=ANSWER
                )
