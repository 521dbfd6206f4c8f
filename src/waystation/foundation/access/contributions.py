"""The contributions of apps to the whole product, declared on their AppConfig and read here.

A lower app never imports a higher one: it asks here for what the others declare. An AppConfig may
set any of the attributes below; functions are named by dotted path, so that loading the
configurations imports nothing else. ``site/ui`` lists all contributions on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Link:
    """A navigation entry, for users with ``permission``, if the page is installed.

    ``section`` is a key of ``site.ui.http.SECTIONS``; rarely used sections are collapsed.
    """

    section: str
    address: str
    icon: str
    label: Any
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Shortcut:
    """A page that a single-letter keyboard shortcut opens."""

    letter: str
    address: str
    label: Any
    permission: str


@dataclass(frozen=True)
class FirstPage:
    """The page that users with ``permission`` see after signing in; the lowest ``order`` wins."""

    order: int
    permission: str
    address: str


@dataclass(frozen=True)
class PersonLink:
    """An app's link on a person's page.

    ``in_path``: the person is part of the URL; otherwise it is the query ``?person=``. A ``tab`` is
    shown next to the timeline; all others are buttons, the lowest ``order`` first.
    """

    address: str
    label: Any
    permission: str
    in_path: bool = False
    order: int = 50
    tab: bool = False


@dataclass(frozen=True)
class OwnPageLink:
    """A page behind the link of a person's own profile; its URL takes the link's token."""

    address: str
    label: Any


@dataclass(frozen=True)
class Panel:
    """A card of one app on a page of another app: its template and the context."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ReportTemplate:
    """A prepared report: its title, its blocks, and the offices that it can cover.

    ``blocks`` returns (kind, content) in the active language; ``scopes`` returns what the report
    can be about: key, label, and the offices (empty: all that the user may read).
    """

    title: str
    lead: str
    permission: str
    blocks: Callable[[], Sequence[tuple[str, Mapping[str, Any]]]]
    scopes: Callable[[Any], Sequence[tuple[str, str, Sequence[UUID]]]]


class App(AppConfig):
    """The base of all AppConfigs: every attribute that an app may contribute, with its meaning."""

    default = False  # Django must not select this base as the app's own configuration

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    navigation: Sequence[Link] = ()
    """Entries of the navigation."""
    first_pages: Sequence[FirstPage] = ()
    """First pages after signing in."""
    shortcuts: Sequence[Shortcut] = ()
    """Keyboard shortcuts."""
    facts: Mapping[str, str] = {}
    """Fact tables: key -> the FactTable."""
    record_pages: Mapping[str, str] = {}
    """The record's kind in the audit log -> the URL name of its page."""
    rule_pages: Mapping[str, str] = {}
    """"paragraph" or "working_rule" -> the URL name of the page with the text behind a refusal."""
    imports: Mapping[str, str] = {}
    """Kind of sheet -> Importer: how the rows of a spreadsheet become records."""
    form_handlers: Mapping[str, str] = {}
    """Form key -> ``(user, Handover) -> (kind, key)``: records a submission. Raises Refusal."""
    offline_forms: Sequence[str] = ()
    """Mappings of a kind of record -> OfflineForm: forms that a device fills in offline."""
    offline_lists: str = ""
    """``(user) -> {"today", "people", "open"}``: today's lists for offline devices."""
    code_lists: str = ""
    """Module with ``choices``, ``label`` and ``refusal_of_code`` of code lists (one app)."""
    record_fields: str = ""
    """``(kind, name) -> Field | None``: the declared field of a kind of record (one app)."""
    person_links: Sequence[PersonLink] = ()
    """Links on a person's page."""
    own_profile_pages: Sequence[OwnPageLink] = ()
    """Pages for a person without an account, behind the link of the own skills profile."""
    person_panel: str = ""
    """``(user, file) -> Panel | None``: a card on the page of a person's file."""
    person_timeline: str = ""
    """``(user, person_id) -> list[Entry]``: entries this user may see (shared/timeline.py)."""
    person_move: str = ""
    """``(organisation_id, from_id, to_id, only) -> keys``: apply a merge of persons, or undo it."""
    person_erase: str = ""
    """``(organisation_id, person_id) -> int``: erase data that name or describe the person."""
    person_export: str = ""
    """``(user, person_id) -> list[dict]``: all that is recorded about the person, as plain JSON."""
    organisation_panel: str = ""
    """``(user, entity_id) -> Panel | None``: a card on the page of an organisation."""
    organisation_warnings: str = ""
    """``(user) -> {entity_id: (name, sentence)}``: organisations that forms warn about."""
    consent_ended: str = ""
    """``(organisation_id, consent_id) -> None``: a consent was withdrawn or later refused."""
    sealed_from_linkage: str = ""
    """``(user, keys) -> keys``: files that record linkage must not read for this user."""
    snapshots_named: str = ""
    """``(organisation_id) -> digests``: snapshots of answers that are still referenced."""
    findings: str = ""
    """``(organisation_id, key) -> dict``: a survey finding for a report."""
    report_sections: str = ""
    """``(organisation_id, key) -> dict``: a section of a report written from records."""
    report_templates: Mapping[str, str] = {}
    """Key -> ReportTemplate: a prepared report, started with one form."""
    report_guard: str = ""
    """``(report, act, …) -> Refusal | None``: an app's veto on an action on a report."""
    tasks: Mapping[str, str] = {}
    """Kind of background task -> function ``(user, argument, file, tell)``; must be repeatable."""
    task_names: Mapping[str, Any] = {}
    """Kind of background task -> its name on pages."""
    daily: Sequence[str] = ()
    """Functions that the worker calls each morning; must be repeatable."""
    each_minute: Sequence[str] = ()
    """Functions that the worker calls once a minute; must be repeatable."""
    verifiers: Mapping[str, str] = {}
    """A name for ``verify`` -> function that returns (number checked, problems)."""
    messages: Sequence[str] = ()
    """Mappings of the kind of a delivery or reminder -> MessageKind, which composes its e-mail."""
    network_duties: Sequence[str] = ()
    """Mappings of a duty of the Network -> ``(network, today) -> DutyStatus``."""
    network_due: Sequence[str] = ()
    """Lists of ``(user, network, today) -> list[Outstanding]``: what waits for the secretariat."""
    network_panels: Sequence[str] = ()
    """Panels of the Network's home pages."""
    network_reminders: Sequence[str] = ()
    """ReminderSource: e-mail reminders of the Network."""
    network_files: Sequence[str] = ()
    """Mappings of a kind of submission to UNKT -> FileKind: the content of its file."""
    member_activities: Sequence[str] = ()
    """``(office_id, year) -> [(entity_id, role, title)]``: activities, for members' profiles."""
    edition_published: str = ""
    """``(edition_id) -> None``: a new edition of a fact sheet was published."""
    text_corrected: str = ""
    """``(edition_id, language, since, until) -> None``: a fact sheet's translation, published
    before it was final and read between the two times, is final with another text."""
    edition_panel: str = ""
    """``(user, edition_id) -> Panel | None``: a card on the page of a fact sheet's edition."""
    record_panel: str = ""
    """``(user, kind, key) -> Panel | None``: a card on the page of another app's record."""
    public_names: str = ""
    """``(office_ids) -> {office_id: LocalText}``: names of offices on pages without an account."""
    searched: Sequence[str | tuple[str, str]] = ()
    """Lists that the global search includes: URL names, with an argument."""
    guide: Mapping[str, str] = {}
    """URL name, "" for all others -> the section of a guide ("counsellor#people")."""
    outstanding: str = ""
    """``(user, today) -> list[Outstanding]``: this user's open, due or overdue work."""


def each_of(name: str) -> Iterator[tuple[str, Any]]:
    """Yield (app label, value) for every app that contributes ``name``, lower apps first."""
    yield from _contributed(name)


@cache
def _contributed(name: str) -> tuple[tuple[str, Any], ...]:
    # Contributions are fixed once apps are loaded, and one page asks for them hundreds of times.
    given = [
        (config.label, getattr(config, name, None))
        for config in apps.get_app_configs()
        if isinstance(config, App)
    ]
    return tuple((label, value) for label, value in given if value)


def by_app() -> list[dict[str, Any]]:
    """Return all contributions by app, for the page that lists them."""
    names = [name for name in vars(App) if not name.startswith("_") and name in App.__annotations__]
    result = []
    for config in apps.get_app_configs():
        values = [(name, getattr(config, name, None)) for name in names]
        given = [(name, _lines(value)) for name, value in values if value]
        if isinstance(config, App) and given:
            result.append({"label": config.label, "name": config.verbose_name, "given": given})
    return result


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}: {one}" for key, one in value.items()]
    if isinstance(value, str):
        return [value]
    return [str(getattr(one, "address", one)) for one in value]


def mapping_of(name: str) -> dict[str, Any]:
    """Return the mappings of all apps merged into one."""
    return {key: value for _label, one in each_of(name) for key, value in one.items()}


def list_of(name: str) -> list[Any]:
    """Return the lists of all apps concatenated."""
    return [value for _label, one in each_of(name) for value in one]


def objects(name: str) -> list[Any]:
    """Import the objects that all apps list under ``name`` by dotted path."""
    return [import_string(path) for path in list_of(name)]


def functions(name: str) -> dict[str, Callable[..., Any]]:
    """Return the functions that apps contribute under ``name``, by app label."""
    return {label: import_string(path) for label, path in each_of(name)}


def record_panels(user: Any, kind: str, key: str) -> list[Panel]:
    """Return the apps' cards for the page of one record; ``kind`` is its kind in the audit log."""
    panels = [ask(user, kind, key) for ask in functions("record_panel").values()]
    return [one for one in panels if one is not None]


def function_of_same_module(name: str, label: str, other: str) -> Callable[..., Any] | None:
    """Return the function ``other`` of the module with the function that one app contributes."""
    path = dict(each_of(name)).get(label)
    return import_string(f"{path.rpartition('.')[0]}.{other}") if path else None
