"""What the database itself keeps of profile editions and of reminders, in plain SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.foundation.messaging.models import Reminder
from waystation.governance.network.models import ProfileEdition

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 15, 12, tzinfo=UTC)


def stamp(network):
    return {
        "organisation": network.organisation,
        "office": network.office,
        "created_at": MOMENT,
        "changed_at": MOMENT,
    }


def reminder(network, **more):
    about = {"kind": "action", "subject_id": network.office.id, "day": date(2026, 2, 1)}
    return Reminder.objects.create(**stamp(network), **about, **more)


def refused(sentence, match):
    with (
        pytest.raises(Exception, match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sentence)


def test_an_edition_of_profiles_never_changes(network):
    ProfileEdition.objects.create(**stamp(network), number=1, as_of=date(2026, 1, 15), rows=[])

    refused("UPDATE network_profileedition SET number = 2", "append-only")
    refused("DELETE FROM network_profileedition", "append-only")


def test_a_reminder_goes_to_one_recipient_once_and_stays(network):
    nora = {"recipient_kind": "access.User", "recipient_id": network.nora.id}
    reminder(network, **nora)

    with pytest.raises(IntegrityError), transaction.atomic():
        reminder(network, **nora)
    with pytest.raises(IntegrityError), transaction.atomic():
        reminder(network)
    refused("UPDATE messaging_reminder SET mailed = 'failed'", "reminder_failed_with_reason|CHECK")
    refused("DELETE FROM messaging_reminder", "append-only")
