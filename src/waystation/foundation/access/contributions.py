"""What each app contributes to the whole product, declared on its AppConfig and read here.

A lower app never imports a higher one: it asks here for what the others declared. Every
attribute below may stand on the AppConfig of an app; functions are named by dotted path, so
that loading the configurations loads nothing else. ``site/ui`` prints all of it on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Link:
    """An entry of the navigation: it shows to users with ``permission`` where the page exists.

    ``section`` is a key of ``site.ui.http.SECTIONS``; the rare ones are folded.
    """

    section: str
    address: str
    icon: str
    label: Any
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Shortcut:
    """A page that one letter on the keyboard opens."""

    letter: str
    address: str
    label: Any
    permission: str


@dataclass(frozen=True)
class FirstPage:
    """Where a user with ``permission`` lands after signing in; the lowest ``order`` wins."""

    order: int
    permission: str
    address: str


@dataclass(frozen=True)
class PersonLink:
    """Something that an app offers to do on a person's page.

    ``in_path``: the person is part of the address; otherwise it is the query ``?person=``.
    A ``tab`` stands beside the timeline; all others are buttons, the lowest ``order`` first.
    """

    address: str
    label: Any
    permission: str
    in_path: bool = False
    order: int = 50
    tab: bool = False


@dataclass(frozen=True)
class Panel:
    """A card of an app on the page of another app: its template, and the values for it."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ReportTemplate:
    """A report that an app has prepared: its title, its blocks, and over which offices.

    ``blocks`` returns (kind, content) in the language in force; ``scopes`` returns what the
    report can be about: key, label, and the offices (none: all that the user reads).
    """

    title: str
    lead: str
    permission: str
    blocks: Callable[[], Sequence[tuple[str, Mapping[str, Any]]]]
    scopes: Callable[[Any], Sequence[tuple[str, str, Sequence[UUID]]]]


class App(AppConfig):
    """The base of every app's configuration: all that an app may contribute, with its meaning."""

    default = False  # Django must not take this base for the app's own configuration

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    navigation: Sequence[Link] = ()
    """Entries of the navigation."""
    first_pages: Sequence[FirstPage] = ()
    """Where users land after signing in."""
    shortcuts: Sequence[Shortcut] = ()
    """Pages that one letter opens."""
    facts: Mapping[str, str] = {}
    """Fact tables: key -> the FactTable."""
    record_pages: Mapping[str, str] = {}
    """The record's kind in the audit log -> the name of the address where it opens."""
    rule_pages: Mapping[str, str] = {}
    """"paragraph" or "working_rule" -> the address where the text behind a refusal can be read."""
    imports: Mapping[str, str] = {}
    """Kind of sheet -> Importer: how the rows of a spreadsheet become records."""
    form_handlers: Mapping[str, str] = {}
    """Form key -> function that turns a submission into a record."""
    offline_forms: Sequence[str] = ()
    """Mappings of a kind of record -> OfflineForm: forms that a device fills in offline."""
    offline_lists: str = ""
    """``(user) -> {"today", "people", "open"}``: what a device shows of today while offline."""
    code_lists: str = ""
    """Module with ``choices``, ``label`` and ``refusal_of_code`` of code lists (one app)."""
    record_fields: str = ""
    """``(kind, name) -> Field | None``: the declared field of a kind of record (one app)."""
    person_links: Sequence[PersonLink] = ()
    """What can be done with a person, offered on the person's page."""
    person_panel: str = ""
    """``(user, file) -> Panel | None``: a card on the person's page, of the opened file."""
    person_timeline: str = ""
    """``(user, person_id) -> list[Entry]``: what this user may see (shared/timeline.py)."""
    person_move: str = ""
    """``(organisation_id, from_id, to_id, only) -> keys``: follow a merge, or its undoing."""
    person_erase: str = ""
    """``(organisation_id, person_id) -> int``: remove what names or describes the person."""
    person_export: str = ""
    """``(user, person_id) -> list[dict]``: everything recorded about the person, plain JSON."""
    organisation_panel: str = ""
    """``(user, entity_id) -> Panel | None``: what an app shows of an organisation."""
    organisation_warnings: str = ""
    """``(user) -> {entity_id: (name, sentence)}``: organisations against which forms warn."""
    consent_ended: str = ""
    """``(organisation_id, consent_id) -> None``: a consent was withdrawn, or a later no given."""
    sealed_from_linkage: str = ""
    """``(user, keys) -> keys``: files that linkage may not look at for this user."""
    snapshots_named: str = ""
    """``(organisation_id) -> digests``: snapshots of answers that must not be deleted."""
    findings: str = ""
    """``(organisation_id, key) -> dict``: a survey finding for a report."""
    report_sections: str = ""
    """``(organisation_id, key) -> dict``: a section of a report written from records."""
    report_templates: Mapping[str, str] = {}
    """Key -> ReportTemplate: a report that is prepared, and begun with one form."""
    report_guard: str = ""
    """``(report, act, …) -> Refusal | None``: an app's say on what is done to a report."""
    tasks: Mapping[str, str] = {}
    """Kind of long work -> function ``(user, argument, file, tell)``; may be begun twice."""
    task_names: Mapping[str, Any] = {}
    """Kind of background task -> what its page calls it."""
    daily: Sequence[str] = ()
    """Functions that the worker calls each morning; each may be called again."""
    each_minute: Sequence[str] = ()
    """Functions that the worker calls once a minute; each may be called again."""
    verifiers: Mapping[str, str] = {}
    """What ``verify`` proves -> function that returns (how many were checked, problems)."""
    messages: Sequence[str] = ()
    """Mappings of the kind of a delivery or reminder -> MessageKind, which writes its letter."""
    network_duties: Sequence[str] = ()
    """Mappings of a duty of the Network -> ``(network, today) -> DutyStatus``."""
    network_due: Sequence[str] = ()
    """Lists of ``(user, network, today) -> list[Due]``: what waits for the secretariat."""
    network_panels: Sequence[str] = ()
    """Panels of the Network's home pages."""
    network_reminders: Sequence[str] = ()
    """ReminderSource: of what the Network reminds by e-mail."""
    network_files: Sequence[str] = ()
    """Mappings of a kind of submission to UNKT -> FileKind: what its file holds."""
    member_activities: Sequence[str] = ()
    """``(office_id, year) -> [(entity_id, role, title)]``: what members do, for their profiles."""
    edition_published: str = ""
    """``(edition_id) -> None``: a new edition of a fact sheet replaces the ones before."""
    edition_panel: str = ""
    """``(user, edition_id) -> Panel | None``: a card on the page of a fact sheet's edition."""
    record_panel: str = ""
    """``(user, kind, key) -> Panel | None``: a card on the page of a record of a lower app."""
    searched: Sequence[str | tuple[str, str]] = ()
    """Lists that the search on every page looks through: address names, with an argument."""
    guide: Mapping[str, str] = {}
    """Address name, "" for the others -> the section of a guide ("counsellor#people")."""
    outstanding: str = ""
    """``(user, today) -> list[Outstanding]``: what is open, due or late for this user."""


def each_of(name: str) -> Iterator[tuple[str, Any]]:
    """Yield (app label, value) for every app that contributes ``name``, lower apps first."""
    for config in apps.get_app_configs():
        value = getattr(config, name, None) if isinstance(config, App) else None
        if value:
            yield config.label, value


def by_app() -> list[dict[str, Any]]:
    """Return every contribution of every app, for the page that prints them all."""
    names = [name for name in vars(App) if not name.startswith("_") and name in App.__annotations__]
    found = []
    for config in apps.get_app_configs():
        values = [(name, getattr(config, name, None)) for name in names]
        given = [(name, _lines(value)) for name, value in values if value]
        if isinstance(config, App) and given:
            found.append({"label": config.label, "name": config.verbose_name, "given": given})
    return found


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}: {one}" for key, one in value.items()]
    if isinstance(value, str):
        return [value]
    return [str(getattr(one, "address", one)) for one in value]


def mapping_of(name: str) -> dict[str, Any]:
    """Return the mappings of all apps as one."""
    return {key: value for _label, one in each_of(name) for key, value in one.items()}


def list_of(name: str) -> list[Any]:
    """Return the lists of all apps as one."""
    return [value for _label, one in each_of(name) for value in one]


def objects(name: str) -> list[Any]:
    """Return the objects that all apps name under ``name`` by dotted paths, as one list."""
    return [import_string(path) for path in list_of(name)]


def functions(name: str) -> dict[str, Callable[..., Any]]:
    """Return the functions that apps contribute under ``name``, by app label."""
    return {label: import_string(path) for label, path in each_of(name)}


def record_panels(user: Any, kind: str, key: str) -> list[Panel]:
    """Return the cards that apps show on the page of one record: its kind, as in the log."""
    found = [ask(user, kind, key) for ask in functions("record_panel").values()]
    return [one for one in found if one is not None]


def function_beside(name: str, label: str, other: str) -> Callable[..., Any] | None:
    """Return the function ``other`` of the module that one app contributes under ``name``."""
    path = dict(each_of(name)).get(label)
    return import_string(f"{path.rpartition('.')[0]}.{other}") if path else None
