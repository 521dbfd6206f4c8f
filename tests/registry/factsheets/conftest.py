"""Somebody who writes fact sheets, and a sheet about Schengen travel with its first edition."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.registry.factsheets import actions

NOW = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)
FIRST = {
    "valid_from": date(2026, 1, 1),
    "source": "Regulation (EU) 2016/399, Article 6",
    "source_url": "https://eur-lex.europa.eu/eli/reg/2016/399/oj",
    "source_on": date(2016, 3, 9),
}
SECOND = {**FIRST, "valid_from": date(2026, 9, 1), "changes": "No stamp any more."}
TEXTS = {
    "en": {"title": "Travel", "body": "Your passport is stamped."},
    "sq": {"title": "Udhëtimi", "body": "Pasaporta juaj vuloset."},
}


def write(user, edition, language, **changes):
    """Write a text from nothing, or change what is there."""
    from waystation.foundation.records.values import values_of
    from waystation.registry.factsheets import queries
    from waystation.registry.factsheets.fields import TEXT

    text = queries.language_version(edition, language).text
    seen = values_of(text, TEXT) if text else TEXT.complete({})
    return actions.write_text(user, edition.id, language, seen, {**seen, **changes})


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def orhan(mission):
    return mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")


@pytest.fixture
def sheet(mission, orhan):
    return actions.record_sheet(
        orhan, mission.prishtine.id, topic="schengen", title="Travelling in the Schengen area"
    )


@pytest.fixture
def drafted(orhan, sheet):
    """A draft with its English and its Albanian text."""
    edition = actions.draft_edition(orhan, sheet.id, **FIRST)
    for language, text in TEXTS.items():
        write(orhan, edition, language, **text)
    return edition


@pytest.fixture
def first(blerim, drafted):
    """The first edition, published."""
    return actions.change_edition_state(blerim, drafted.id, "publish")


@pytest.fixture
def publish_second(orhan, blerim, sheet, first):
    """Publish a second edition whose rule is another."""

    def published():
        edition = actions.draft_edition(orhan, sheet.id, **SECOND)
        write(orhan, edition, "en", body="Face and fingerprints are recorded.")
        return actions.change_edition_state(blerim, edition.id, "publish")

    return published
