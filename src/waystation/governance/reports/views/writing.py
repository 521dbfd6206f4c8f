"""The editor of a draft: the page, saving, searching for a figure, pictures, the preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.documents import pages, writing
from waystation.foundation.pages.base import Page, Permitted
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal
from waystation.foundation.shared.typed import json_in
from waystation.foundation.shared.words import N_
from waystation.governance.reports import actions, presenting, queries
from waystation.governance.reports.fields import BLOCKS, TYPED
from waystation.governance.reports.presenting import inserting
from waystation.governance.reports.rules.reports import KINDS
from waystation.governance.reports.rules.writing import OBJECTS
from waystation.governance.reports.transitions import REPORT_WORKFLOW

from .blocks import offered_to
from .documents import content_of, draft_document, loader
from .drafts import OfReport

INSERTED = tuple(kind for kind in TYPED if kind in OBJECTS)


def reading(user: Any, report: Any) -> dict[str, Any]:
    """Return the current values of a draft's figures, facts and pieces, and their errors."""
    rows = queries.blocks_of(report)
    assembled = queries.preview(report, reader=user)
    made = content_of(report, assembled)
    work = presenting.Pages(made, report.language, None, loader(report.organisation_id))
    pieces, problems = {}, {}
    for row, data in zip(rows, made["blocks"], strict=True):
        if data["kind"] == "refused":
            problems[str(row.id)] = in_words(data["refusal"])
        elif row.kind in OBJECTS:
            parts = [pages.block(one, still=True) for one in inserting.piece_blocks(work, data)]
            pieces[str(row.id)] = "".join(parts)
    return {
        "pieces": pieces,
        "problems": problems,
        "differs": queries.differs_when_published(report, assembled),
        "figures": inserting.figures(report, rows, assembled, work),
        "facts": inserting.facts(report),
    }


class WritePage(OfReport, Page):
    """A draft to write in. Without JavaScript the draft's own page has a form for each block."""

    template_name = "reports/write.html"

    def get_title(self) -> str:
        return str(self.record.title)

    def get_parents(self) -> list[tuple[str, str]]:
        return super().get_parents()[:1]

    def get_setup(self) -> dict[str, Any]:
        """Return the initial state of the editor in the browser."""
        row = self.record
        rows = queries.blocks_of(row)
        names = dict(KINDS)
        return {
            "schema": writing.for_browser(),
            "nodes": queries.nodes_for_editor(rows),
            "seen": queries.seen_now(rows),
            **reading(self.user, row),
            "objects": {
                kind: {
                    "label": _(names[kind]),
                    "change": kind in INSERTED,
                    "required": [one.name for one in BLOCKS[kind] if one.required],
                }
                for kind in OBJECTS
            },
            "words": inserting.words(),
            "language": row.language,
            "direction": "rtl" if row.language == "ar" else "ltr",
            "token": get_token(self.request),
            "saveUrl": reverse("reports:save", args=[row.id]),
            "searchUrl": reverse("reports:find_figure", args=[row.id]),
            "imageUrl": reverse("reports:add_image", args=[row.id]),
            "previewUrl": reverse("reports:preview", args=[row.id]),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names, setup = dict(KINDS), self.get_setup()
        return super().get_context_data(**kwargs) | {
            "setup": setup,
            "differs": setup["differs"],
            "about_figures": _(presenting.DIFFERS),
            "may_publish": any(REPORT_WORKFLOW.available(self.user, self.record)),
            "dialogs": [
                {
                    "kind": kind,
                    "label": _(names[kind]),
                    "form": FieldsForm(table=offered_to(self.user, kind), auto_id=f"{kind}_%s"),
                }
                for kind in INSERTED
            ],
            "periods": inserting.period_choices(self.record),
            "narrowed": inserting.narrowings(),
        }


class Save(OfReport, Permitted):
    """Save the editor's content, and return its current values."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = json_in(request.body)
        if not isinstance(sent, Mapping):
            return JsonResponse({"message": _("This could not be read.")}, status=400)
        try:
            report, seen, others = actions.save_document(
                self.user, self.record.id, sent.get("nodes"), sent.get("seen") or {}
            )
        except actions.RefusedBlocks as refusal:
            wrong = {key: in_words(one) for key, one in refusal.blocks.items()}
            return self.answer_refusal(refusal, blocks=wrong)
        except Conflict as conflict:
            return self.answer_refusal(conflict, conflicts=self.disputed(conflict))
        except NotSeen:
            raise
        except Refusal as refusal:
            return self.answer_refusal(refusal)
        rows = queries.blocks_of(report)
        time = date_format(timezone.localtime(report.changed_at), "TIME_FORMAT")
        return JsonResponse(
            {
                "seen": seen,
                # What this editor has already is not sent back: it may have gone on writing.
                "nodes": queries.nodes_for_editor(rows) if others else None,
                "status": _("Saved at {time}").format(time=time),
                **reading(self.user, report),
            }
        )

    def answer_refusal(self, refusal: Refusal, **more: Any) -> JsonResponse:
        return JsonResponse({"message": in_words(refusal), **more}, status=refusal.status)

    def disputed(self, conflict: Conflict) -> dict[str, Any]:
        """Return the blocks that both editors changed, as the other one left them."""
        rows = {str(one.id): one for one in queries.blocks_of(self.record)}
        titles = queries.indicator_titles(self.record)
        found = {}
        for key in conflict.fields:
            row = rows.get(key)
            if row is None and key == "order":
                continue
            found[key] = {
                "digest": queries.seen_now([row])["blocks"][key] if row else "",
                "nodes": queries.nodes_for_editor([row]) if row else [],
                "text": presenting.label_of(row, titles)
                if row
                else _("The other person removed it."),
            }
        return found


class FindFigure(OfReport, Permitted):
    """Figures from records and facts of sources whose names have the words asked for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = {name: request.GET.get(name, "")[:80] for name in ("q", "period", "only")}
        return JsonResponse({"found": inserting.find_figures(self.user, self.record, **asked)})


class AddImage(OfReport, Permitted):
    """Store a picture for a draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refusal(N_("Choose a file."), field="file", code="file_missing")
            image = actions.add_image(self.user, self.record.id, file.name or "", file.read())
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                raise
            return JsonResponse({"message": in_words(refusal)}, status=refusal.status)
        return JsonResponse({"image": str(image.id)})


class Preview(OfReport, Permitted):
    """The draft as the document it would be, without the page around it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assembled = queries.preview(self.record, reader=self.user)
        return HttpResponse(pages.render(draft_document(self.record, assembled)))
