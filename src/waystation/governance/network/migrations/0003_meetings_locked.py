"""What the Network has issued, minuted and recorded stays as it was; late papers stay late."""

from django.db import migrations

from waystation.foundation.access.records import Together, Trigger, triggers_against_change

NEVER_CHANGED = (
    "network_notice",
    "network_noticesignature",
    "network_calendaredition",
    "network_paperfile",
    "network_minutes",
    "network_actionevent",
    "network_waiver",
    "network_fileclosing",
)
NEVER_REMOVED = (
    "network_meeting",
    "network_agendaitem",
    "network_paper",
    "network_delivery",
    "network_minutescomment",
    "network_decision",
    "network_reservation",
    "network_action",
)
LATE = "network_paper_late_for_ever"
SENTENCE = "network_paper: a late paper is late for ever"


def keep_late(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f'CREATE TRIGGER "{LATE}" BEFORE UPDATE ON "network_paper" '
            "WHEN OLD.late AND (NOT NEW.late OR NEW.distributed_on <> OLD.distributed_on) "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
        return
    schema_editor.execute(
        f'CREATE FUNCTION "{LATE}_fn"() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN '
        "IF OLD.late AND (NOT NEW.late OR NEW.distributed_on IS DISTINCT FROM "
        f"OLD.distributed_on) THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END $body$"
    )
    schema_editor.execute(
        f'CREATE TRIGGER "{LATE}" BEFORE UPDATE ON "network_paper" '
        f'FOR EACH ROW EXECUTE FUNCTION "{LATE}_fn"()'
    )


def forget_late(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{LATE}"')
        return
    schema_editor.execute(f'DROP TRIGGER IF EXISTS "{LATE}" ON "network_paper"')
    schema_editor.execute(f'DROP FUNCTION IF EXISTS "{LATE}_fn"()')


class Migration(migrations.Migration):
    dependencies = [("network", "0002_meetings")]

    operations = [
        Together(
            [
                *[step for table in NEVER_CHANGED for step in triggers_against_change(table)],
                *[
                    step
                    for table in NEVER_REMOVED
                    for step in triggers_against_change(table, verbs=["DELETE"])
                ],
                Trigger(LATE, keep_late, forget_late),
            ]
        )
    ]
