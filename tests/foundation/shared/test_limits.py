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


def test_a_result_comes_back():
    assert limits.run(take_memory, 1, name="small.csv") == limits.MEGABYTE


def test_too_much_memory_is_a_sentence():
    with pytest.raises(Refusal) as refused:
        limits.run(take_memory, 600, name="big.xlsx")

    assert refused.value.code == "file_too_costly"
    assert refused.value.field == "file"
    assert "big.xlsx takes more than 256 MB" in refused.value.in_english()


def test_too_much_processor_time_is_a_sentence():
    began = time.monotonic()

    with pytest.raises(Refusal, match="1 seconds"):
        limits.run(compute_for_ever, name="slow.xml", limits=limits.Limits(processor=1))

    assert time.monotonic() - began < 30


def test_work_that_gets_no_time_is_stopped_and_the_file_is_not_blamed():
    with pytest.raises(Unavailable, match="too busy to read"):
        limits.run(time.sleep, 60, name="idle.zip", limits=limits.Limits(seconds=0.5))


def test_a_parser_that_crashes_is_a_sentence():
    for crash in (os.abort, os._exit):
        with pytest.raises(Refusal, match="crash"):
            limits.run(crash, *([3] if crash is os._exit else []), name="crash.docx")


def test_a_fault_of_the_parser_is_a_sentence():
    with pytest.raises(Refusal, match="cannot be read"):
        limits.run(int, "no number", name="odd.csv")


def test_refusals_come_back_as_they_were_raised():
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


def test_the_process_that_forks_may_die():
    server = limits.run(os.getppid, name="f")
    os.kill(server, signal.SIGKILL)

    there = limits.run(os.getppid, name="f")

    assert there != server
