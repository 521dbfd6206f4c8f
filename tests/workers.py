"""Runs the tests in several processes, on one database or on two, after collecting them once.

Each process is a fork of the one that has imported everything and collected the tests; it belongs
to one database and takes tests one by one from a file of its own, so that what a file keeps
between its tests is made once. A process that has nothing left to do ends, and another begins
where most is left.

Tests that touch no database run once. Of the others each runs on both databases, unless its mark
says that another case covers it there; whether that is so is heard (decision 0006, ``asked.py``).
"""

from __future__ import annotations

import collections
import gc
import multiprocessing
import os
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import pytest

from tests.asked import Asked, Ears, complaint

RUN = pytest.StashKey()
FORK = multiprocessing.get_context("fork")
BROWSER = "the tests with a browser"
TOUCH_A_DATABASE = {"db", "transactional_db", "django_db_setup", "database", "world"}
HOW_OFTEN = {"look", "once", "twice"}
ENDED = object()
FEW = 4  # tests left in a file that another process has begun: not worth beginning it again


def pytest_addoption(parser):
    group = parser.getgroup("waystation")
    group.addoption("--workers", type=int, default=0, help="how many processes run the tests")
    group.addoption("--also-on", metavar="URL", default="", help="a PostgreSQL, beside SQLite")


def is_first(item):
    """Say whether this test begins: long, or with a browser, whose house is opened once."""
    return bool({"browser", "long"} & {mark.name for mark in item.iter_markers()})


def touches_a_database(item):
    return bool(TOUCH_A_DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db"))


def on_the_second_too(item):
    """Say whether a test runs on both databases; what is nearest to it decides."""
    nearest = next((one for one in item.iter_markers() if one.name in HOW_OFTEN), None)
    return touches_a_database(item) and (nearest is None or nearest.name == "twice")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not is_first(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    config = session.config
    alone = config.getvalue("collectonly") or config.getvalue("usepdb")
    if alone or session.testsfailed or not config.getvalue("workers"):
        return None
    run = config.stash[RUN] = Run(session)
    run.whole()
    return True


def pytest_terminal_summary(terminalreporter, config):
    """Say for each database how its tests ended."""
    run = config.stash.get(RUN, None)
    said: dict[str, collections.Counter] = {}
    for queue in run.queues if run else []:
        said.setdefault(queue.name, collections.Counter()).update(queue.said)
    for name, outcomes in said.items():
        colour = "failed" if outcomes["failed"] else "green"
        counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        terminalreporter.write_line(f"{name}: {colour} ({counted})")


class Queue:
    """The tests of one database that nobody has taken yet, by file."""

    def __init__(self, name: str, items: list, url: str | None = None) -> None:
        self.name = name
        self.url = url
        self.files: dict[str, collections.deque] = {}
        for item in items:
            self.files.setdefault(_file_of(item), collections.deque()).append(item)
        self.begun: set[str] = set()
        self.said: collections.Counter = collections.Counter()

    def __len__(self) -> int:
        return sum(map(len, self.files.values()))

    def take(self, own: str = ""):
        """Return a file and its next test: of one's own file, else of the next; None for none."""
        file = own if self.files.get(own) else self.next_file(own)
        if file is None:
            return None
        self.begun.add(file)
        return file, self.files[file].popleft()

    def next_file(self, own: str = "") -> str | None:
        """Return a file that nobody has begun, else the one where most is left to share.

        What is kept for a folder's files is made once where one process takes all of them.
        """
        left = {file: len(items) for file, items in self.files.items() if items}
        untouched = [file for file in left if file not in self.begun]
        if untouched:
            begun = {os.path.dirname(file) for file in self.begun}
            mine = [file for file in untouched if os.path.dirname(file) == os.path.dirname(own)]
            nobodys = [file for file in untouched if os.path.dirname(file) not in begun]
            return (mine or nobodys or untouched)[0]
        shared = {file: count for file, count in left.items() if file != BROWSER and count > FEW}
        return max(shared, key=shared.__getitem__, default=None)

    def give_back(self, file: str, items) -> None:
        """Take tests back that a process was given and did not come to."""
        self.files[file].extendleft(reversed(items))
        self.begun.discard(file)


def _file_of(item) -> str:
    """Name what one process takes together: a file, the tests with a browser, a long test."""
    if item.get_closest_marker("long"):
        return item.nodeid
    return BROWSER if item.get_closest_marker("browser") else str(item.path)


@dataclass
class Worker:
    """A process that runs tests of one database, and the two that it knows of."""

    queue: Queue
    line: Connection
    process: BaseProcess
    file: str = ""
    given: list = field(default_factory=list)
    has_all: bool = False


class Run:
    """One run of all tests, seen from the process that collected them."""

    def __init__(self, session) -> None:
        self.session, self.config = session, session.config
        self.numbers = {item: number for number, item in enumerate(session.items)}
        self.workers: dict[Connection, Worker] = {}
        self.asked: Asked | None = Asked()
        self.begun = 0
        first = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
        second = self.config.getvalue("also_on")
        plain = [item for item in session.items if not touches_a_database(item)]
        queues = [
            Queue(first, [item for item in session.items if touches_a_database(item)]),
            Queue(first, plain),
        ]
        if second:
            again = [item for item in session.items if on_the_second_too(item)]
            queues.insert(1, Queue("PostgreSQL", again, second))
        self.queues = [queue for queue in queues if len(queue)]

    def whole(self) -> None:
        """Run every test; tell the rest of pytest what each of them said."""
        self.session.testscollected = sum(map(len, self.queues))
        gc.collect()
        gc.freeze()  # what is here by now stays in every process: none need look at it again
        count = self.config.getvalue("workers")
        try:
            for queue in (self.queues * count)[:count]:
                self._begin(queue)
            while self.workers:
                for line in wait(list(self.workers)):
                    self._hear(self.workers[line])
                self._stop_if_told()
            self._nothing_was_asked_of_one_only()
        finally:
            gc.unfreeze()
            for worker in self.workers.values():
                worker.line.close()  # each ends after its test, and closes what it opened
            for worker in self.workers.values():
                worker.process.join(60)
                worker.process.terminate()

    def _begin(self, queue: Queue) -> None:
        ours, theirs = FORK.Pipe()
        self.begun += 1
        not_theirs = [*self.workers, ours]
        process = FORK.Process(
            target=work, args=(self.session, f"w{self.begun}", queue.url, theirs, not_theirs)
        )
        process.start()
        theirs.close()
        worker = self.workers[ours] = Worker(queue, ours, process)
        self._give(worker)
        self._give(worker)

    def _give(self, worker: Worker) -> None:
        """Send the next test: one ahead, so that what both of them use stays open between."""
        if worker.has_all:
            return
        taken = worker.queue.take(worker.file)
        if taken is None:
            worker.has_all = True
            worker.line.send(None)
            return
        worker.file, item = taken
        worker.given.append((worker.file, item))
        worker.line.send(self.numbers[item])

    def _hear(self, worker: Worker) -> None:
        try:
            report = worker.line.recv()
        except (EOFError, ConnectionResetError):
            report = ENDED
        if report is ENDED:
            self._ended(worker)
            return
        if isinstance(report, set):
            _, item = worker.given.pop(0)
            if self.asked:
                self.asked.add(item.nodeid, on_the_second_too(item), report)
            self._give(worker)
            return
        hook = self.config.hook.pytest_report_from_serializable
        self._tell(worker, hook(config=self.config, data=report))

    def _tell(self, worker: Worker, report) -> None:
        if report.when == "call" or report.outcome != "passed":
            worker.queue.said[report.outcome] += 1
        if report.outcome == "skipped" and on_the_second_too(worker.given[0][1]):
            self.asked = None  # what the tests ask is known when all of them run
        if worker.queue.url is not None:
            report.nodeid = f"{report.nodeid} on {worker.queue.name}"
        self.config.hook.pytest_runtest_logreport(report=report)

    def _nothing_was_asked_of_one_only(self) -> None:
        """Fail a whole run in which one database was asked what the other never is."""
        option = self.config.option
        some = self.config.args_source == pytest.Config.ArgsSource.ARGS
        if some or option.keyword or option.markexpr or self.session.testsfailed:
            return
        found = self.asked.of_one_only() if self.asked else {}
        if found:
            where = ("tests/asked.py", None, "what is asked of one database only")
            self.config.hook.pytest_runtest_logreport(
                report=pytest.TestReport(where[2], where, {}, "failed", complaint(found), "call")
            )

    def _ended(self, worker: Worker) -> None:
        """Name the test in which a process died; let another begin where most is left."""
        worker.process.join()
        del self.workers[worker.line]
        worker.line.close()
        if worker.given:
            (_, item), *later = worker.given
            died = f"The process that ran this test ended with {worker.process.exitcode}."
            self._tell(
                worker, pytest.TestReport(item.nodeid, item.location, {}, "failed", died, "call")
            )
            for file, one in reversed(later):
                worker.queue.give_back(file, [one])
            worker.queue.begun.discard(worker.file)
        waiting = [queue for queue in self.queues if queue.next_file() is not None]
        if waiting:
            self._begin(max(waiting, key=len))

    def _stop_if_told(self) -> None:
        if self.session.shouldfail:
            raise self.session.Failed(self.session.shouldfail)
        if self.session.shouldstop:
            raise self.session.Interrupted(self.session.shouldstop)


def work(session, name, url, line, not_mine):
    """Run the tests that come down the line, in a process of their own."""
    for other in not_mine:
        other.close()
    config = session.config
    config.workerinput = {"workerid": name}  # pytest-django names the database by it
    config.pluginmanager.unregister(name="terminalreporter")
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    config.pluginmanager.register(Reporter(config, line))
    ears = Ears()
    config.pluginmanager.register(ears)
    if url is not None:
        move_to(url)
    try:
        item = _next(session, line)
        while item is not None:
            following = _next(session, line)
            if url is None and touches_a_database(item):
                ears.listen()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            line.send(ears.told(on_the_second_too(item)))
            item = following
    except BrokenPipeError:
        pass  # nobody listens any more
    finally:
        session._setupstate.teardown_exact(None)


def _next(session, line):
    try:
        number = line.recv()
    except (EOFError, ConnectionResetError):
        number = None
    return None if number is None else session.items[number]


class Reporter:
    """Sends what a test said to the process that collected it."""

    def __init__(self, config, line) -> None:
        self.config, self.line = config, line

    def pytest_runtest_logreport(self, report):
        hook = self.config.hook.pytest_report_to_serializable
        self.line.send(hook(config=self.config, report=report))


def move_to(url):
    """Let this process, which has asked no database yet, use another one."""
    from django.conf import settings
    from django.db import connections

    from waystation.site.config import env

    os.environ["DATABASE_URL"] = url
    settings.DATABASES["default"] = env.database()
    connections.settings = connections.configure_settings(settings.DATABASES)
    if hasattr(connections._connections, "default"):
        del connections["default"]
