"""While an installation is prepared every address answers with the progress."""

import os
import signal
import subprocess
import sys

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse

from waystation.site.config import preparing

HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("WAYSTATION_STATE", str(tmp_path))
    monkeypatch.setenv("WAYSTATION_PREPARING", "1")
    return tmp_path


@pytest.fixture
def held(state):
    """Somebody prepares."""
    descriptor = preparing.lock()
    yield state
    os.close(descriptor)


def site(_request):
    return HttpResponse("the site")


def ask(middleware, rf, path="/accounts/login/", **headers):
    return middleware(rf.get(path, **(headers or HTML)))


def test_a_prepared_server_does_not_load_the_middleware(monkeypatch):
    monkeypatch.delenv("WAYSTATION_PREPARING", raising=False)

    with pytest.raises(MiddlewareNotUsed):
        preparing.Preparing(site)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/visits/"])
def test_a_page_shows_the_step_and_reloads_itself(held, rf, path):
    (held / "demonstration").touch()
    preparing.tell("visits", 800, 3200)

    answer = ask(preparing.Preparing(site), rf, path)

    text = answer.content.decode()
    assert answer.status_code == 503
    assert '<meta http-equiv="refresh" content="2">' in text
    assert "Demonstration: a year of visits" in text
    assert "25 %" in text
    assert "could not be prepared" not in text


def test_an_installation_without_demonstration_does_not_mention_one(held, rf):
    preparing.tell("reference")

    text = ask(preparing.Preparing(site), rf).content.decode()

    assert "Loading the reference lists" in text
    assert "Demonstration" not in text


def test_a_program_gets_a_plain_sentence_and_the_same_status(held, rf):
    preparing.tell("database")

    answer = ask(preparing.Preparing(site), rf, "/api/v1/visits", HTTP_ACCEPT="application/json")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.content.decode() == "Waystation is being prepared. Try again in a minute."


def test_the_site_answers_as_soon_as_it_is_ready_and_from_then_on(held, rf):
    middleware = preparing.Preparing(site)
    preparing.tell("database")
    before = ask(middleware, rf)

    preparing.tell(preparing.READY)
    after = ask(middleware, rf)
    (held / "progress.json").unlink()

    assert (before.status_code, after.content) == (503, b"the site")
    assert ask(middleware, rf).content == b"the site"


def test_a_failure_is_shown_and_the_page_stops_reloading(held, rf):
    preparing.tell("reference", problem="OSError: no space left on device")

    text = ask(preparing.Preparing(site), rf).content.decode()

    assert "Waystation could not be prepared" in text
    assert "no space left on device" in text
    assert "refresh" not in text


def test_a_process_that_was_killed_is_noticed(state, rf):
    code = (
        "import os; from waystation.site.config import preparing; held = preparing.lock();"
        "preparing.tell('visits', 1, 2); print('ready', flush=True); import sys; sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        middleware = preparing.Preparing(site)
        while_it_lives = ask(middleware, rf).content.decode()
        process.send_signal(signal.SIGKILL)

    after = ask(middleware, rf).content.decode()

    assert "could not be prepared" not in while_it_lives
    assert "Waystation could not be prepared" in after


def test_two_starts_do_not_prepare_at_once(held):
    assert preparing.lock() is None
    assert preparing.is_being_prepared()


def test_unreadable_progress_counts_as_none(held, rf):
    (held / "progress.json").write_text("{")

    assert ask(preparing.Preparing(site), rf).status_code == 503
    assert preparing.progress()["step"] == ""
