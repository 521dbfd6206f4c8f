"""Fictional visitors: their files, a year of visits, group sessions and daily profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import HOME_ZONE, now
from waystation.registry.people import actions as people
from waystation.services.centres import actions as centres

from . import demonstration_front_desk as front_desk
from .demonstration_files import opened_before
from .demonstration_hours import working_hour
from .demonstration_tables import ADVICE, NAMES, NEAR, REASONS, SESSION_TITLES, TOPIC_OF, VISITOR

if TYPE_CHECKING:
    from .demonstration import Mission

VISITS, PEOPLE, SESSIONS, PROFILES = 3200, 600, 44, 500
Turn = Callable[..., None]
"""Sets the clock of the demonstration to a moment."""


@dataclass(frozen=True)
class Plan:
    """The files to be opened: their answers, and the place of their office."""

    answers: dict[UUID, dict[str, Any]]
    office: dict[UUID, int]


def plan_files(mission: Mission) -> Plan:
    """Return the answers of the visitors' files by office and key; none is opened yet."""
    chance, plan = mission.chance, Plan({}, {})
    for number in range(PEOPLE):
        at = number % len(mission.offices)
        community, (men, women, families), _w = chance.choices(NAMES, [n[2] for n in NAMES])[0]
        sex = "female" if chance.random() < 0.46 else "male"
        # Several people in any town share a name: the demonstration confirms so, as a counsellor
        # would.
        answers: dict[str, Any] = {
            "given": chance.choice(women if sex == "female" else men),
            "family": chance.choice(families),
            "sex": sex,
            "birth_year": int(chance.triangular(1955, 2009, 1998)),
            "community": community if chance.random() < 0.8 else "",
            "municipality": chance.choice(NEAR[at]),
            "nationality": "XK",
            "migration_status": mission.weighted({"resident": 78, "returnee_voluntary": 16, "": 6}),
            "languages": ["sr"] if community == "serb" else ["sq"],
            "somebody_else": True,
        }
        key = new_key()
        plan.answers[key] = answers
        plan.office[key] = at
        mission.people.setdefault(at, []).append(key)
    return plan


def _open_file(mission: Mission, plan: Plan, key: UUID, turn: Turn, moment: datetime) -> None:
    """Open a planned file shortly before its first visit; one that is open stays as it is."""
    answers = plan.answers.pop(key, None)
    if answers is None:
        return
    at = plan.office[key]
    turn(opened_before(moment))
    people.record_person(mission.counsellor(at), mission.offices[at], key=key, **answers)


def _moment(mission: Mission, today: date) -> datetime:
    """Return a random working hour of the last year; recent ones are more frequent."""
    while True:
        day = today - timedelta(days=int(mission.chance.triangular(0, 360, 60)))
        if day.weekday() < 5:
            hour = time(mission.chance.randint(8, 15), mission.chance.randint(0, 59))
            return datetime.combine(day, hour, ZoneInfo(HOME_ZONE))


def record_visits(mission: Mission, today: date, plan: Plan, tell: Callable[..., None]) -> None:
    """Record a year of visits in their order, each when it had ended, with the files they open."""
    planned = sorted(_plan_visits(mission, today), key=lambda one: one[1]["started_at"])
    with front_desk.clock() as turn:
        for number, (at, answers) in enumerate(planned):
            if number % 50 == 0:
                tell("visits", number, VISITS)
            moment = answers["started_at"]
            if "person_id" in answers:
                _open_file(mission, plan, answers["person_id"], turn, moment)
            turn(moment + timedelta(minutes=answers["minutes"]))
            centres.record_visit(mission.counsellor(at), mission.offices[at].id, **answers)
        for number, key in enumerate(list(plan.answers)):  # who came to something else only
            day = today - timedelta(days=7 * (1 + number % 40) + today.weekday() - number % 5)
            _open_file(mission, plan, key, turn, working_hour(day, number))


def _plan_visits(mission: Mission, today: date) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the office and the answers of each visit."""
    chance = mission.chance
    for number in range(VISITS):
        at = chance.choices([0, 1, 2], [50, 30, 20])[0]
        reason = mission.weighted(REASONS)
        known = chance.random() < 0.72
        topics = TOPIC_OF[reason][: chance.randint(1, 3)]
        counselled = chance.random() < 0.4
        started_at = _moment(mission, today)
        if number < 9 and (moment := _this_morning(today, number)):
            started_at, at = moment, 0
        answers: dict[str, Any] = {
            "mode": mission.weighted({"walk_in": 64, "phone": 18, "online": 10, "outreach": 8}),
            "visitor_type": VISITOR.get(reason, "potential_migrant"),
            "reason": reason,
            "topics": topics,
            "informed": True,
            "counselled": counselled,
            "advice": chance.choice(ADVICE) if counselled else "",
            "next_step": mission.weighted(
                {"none": 38, "come_back": 25, "call_back": 12, "refer": 17, "group_session": 8}
            ),
            "editions": front_desk.cite_editions(mission.editions, topics, started_at.date())
            if mission.desk_chance.random() < 0.4
            else [],
            "minutes": int(chance.triangular(5, 75, 22)),
            "language": chance.choices(["sq", "sr", "en", "tr", "ar"], [76, 15, 4, 3, 2])[0],
            "started_at": started_at,
        }
        answers["interpreter"] = answers["language"] in {"ar", "tr"}
        if known:
            answers["person_id"] = chance.choice(mission.people[at])
        else:
            answers["sex"] = mission.weighted({"female": 44, "male": 50, "": 6})
            answers["age_band"] = mission.weighted({"18-24": 28, "25-34": 38, "35-44": 20, "": 14})
            answers["place"] = chance.choice(NEAR[at])
        yield at, answers


def _this_morning(today: date, number: int) -> datetime | None:
    """Return the time of one of today's first visits, a past working hour, or None."""
    opened = datetime.combine(today, time(8), ZoneInfo(HOME_ZONE))
    latest = min(now() - timedelta(minutes=3), opened.replace(hour=15, minute=50))
    came = latest - timedelta(minutes=23 * number)
    return came if today.weekday() < 5 and came >= opened else None


def hold_sessions(mission: Mission, today: date) -> None:
    """Record group sessions with their attendees."""
    with front_desk.clock() as turn:
        for number in range(SESSIONS):
            _hold_session(mission, number % len(mission.offices), today, turn)


def _hold_session(mission: Mission, at: int, today: date, turn: Turn) -> None:
    chance = mission.chance
    counts = {
        sex: {band: chance.randint(0, 5) for band in ("18-24", "25-34", "35-44")}
        for sex in ("female", "male")
    }
    counts["female"]["18-24"] += 2
    title, moment = chance.choice(SESSION_TITLES), _moment(mission, today)
    turn(moment)
    centres.record_session(
        mission.counsellor(at), mission.offices[at].id, title=title,
        day=moment.date(), minutes=chance.choice([45, 60, 90]),
        topics=chance.sample(["legal_emigration", "ethical_recruitment", "schengen"], 2),
        language="sr" if at == 2 else "sq", counts=counts,
        person_ids=chance.sample(mission.people[at], chance.randint(2, 9)),
    )  # fmt: skip


def record_profiles(mission: Mission, today: date) -> None:
    """Record daily profiles, at most one for each person and day."""
    taken: set[tuple[UUID, date]] = set()
    with front_desk.clock() as turn:
        for number in range(PROFILES):
            at = number % len(mission.offices)
            person, moment = mission.chance.choice(mission.people[at]), _moment(mission, today)
            if (person, moment.date()) not in taken:
                taken.add((person, moment.date()))
                turn(moment)
                _record_profile(mission, at, person, moment.date())


def _record_profile(mission: Mission, at: int, person: UUID, day: date) -> None:
    chance = mission.chance
    intention = mission.weighted({"leave": 46, "undecided": 24, "stay": 22, "return": 8})
    centres.record_profile(
        mission.counsellor(at), mission.offices[at].id, person_id=person, day=day,
        education=mission.weighted({"isced-3": 55, "isced-6": 25, "isced-2": 15, "declined": 5}),
        work_status=mission.weighted({"unemployed": 44, "employed": 34, "student": 22}),
        been_abroad=mission.weighted({"yes": 37, "no": 58, "declined": 5}),
        intention=intention,
        horizon="" if intention == "stay" else mission.weighted(
            {"m3": 12, "m6": 22, "m12": 34, "later": 20, "unknown": 12}
        ),
        destination=mission.weighted({"DE": 48, "CH": 20, "AT": 12, "HR": 12, "": 8})
        if intention == "leave" else "",
        drivers=chance.sample(["no_jobs", "low_wages", "education", "family", "services"], 2),
        means=[chance.choice(["contract", "visa_applied", "family_abroad", "none"])],
    )  # fmt: skip
