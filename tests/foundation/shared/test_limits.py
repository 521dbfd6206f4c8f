"""Work on files from outside is stopped at its limits, and the server goes on."""

import os
import signal
import time

import pytest

from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Conflict, Refusal, Refusals, Unavailable

pytestmark = pytest.mark.sqlite_only  # it asks no database


def take_memory(megabytes):
    return len(bytearray(megabytes * limits.MEGABYTE))


def compute_for_ever():
    while True:
        pass


def refuse_two():
    raise Refusals([Refusal("Row {row}.", row=3, field="a"), Refusal("Row 4.", field="b")])


def conflict():
    raise Conflict("Somebody else changed {what}.", fields={"name": (1, 2)}, what="it")


def test_the_result_of_the_work_is_returned():
    assert limits.run(take_memory, 1, name="small.csv") == limits.MEGABYTE


def test_exceeding_the_memory_limit_is_a_refusal():
    with pytest.raises(Refusal) as refused:
        limits.run(take_memory, 600, name="big.xlsx")

    assert refused.value.code == "file_too_costly"
    assert refused.value.field == "file"
    assert "big.xlsx takes more than 256 MB" in refused.value.in_english()


def test_exceeding_the_cpu_limit_is_a_refusal():
    began = time.monotonic()

    with pytest.raises(Refusal, match="1 seconds"):
        limits.run(compute_for_ever, name="slow.xml", limits=limits.Limits(processor=1))

    assert time.monotonic() - began < 30


def test_work_on_a_busy_machine_is_stopped_without_blaming_the_file():
    with pytest.raises(Unavailable, match="too busy to read"):
        limits.run(time.sleep, 60, name="idle.zip", limits=limits.Limits(seconds=0.5))


def test_a_crashing_parser_is_a_refusal():
    for crash in (os.abort, os._exit):
        with pytest.raises(Refusal, match="crash"):
            limits.run(crash, *([3] if crash is os._exit else []), name="crash.docx")


def test_an_exception_of_the_parser_is_a_refusal():
    with pytest.raises(Refusal, match="cannot be read"):
        limits.run(int, "no number", name="odd.csv")


def test_refusals_of_the_work_are_raised_unchanged():
    with pytest.raises(Refusals) as several:
        limits.run(refuse_two, name="f")
    with pytest.raises(Conflict) as one:
        limits.run(conflict, name="f")

    assert [(r.field, r.in_english()) for r in several.value.all] == [
        ("a", "Row 3."),
        ("b", "Row 4."),
    ]
    assert one.value.fields == {"name": (1, 2)}
    assert one.value.in_english() == "Somebody else changed it."


def test_the_fork_server_is_restarted_when_it_dies():
    server = limits.run(os.getppid, name="f")
    os.kill(server, signal.SIGKILL)

    there = limits.run(os.getppid, name="f")

    assert there != server
