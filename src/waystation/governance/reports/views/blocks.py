"""The blocks of a draft: added, changed, moved and removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.forms import FieldsForm
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.reports import actions, forms, presenting, queries
from waystation.governance.reports.fields import TYPED, offering
from waystation.governance.reports.rules.reports import KINDS
from waystation.governance.results import presenting as figures
from waystation.governance.results import queries as results

from .drafts import OfReport

NOTHING = FieldTable("reports.Block")


def offered_to(user: Any, kind: str) -> FieldTable:
    """Return the fields of a kind of block with what this user may choose. Raises NotSeen."""
    if kind not in TYPED:
        raise NotSeen(N_("There is no block of this kind."), code="kind_unknown")
    if kind == "finding":
        return offering(kind, finding=queries.findings_offered(user))
    if kind not in {"headline", "table", "chart", "map"}:
        return offering(kind)
    known = results.indicators_by_key(user)
    indicators = [(key, one.title) for key, one in known.items()]
    breakdowns = {
        name: figures.breakdown_name(one.definition, name)
        for one in known.values()
        for name in [*one.definition.by, "office"]
    }
    steps = [("month", _("Month")), *breakdowns.items()]
    return offering(
        kind,
        indicator=indicators,
        indicators=indicators,
        along=steps,
        by=steps,
        split=list(breakdowns.items()),
    )


class BlockPage(OfReport, ActionForm):
    """A page with the form of one block of a draft."""

    template_name = "reports/block.html"

    def get_form_class(self) -> type[FieldsForm]:
        return forms.ImageForm if self.get_kind() == "image" else forms.BlockForm

    def get_kind(self) -> str:
        return str(self.kwargs["kind"])

    def get_table(self) -> FieldTable:
        """Return the fields of the block with what this user may choose."""
        return offered_to(self.user, self.get_kind())

    def get_title(self) -> str:
        return _(dict(KINDS)[self.get_kind()])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = results.indicators_by_key(self.user) if self.get_kind() == "text" else {}
        return super().get_context_data(**kwargs) | {"known": known.values()}


def with_image(user: Any, report: Any, form: Any) -> dict[str, Any]:
    """Return the form values; an uploaded picture is stored and referenced."""
    values: dict[str, Any] = form.values
    file = form.cleaned_data.get("file")
    if file is not None:
        image = actions.add_image(user, report, file.name, file.read())
        values["image"] = str(image.id)
    return values


class BlockNew(BlockPage):
    """Write a new block."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.get_table()}

    def act(self, form: Any) -> Any:
        values = with_image(self.user, self.record.id, form)
        return actions.add_block(self.user, self.record.id, self.get_kind(), values)


class OfBlock(OfReport):
    """A page of one block of a draft."""

    block: Any

    def get_record(self) -> Any:
        report = super().get_record()
        self.block = queries.block_of(report, self.kwargs["block"])
        return report

    def get_kind(self) -> str:
        return str(self.block.kind)


class BlockEdit(OfBlock, BlockPage, EditForm):
    """Change a block. An editor who meets another's change sees both and chooses."""

    done = ""

    def before(self) -> dict[str, Any]:
        return actions.values_of_block(self.block)

    def act(self, form: Any) -> Any:
        form.cleaned_data |= with_image(self.user, self.record.id, form)
        return super().act(form)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.change_block(self.user, self.record.id, self.block.id, proposed, seen)


class BlockMove(OfReport, ActionButton):
    """Move a block up or down."""

    def act(self) -> Any:
        by = 1 if "down" in self.request.POST else -1
        return actions.move_block(self.user, self.record.id, self.kwargs["block"], by)


class BlockRemove(OfBlock, ActionForm):
    """Ask once more, then remove a block of a draft."""

    title, button = N_("Remove this block?"), N_("Remove")
    lead = N_("It is removed from the draft. Published editions do not change.")
    done = N_("The block is removed.")
    template_name = "reports/block_remove.html"
    table = NOTHING

    def act(self, form: Any) -> Any:
        return actions.remove_block(self.user, self.record.id, self.block.id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "kind": _(dict(KINDS)[self.block.kind]),
            "text": presenting.label_of(self.block, queries.indicator_titles(self.record)),
        }
