"""The answers of a form as a snapshot of columns without identities.

Only countable data are included: choices and numbers, after the cleaning log. Free text, names,
telephone numbers, coordinates and pictures remain sealed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import queries
from .models import Form

if TYPE_CHECKING:
    from waystation.analysis.survey import Snapshot
    from waystation.analysis.xforms.definition import Question
    from waystation.foundation.access.models import User

PURPOSE = "submissions in snapshots"
KEY, EDITION = "_submission", "_edition"
NUMBERS = {"int", "integer", "decimal"}
DIGEST = re.compile(r"[0-9a-f]{64}")


def is_number(question: Question) -> bool:
    """Return whether a question asks for a number that can be averaged."""
    return question.bind.type in NUMBERS and bool(question.control)


def take_snapshot_of(
    user: User, form: Form, *, strata: Sequence[str] = (), weights: Sequence[str] = ()
) -> Snapshot:
    """Keep the cleaned answers of a form as they are now, and return where they lie.

    ``strata`` and ``weights`` name questions of the design, which need be neither choice nor
    number. The same answers are the same snapshot, whoever takes it. Choices are text as they
    came ("" where asked and not answered), numbers are floats.

    Raises NotAllowed, and Refusal before the first submission.
    """
    from waystation.analysis import survey

    access.require(user, "submission.read", form.office_id)
    rests_on = queries.provenance(user, form)
    editions = queries.definitions_of(user, form)
    questions = {
        question.key: question
        for definition in editions.values()
        for question in definition.table()
    }
    chosen = [key for key, one in questions.items() if one.is_choice or key in strata]
    numbers = [
        key
        for key, one in questions.items()
        if key in weights or (is_number(one) and not survey.names_somebody(key))
    ]
    numbers = [key for key in numbers if key not in chosen]
    ring = access.keyring(form.organisation_id)
    columns: dict[str, list[Any]] = {name: [] for name in (KEY, EDITION, *chosen, *numbers)}
    for key, version, answers in queries.answers_in_columns(user, form):
        columns[KEY].append(ring.digest(PURPOSE, key.bytes).hex())
        columns[EDITION].append(version.hex)
        for name in chosen:
            columns[name].append(answers.get(name))
        for name in numbers:
            columns[name].append(number_of(answers.get(name)))
    if not columns[KEY]:
        raise Refusal(
            N_("There is nothing to estimate yet: no submission has arrived."), code="no_rows"
        )
    return survey.take_snapshot(
        _typed_table(columns, numbers),
        folder_of(form),
        sorted_by=[name for name in strata if name in questions] or [EDITION],
        source=f"form {form.key} {rests_on['form_versions']}, submissions "
        f"{rests_on['submissions']}, cleaning {rests_on['cleaning']}",
        taken_at=now(),
        key=KEY,
        coded=[KEY, EDITION, *chosen, *numbers],
        key_of=_keys(form.organisation_id),
    )


def stored_snapshot(user: User, form: Form, digest: str) -> Snapshot | None:
    """Return a snapshot that was taken before, its content hashed again; None if it is gone.

    Raises NotAllowed, and CannotEstimate if the file was changed.
    """
    from waystation.analysis import survey

    access.require(user, "submission.read", form.office_id)
    path = folder_of(form) / f"{digest}.parquet"
    if not DIGEST.fullmatch(digest) or not path.exists():
        return None
    return survey.open_snapshot(path, check=True, key_of=_keys(form.organisation_id))


def folder_of(form: Form) -> Path:
    """Return where the snapshots of a form lie."""
    return folder_of_organisation(form.organisation_id) / str(form.id)


def folder_of_organisation(organisation: UUID) -> Path:
    """Return where all snapshots of an organisation's forms lie."""
    return Path(settings.STATE) / "snapshots" / str(organisation)


def _keys(organisation: UUID) -> Any:
    ring = access.keyring(organisation)
    return lambda digest: ring.derive(f"snapshot {digest}")


def _typed_table(columns: dict[str, list[Any]], numbers: Sequence[str]) -> Any:
    """Return an Arrow table; a column that nobody answered is empty text or numbers, not null."""
    import pyarrow as pa

    return pa.table(
        {
            name: pa.array(values, pa.float64() if name in set(numbers) else pa.string())
            for name, values in columns.items()
        }
    )


def number_of(text: str | None) -> float | None:
    """Return an answer as a number, None if it is none."""
    try:
        return float(text) if text else None
    except ValueError:
        return None
