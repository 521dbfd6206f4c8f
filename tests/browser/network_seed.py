"""The mission of the Network's year: its people and entities, and a server of one process.

Sanja keeps the secretariat; Carla, Ivo and Rita will sit in the seats; Nora speaks for UNICEF,
Nela will sit for it in the next year; Uma reads for UNKT. Everything else happens on pages.

Started as a program it prepares the database, puts them there, signs each of them in (the file
``sessions.json`` of the folder says with which cookie) and serves until it is ended. The form
by which people sign in is shown by tests of its own.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import django

START = date(2026, 1, 5)
ENTITIES = {"UNDC": "carla", "IOM": "ivo", "UNDP": "rita", "UNICEF": "nora", "UNHCR": ""}
STAFF = {
    "Sanja Marković": "network_secretariat",
    "Carla Deutsch": "co_chair",
    "Ivo Marin": "co_chair",
    "Rita Osmani": "co_chair",
    "Nela Berg": "co_chair",
    "Nora Kelmendi": "network_member",
    "Uma Lindqvist": "unkt_reader",
}


def open_network():
    """Open the mission and its Network; return the people by first name."""
    from waystation.foundation.access import actions as access
    from waystation.foundation.access.models import User
    from waystation.governance.knowledge import actions as knowledge
    from waystation.governance.network import actions
    from waystation.registry.organisations import actions as organisations

    mission = access.open_organisation("browser", "Test mission")
    office = actions.members.open_network(mission.id, "UN Network on Migration", START).office
    knowledge.load_dated_facts(mission.id, office.id)
    people = {}
    for name, role in STAFF.items():
        first = name.split()[0].lower()
        people[first] = User.objects.create_user(
            f"{first}@example.org", None, full_name=name, organisation=mission
        )
        access.give_role(None, people[first], office, role, date(2020, 1, 1))
    for acronym, speaker in ENTITIES.items():
        entity = organisations.record_entity(
            people["sanja"], office.id, name=f"Entity {acronym}", acronym=acronym, kind="un_system"
        )
        if speaker:
            organisations.name_focal_point(
                people["sanja"], entity.id, starts_on=START, account=people[speaker].id
            )
    return people


def sign_in(people) -> dict[str, str]:
    """Return the session cookie of each of them, signed in as the form would."""
    from django.conf import settings
    from django.test import Client

    cookies = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cookies


def without_looks(application):
    """Answer what is only for the eye with nothing: painting took most of the year's time."""

    def answer(environ, start):
        if not environ["PATH_INFO"].endswith((".css", ".woff2", ".svg", ".png", ".ico")):
            return application(environ, start)
        start("200 OK", [("Content-Type", "text/css"), ("Cache-Control", "max-age=86400")])
        return [b""]

    return answer


def serve(port: int) -> None:
    """Prepare, seed, and answer until ended."""
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    state = Path(os.environ["WAYSTATION_STATE"])
    unfinished = state / "sessions.unfinished"
    unfinished.write_text(json.dumps(sign_in(open_network())))
    WSGIRequestHandler.log_message = lambda *_: None
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.set_app(without_looks(StaticFilesHandler(get_wsgi_application())))
    unfinished.rename(state / "sessions.json")
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
