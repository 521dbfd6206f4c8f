"""An attacker who owns the database: SQL outside Waystation, with triggers dropped first."""

from __future__ import annotations

from django.db import connection

from waystation.foundation.audit import chain
from waystation.foundation.audit.models import ChainHead, Entry
from waystation.foundation.audit.prepared import in_sql


def drop_triggers(table="audit_entry"):
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            suffix = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{suffix}')


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def unguarded(text, *values, table="audit_entry"):
    """Run SQL against a table that the database protects."""
    drop_triggers(table)
    sql(text, *values)


def cut_tail(organisation, keep):
    """Remove the entries after ``keep`` and make the head say that this was all."""
    last = Entry.objects.get(organisation_id=organisation.id, number=keep)
    key = in_sql(organisation.id)
    unguarded("DELETE FROM audit_entry WHERE organisation_id = %s AND number > %s", key, keep)
    sql(
        "UPDATE audit_chainhead SET number = %s, digest = %s WHERE organisation_id = %s",
        keep, bytes(last.digest), key,
    )  # fmt: skip


def recompute_all(organisation):
    """Make every digest anew over what the entries say now, as somebody with the key could."""
    previous, key = chain.FIRST, in_sql(organisation.id)
    for entry in Entry.objects.filter(organisation_id=organisation.id).order_by("number"):
        previous = chain.digest_of(previous, entry)
        unguarded("UPDATE audit_entry SET digest = %s WHERE id = %s", previous, entry.id)
    sql("UPDATE audit_chainhead SET digest = %s WHERE organisation_id = %s", previous, key)


def head_of(organisation):
    return ChainHead.objects.get(organisation_id=organisation.id)
