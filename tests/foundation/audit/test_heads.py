"""The end of the log is signed and sent elsewhere, each day and on demand."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from tests.foundation.audit.test_verify import verify
from waystation.foundation.audit import heads, keys
from waystation.foundation.audit.models import Entry


@pytest.fixture
def away(mission, settings, tmp_path):
    """Nothing is signed yet; heads go to the folder that is returned."""
    settings.STATE = tmp_path / "state"
    settings.HEAD_TARGETS = {"folder": [str(tmp_path / "away")]}
    return tmp_path / "away"


@pytest.fixture
def listener():
    """A web address that keeps what is posted to it; it answers with ``status``."""

    class Keep(BaseHTTPRequestHandler):
        status, came = 204, []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.came.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(self.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Keep)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Keep.address = f"http://127.0.0.1:{server.server_port}/heads"
    yield Keep
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_head_goes_to_a_folder_and_proves_the_log(away, mission):
    assert heads.send_head() == {}

    (path,) = away.glob("*.json")
    head = heads.open_head(path.read_bytes())
    assert [one["organisation"] for one in head["logs"]] == [str(mission.organisation.id)]
    assert heads.problems_against(head) == []
    assert verify("--head", str(path))[0] == 0


def test_the_log_records_each_signed_head_and_its_target(away):
    heads.send_head()

    assert Entry.objects.get(verb="head.sign").detail["sent"] == ["folder"]


def test_the_head_goes_by_e_mail(away, settings):
    settings.HEAD_TARGETS = {"email": ["dpo@example.org"]}

    assert heads.send_head() == {}

    (letter,) = mail.outbox
    assert letter.to == ["dpo@example.org"]
    _name, text, _type = letter.attachments[0]
    assert heads.problems_against(heads.open_head(text)) == []


def test_the_head_goes_to_a_web_address(away, settings, listener):
    settings.HEAD_TARGETS = {"web": [listener.address]}

    assert heads.send_head() == {}

    ((kind, signed),) = listener.came
    assert kind == "application/json"
    assert heads.open_head(json.dumps(signed))["logs"]


def test_a_web_address_without_encryption_is_refused(away, settings):
    settings.HEAD_TARGETS = {"web": ["http://example.org/heads"]}

    (why,) = heads.send_head().values()

    assert "https" in why


def test_a_failing_target_does_not_stop_the_others(away, settings, listener):
    listener.status = 500
    settings.HEAD_TARGETS = {"web": [listener.address], "folder": [str(away)]}

    failed = heads.send_head()

    assert list(failed) == [f"web: {listener.address}"]
    assert len(list(away.glob("*.json"))) == 1
    assert Entry.objects.get(verb="head.sign").detail["failed"] == 1


def test_the_daily_head_goes_once_a_day(away, time_machine):
    time_machine.move_to("2026-09-21 06:00:00+00:00", tick=False)
    heads.send_daily_head()
    time_machine.move_to("2026-09-21 18:00:00+00:00", tick=False)
    heads.send_daily_head()
    time_machine.move_to("2026-09-22 06:00:00+00:00", tick=False)
    heads.send_daily_head()

    assert sorted(one.name for one in away.glob("*.json")) == [
        "waystation-head-20260921T060000Z.json",
        "waystation-head-20260922T060000Z.json",
    ]


def test_a_daily_head_that_cannot_be_sent_is_an_error(away, settings):
    settings.HEAD_TARGETS = {"web": ["http://example.org/"]}

    with pytest.raises(OSError, match="did not leave"):
        heads.send_daily_head()


@pytest.mark.parametrize("change", ["entry", "signed_at"])
def test_an_altered_head_is_refused(away, change):
    signed = heads.signed_head()
    if change == "entry":
        signed["head"]["logs"][0]["entry"] -= 1
    else:
        signed["head"]["signed_at"] = "2020-01-01T00:00:00+00:00"

    with pytest.raises(heads.NotAHead, match="signature"):
        heads.open_head(json.dumps(signed))


def test_a_head_signed_with_another_key_is_refused(away, settings):
    known = keys.public_key()
    settings.HEAD_KEY = bytes(range(32))
    text = json.dumps(heads.signed_head())

    assert heads.open_head(text)["logs"]
    with pytest.raises(heads.NotAHead):
        heads.open_head(text, known)


def test_the_command_warns_if_heads_are_not_sent_elsewhere(away, settings):
    settings.HEAD_TARGETS, out = {}, StringIO()

    call_command("head", stdout=out)

    assert "has not left this machine" in out.getvalue()


def test_the_command_prints_the_public_key_of_heads(away):
    out = StringIO()

    call_command("head", "--public-key", stdout=out)

    assert out.getvalue().strip() == keys.public_key()
