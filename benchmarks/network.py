"""Ten years of a busy Network: how long each of its pages takes, and how often it asks.

    python -m benchmarks.network                                 (SQLite in a fresh folder)
    DATABASE_URL=postgresql://… python -m benchmarks.network     (a fresh PostgreSQL database)

40 entities, 400 meetings, 12,000 papers sent to each of them, 8,000 actions. Rows are written by
a fast path of their own; the pages are the product's, opened as a secretary, a co-chair and a
member. Appends a section to benchmarks/results/network.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

RESULTS = Path(__file__).parent / "results" / "network.md"
GOAL_MS = 200
PEOPLE = {"secretariat": "network_secretariat", "co-chair": "co_chair", "member": "network_member"}


def people_and_entities(entities: int) -> SimpleNamespace:
    """Open the mission, its Network, the entities, the seats, and one account of each kind."""
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.governance.network import actions, models
    from waystation.registry.organisations import actions as organisations

    opened = date(2017, 1, 1)
    mission = access.open_organisation("bench", "Benchmark mission")
    network = actions.members.open_network(mission.id, "UN Network", opened)
    made = SimpleNamespace(mission=mission, network=network, office=network.office, users={})
    for name, role in PEOPLE.items():
        user = User.objects.create_user(
            f"{name}@bench.example", "x" * 16, full_name=name.title(), organisation=mission
        )
        access.give_role(None, user, network.office, role, opened)
        made.users[name] = user
    made.stamp = {
        "organisation": mission,
        "office": network.office,
        "created_at": datetime(2017, 1, 1, tzinfo=UTC),
        "changed_at": datetime(2017, 1, 1, tzinfo=UTC),
        "created_by": made.users["secretariat"],
    }
    made.entities = [
        organisations.record_entity(
            made.users["secretariat"],
            network.office_id,
            name=f"Entity {number}",
            acronym=f"E{number}",
            kind="un_system",
            mandate="Migration.",
        )
        for number in range(entities)
    ]
    for entity in made.entities:
        models.Member.objects.create(
            **made.stamp,
            entity=entity,
            entity_kind="un_system",
            opted_in_on=opened,
            mandate="Migration.",
            starts_on=opened,
        )
    organisations.name_focal_point(
        made.users["secretariat"],
        made.entities[1].id,
        starts_on=opened,
        account=made.users["member"].id,
    )
    seat = models.Seat.objects.create(
        **made.stamp, key="iom", permanent=True, entity=made.entities[0]
    )
    made.incumbency = models.Incumbency.objects.create(
        **made.stamp,
        seat=seat,
        user=made.users["co-chair"],
        entity=made.entities[0],
        starts_on=opened,
    )
    return made


def write(rows: list) -> None:
    """Insert rows of one kind in slices."""
    for start in range(0, len(rows), 2000):
        type(rows[0]).objects.bulk_create(rows[start : start + 2000])


def send_papers() -> int:
    """Write that each paper went to each member, in the database itself."""
    from django.db import connection

    key = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_delivery (id, organisation_id, office_id, created_at, "
            "created_by_id, changed_at, version, kind, subject_kind, subject_id, batch_id, "
            "recipient_kind, recipient_id, sent_on, mailed, mail_reason) "
            f"SELECT {key}, p.organisation_id, p.office_id, p.created_at, p.created_by_id, "
            "p.changed_at, 1, 'papers', 'meetings.Paper', p.id, p.meeting_id, "
            "'organisations.Entity', m.entity_id, p.due_on, '', '' "
            "FROM meetings_paper p CROSS JOIN network_member m"
        )
        cursor.execute("SELECT count(*) FROM messaging_delivery")
        return int(cursor.fetchone()[0])


def ten_years(made: SimpleNamespace, meetings: int, papers: int, actions: int) -> None:
    """Write the meetings of ten years with all that belongs to them."""
    from waystation.governance.meetings.models import (
        Action,
        ActionEvent,
        AgendaItem,
        Attendance,
        Decision,
        Meeting,
        Minutes,
        Notice,
        Paper,
    )

    draw = random.Random(7)
    first = datetime(2017, 1, 10, 9, tzinfo=UTC)
    step = timedelta(days=3640 / meetings)
    s, chair = made.stamp, made.users["co-chair"]
    rows: dict[str, list] = {name: [] for name in (
        "Meeting", "Notice", "AgendaItem", "Paper", "Attendance", "Minutes", "Decision",
        "Action", "ActionEvent",
    )}  # fmt: skip
    for number in range(meetings):
        at = first + number * step
        past = at < datetime.now(UTC)
        meeting = Meeting(
            **s,
            kind="regular" if number % 10 else "additional",
            title=f"Meeting {number}",
            starts_at=at,
            ends_at=at + timedelta(hours=2),
            quarter=f"{at:%Y}-Q{(at.month + 2) // 3}",
            state="held" if past else "planned",
            convened_by=chair if past else None,
            convened_at=at if past else None,
            held_at=at if past else None,
            presiding=chair,
        )
        rows["Meeting"].append(meeting)
        rows["Notice"].append(
            Notice(
                **s,
                meeting=meeting,
                kind="convene",
                sequence=0,
                issuer=chair,
                incumbency=made.incumbency,
                calendar="BEGIN:VCALENDAR",
            )
        )
        items = [
            AgendaItem(
                **s,
                meeting=meeting,
                position=n,
                number=n,
                title=f"Item {n}",
                purpose="decision",
                minutes=15,
                owner=draw.choice(made.entities),
                state="accepted",
            )
            for n in range(1, 11)
        ]
        rows["AgendaItem"] += items
        for n in range(papers // meetings):
            closed = n % 10 == 0
            paper = Paper(
                **{**s, "created_at": at},
                meeting=meeting,
                item=draw.choice(items),
                number=n // 10 + 1 if closed else n + 1,
                title=f"Paper {n} of meeting {number}",
                access_class="restricted" if closed else "network",
                entity=draw.choice(made.entities),
                names_nobody=True,
                file_name="paper.pdf",
                media_type="application/pdf",
                size=200_000,
                digest="0" * 64,
                due_on=at.date(),
                distributed_on=at.date(),
                distributed_at=at,
            )
            rows["Paper"].append(paper)
        rows["Attendance"] += [
            Attendance(
                **s, meeting=meeting, entity=one, category="un_system", state="present", people=1
            )
            for one in made.entities
        ]
        rows["Minutes"] += [
            Minutes(
                **s,
                meeting=meeting,
                number=n,
                state=state,
                edition=1 if state == "final" else None,
                body="What was said.\n" * 200,
                digest="0" * 64,
            )
            for n, state in enumerate(("draft", "comments", "final"), start=1)
        ]
        decisions = [
            Decision(
                **s,
                meeting=meeting,
                number=n,
                text=f"Decision {n} of meeting {number}.",
                public_text="The Network decided." if n == 1 else "",
                decided_on=at.date(),
            )
            for n in range(1, 6)
        ]
        rows["Decision"] += decisions
        for n in range(actions // meetings):
            done = draw.random() < 0.8
            action = Action(
                **s,
                meeting=meeting,
                decision=draw.choice(decisions),
                number=n,
                text=f"Action {n} of meeting {number}",
                owner=made.entities[1 + n % (len(made.entities) - 1)],
                due_on=at.date() + timedelta(days=draw.randrange(30, 200)),
                state="verified" if done else "open",
                evidence="A link." if done else "",
                reported_by=made.users["member"] if done else None,
                done_on=at.date() if done else None,
                verified_by=chair if done else None,
                verifier=made.entities[0] if done else None,
                verified_on=at.date() if done else None,
            )
            rows["Action"].append(action)
            rows["ActionEvent"].append(ActionEvent(**s, action=action, after="open"))
    for some in rows.values():
        if some:
            write(some)
    made.meeting = rows["Meeting"][meetings // 2]
    made.paper = next(p for p in rows["Paper"] if p.meeting_id == made.meeting.id and p.number == 2)
    made.action = rows["Action"][len(rows["Action"]) // 2]
    sent = send_papers()
    made.written = {name: len(some) for name, some in rows.items() if some}
    made.written["Delivery"] = sent


def found_again() -> SimpleNamespace:
    """Return what a folder filled before holds, for measuring it once more."""
    from waystation.foundation.access.models import User
    from waystation.foundation.messaging.models import Delivery
    from waystation.governance.meetings.models import (
        Action,
        AgendaItem,
        Attendance,
        Decision,
        Meeting,
        Paper,
    )

    middle = Meeting.objects.count() // 2
    meeting = Meeting.objects.order_by("starts_at")[middle]
    counted = (Meeting, AgendaItem, Paper, Attendance, Decision, Action, Delivery)
    return SimpleNamespace(
        users={name: User.objects.get(email=f"{name}@bench.example") for name in PEOPLE},
        meeting=meeting,
        paper=Paper.objects.get(meeting=meeting, number=2, access_class="network"),
        action=Action.objects.filter(meeting=meeting).order_by("id")[0],
        written={model.__name__: model.objects.count() for model in counted},
    )


def addresses(made: SimpleNamespace) -> dict[str, str]:
    """Return the Network's pages that open without a form: lists, homes, one record of each."""
    from django.urls import get_resolver, reverse
    from django.urls.exceptions import NoReverseMatch

    found = {}
    apps = {"network", "meetings", "workplans", "advice", "statements", "unkt_reports"}
    for resolver in get_resolver().url_patterns:
        app = getattr(resolver, "namespace", "")
        for pattern in resolver.url_patterns if app in apps else ():
            if not pattern.pattern.converters:
                try:
                    found[pattern.name] = reverse(f"{app}:{pattern.name}")
                except NoReverseMatch:
                    continue
    for name, key in {
        "meeting": made.meeting.id,
        "meeting_file": made.meeting.id,
        "minutes": made.meeting.id,
        "minutes_compare": made.meeting.id,
        "attendance": made.meeting.id,
        "paper": made.paper.id,
        "action": made.action.id,
    }.items():
        found[name] = reverse(f"meetings:{name}", args=[key])
    found["actions, all"] = found["actions"] + "?state=all"
    found["meetings, 2020"] = found["meetings"] + "?year=2020"
    return found


def measure(made: SimpleNamespace, times: int) -> list[str]:
    """Open each page as each person; return the table's lines, slowest first."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    lines = []
    for name, address in sorted(addresses(made).items()):
        for who, user in made.users.items():
            client = Client(headers={"host": "localhost"})
            client.force_login(user)
            answer = client.get(address)  # the first one fills what a running server has filled
            if answer.status_code != 200:
                continue
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            questions = len(asked)
            reset_queries()
            took, worked = [], []
            for _ in range(times):
                begun, cpu = time.perf_counter(), time.process_time()
                client.get(address)
                took.append(1000 * (time.perf_counter() - begun))
                worked.append(1000 * (time.process_time() - cpu))
            middle = statistics.median(took)
            lines.append((middle, name, who, max(took), statistics.median(worked), questions))
    lines.sort(reverse=True)
    over = [line for line in lines if line[0] > GOAL_MS]
    return [
        "",
        "| page | as | median | slowest | of which this process | questions |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {name} | {who} | {middle:.0f} ms | {slowest:.0f} ms | {cpu:.0f} ms | {asked} |"
            for middle, name, who, slowest, cpu, asked in lines
        ),
        "",
        f"{len(lines)} page openings measured, {times} times each; median over {GOAL_MS} ms: "
        + (", ".join(f"{line[1]} ({line[2]})" for line in over) or "none")
        + ".",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=40)
    parser.add_argument("--meetings", type=int, default=400)
    parser.add_argument("--papers", type=int, default=12_000)
    parser.add_argument("--actions", type=int, default=8_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--state", default="", help="measure a folder filled before once more")
    parser.add_argument(
        "--again", action="store_true", help="measure once more what DATABASE_URL was filled with"
    )
    options = parser.parse_args()
    again = bool(options.state) or options.again
    if options.state:
        os.environ["WAYSTATION_STATE"] = options.state
    elif not os.environ.get("DATABASE_URL"):
        os.environ["WAYSTATION_STATE"] = tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.config.settings")
    import django
    from django.conf import settings

    settings.SECOND_FACTOR_REQUIRED = False
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    if again:
        made = found_again()
    else:
        from waystation.registry.reference import actions as reference

        reference.load_lists()
        made = people_and_entities(options.entities)
        ten_years(made, options.meetings, options.papers, options.actions)
    seconds = time.perf_counter() - begun
    lines = measure(made, options.times)
    engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    text = "\n".join(
        [
            f"## {engine}, ten years of a Network",
            "",
            f"{date.today():%d.%m.%Y}, {platform.machine()}, {os.cpu_count()} cores shared with "  # noqa: DTZ011
            f"other work (load {os.getloadavg()[0]:.1f}), Python {platform.python_version()}. "
            + (
                "Measured in a database filled before: "
                if again
                else f"Written in {seconds:.0f} s: "
            )
            + ", ".join(f"{count:,} {name}" for name, count in made.written.items())
            + ".",
            *lines,
            "",
        ]
    )
    print(text)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


if __name__ == "__main__":
    sys.exit(main())
