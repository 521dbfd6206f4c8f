"""The business shortage survey: uploading its form, the frame, the estimate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.analysis import survey
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.purposes import COVER_PRICES
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions as collection
from waystation.registry.collection import queries as answers
from waystation.registry.reference import queries as reference
from waystation.services.labour.fields import SURVEY
from waystation.services.labour.models import FrameRow, Shortage, ShortageSurvey, SurveyEstimate
from waystation.services.labour.queries import shortages as queries
from waystation.services.labour.queries import template
from waystation.services.labour.rules import shortages as rules

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

KIND = "labour.ShortageSurvey"


def upload_template(user: access.AnyUser, office_id: UUID, title: str, key: str) -> Any:
    """Upload and publish our survey form in an office under the title and the id of a survey.

    Raises NotAllowed.
    """
    me = access.require(user, "shortage.estimate", office_id)
    workbook = template.template(title, key)
    version = collection.upload_form(me, office_id, template.FILE_NAME, workbook)
    return collection.publish_version(me, version.id).form


@transaction.atomic
def begin_survey(user: access.AnyUser, office_id: UUID, **values: Any) -> ShortageSurvey:
    """Begin a survey of businesses with its frame, and publish a form of its own for it.

    A phone offers the form under the name of the survey, so that each answer belongs to one survey.
    ``values`` are those of ``fields.SURVEY``. Raises NotAllowed, Refusals naming the line of the
    frame.
    """
    me = access.require(user, "shortage.estimate", office_id)
    given = SURVEY.complete(values)
    SURVEY.refuse(
        given,
        *rules.refusals_of_survey(
            given["title"], given["starts_on"], given["ends_on"], given["target"]
        ),
    )
    frame = rules.read_frame(given["frame"], [code for code, _ in reference.choices("sector")])
    made = ShortageSurvey.begin(me, office_id)
    made.form = upload_template(
        me, office_id, given["title"].strip(), f"{template.FORM_KEY}_{made.id.hex[-12:]}"
    )
    for name in SURVEY.without("frame").names:
        setattr(made, name, given[name])
    made.save(force_insert=True)
    FrameRow.objects.bulk_create(
        FrameRow(survey=made, sector=one.sector, businesses=one.businesses, target=one.target)
        for one in frame
    )
    audit.log(me, "shortage.record", KIND, made.id, office_id=office_id)
    return made


def estimate_shortages(user: access.AnyUser, survey_id: UUID) -> SurveyEstimate:
    """Estimate openings that are hard to fill from the cleaned answers, weighted by the frame.

    The same answers, corrections and program give the estimate that is there already. Raises
    NotSeen, NotAllowed, Refusal without answers or for a sector outside the frame.
    """
    one = queries.survey_visible_to(user, survey_id)
    me = access.require(user, "shortage.estimate", one.office_id)
    rests_on = answers.provenance(me, one.form, queries.answers_to(me, one))
    rests = f"{rests_on['submissions'][:32]}{rests_on['cleaning'][:32]}"
    code = survey.code_version()
    last = queries.latest_estimate(one)
    if last is not None and (last.submissions_hash, last.code_version) == (rests, code):
        return last
    businesses = list(queries.rows_of(me, one))
    if not businesses:
        raise Refusal(
            N_("There is nothing to estimate yet: no submission has arrived."), code="no_rows"
        )
    named: dict[UUID, list[Mapping[str, str]]] = defaultdict(list)
    for submission, row in queries.rows_of(me, one, template.REPEAT):
        named[submission.id].append(row)
    rows = [(main, named[submission.id]) for submission, main in businesses]
    secret = access.keyring(one.organisation_id).derive(COVER_PRICES)
    found = estimates(rows, {row.sector: row.businesses for row in one.frame.all()}, secret)
    return _save(me, one, rests, code, len(rows), found)


def estimates(
    rows: Sequence[tuple[Mapping[str, str], Sequence[Mapping[str, str]]]],
    frame: Mapping[str, int],
    secret: bytes = b"",
) -> list[dict[str, Any]]:
    """Return weighted totals of openings: all, and by occupation, sector, place and reason.

    ``rows``: what each business said, and the occupations it named. A business stands for
    businesses of its sector ÷ those that answered there; each sector is a stratum.
    ``secret``: of the office, for what is hidden besides.
    """
    sectors = [main.get("sector", "") for main, _lines in rows]
    design = survey.Design(
        weights=survey.frame_weights(sectors, frame),
        strata=sectors,
        fpc={one: max(frame[one], sectors.count(one)) for one in set(sectors)},
        singletons="centre",
    )
    columns: dict[tuple[str, str], list[float]] = {("all", ""): [0.0] * len(rows)}
    lines_of: Counter[tuple[str, str]] = Counter()
    for number, (main, lines) in enumerate(rows):
        for line in lines:
            openings = _number(line.get("openings"))
            if not openings:
                continue
            keys = {
                "all": "",
                "occupation": line.get("occupation", ""),
                "sector": main.get("sector", ""),
                "place": line.get("where", ""),
                "reason": line.get("reason", ""),
            }
            for kind, code in keys.items():
                # answers without a code count too: otherwise the difference would reveal them
                column = columns.setdefault((kind, code), [0.0] * len(rows))
                column[number] += openings
                lines_of[kind, code] += 1
    made = {
        key: survey.total(design, column, name=" ".join(key).strip())[0]
        for key, column in columns.items()
    }
    totals = [
        rules.Total(
            kind, code, made[kind, code].value or 0.0, lines_of[kind, code], *_behind(column)
        )
        for (kind, code), column in columns.items()
    ]
    hidden = rules.totals_to_hide(totals, secret)
    return [
        _published_total(one, None if (one.kind, one.code) in hidden else made[one.kind, one.code])
        for one in totals
        if one.code or one.kind == "all"
    ]


def _behind(column: Sequence[float]) -> tuple[int, float, float]:
    """Return how many businesses named openings, and the two largest numbers of them."""
    named = sorted((one for one in column if one > 0), reverse=True)
    first, second = [*named, 0.0, 0.0][:2]
    return len(named), first, second


def _published_total(one: rules.Total, row: Any) -> dict[str, Any]:
    """Return a total with its interval, without numbers where it is suppressed."""
    found = {"kind": one.kind, "code": one.code, "businesses": one.businesses}
    if row is None:
        return found | {"value": None, "low": None, "high": None}
    low = None if row.low is None else max(0.0, row.low)
    return found | {"value": row.value, "low": low, "high": row.high}


def _number(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0


@transaction.atomic
def _save(
    me: User,
    one: ShortageSurvey,
    rests: str,
    code: str,
    businesses: int,
    found: list[dict[str, Any]],
) -> SurveyEstimate:
    ShortageSurvey.objects.select_for_update(of=("self",)).get(id=one.id)
    last = queries.latest_estimate(one)
    made = SurveyEstimate.begin(
        me,
        one.office_id,
        survey=one,
        number=last.number + 1 if last else 1,
        businesses=businesses,
        submissions_hash=rests,
        code_version=code,
    )
    made.save(force_insert=True)
    order = {kind: place for place, (kind, _word) in enumerate(rules.KINDS)}
    found = sorted(found, key=lambda row: (order[row["kind"]], -(row["value"] or 0), row["code"]))
    Shortage.objects.bulk_create(
        Shortage.begin(me, one.office_id, estimate=made, position=position, **row)
        for position, row in enumerate(found)
    )
    audit.log(me, "shortage.estimate", KIND, one.id, office_id=one.office_id, rows=businesses)
    return made
