"""The pages of boards: the list, one board with its figures, and editing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.http import in_words
from waystation.foundation.documents import blocks
from waystation.foundation.pages.action_pages import ActionButton, ActionForm, EditForm
from waystation.foundation.pages.base import Page, PagePart, Permitted, url_of
from waystation.foundation.pages.lists import Column, ListPage, Row, columns_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.results import presenting
from waystation.governance.results import queries as results
from waystation.governance.results.http import (
    download,
    filter_of_request,
    for_readers,
    requested_audience,
)
from waystation.governance.results.rules.audiences import AUDIENCES

from . import actions, forms, queries
from .fields import BOARD, SUBSCRIPTION

BOARDS = (("boards:boards", N_("Boards")),)
EXPORTS = (("xlsx", "Excel"), ("csv", "CSV"), ("docx", "Word"), ("pdf", "PDF"))
NOTHING = FieldTable("boards.Nothing")


class Boards(ListPage):
    """One's own boards, and those that colleagues share."""

    permissions = (queries.READ,)
    title = N_("Boards")
    lead = N_(
        "Choose the figures you look at most. Share a board with your office, or get it by e-mail."
    )
    empty_title = N_("No boards yet")
    empty_text = N_("A board shows the indicators you choose, as figures, charts or tables.")
    add_label = N_("New board")
    order = ("title", "id")
    search = ("title",)
    columns = (
        *columns_of(BOARD.only("title")),
        Column("created_by__full_name", N_("Owner")),
        Column("shared", N_("Shared"), words=BOARD["shared"].words),
        Column("tile_count", N_("Figures"), number=True),
    )
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.boards_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return url_of("boards:board", row["id"])

    def get_add_url(self) -> str:
        return reverse("boards:new")


class BoardNew(ActionForm):
    """Make an empty board."""

    permissions = (queries.READ,)
    parents = BOARDS
    title = N_("New board")
    button = N_("Make the board")
    result_page = "boards:board"

    def get_form(self, form_class: Any = None) -> Any:
        return forms.BoardForm(self.user, **self.get_form_kwargs())

    def act(self, form: Any) -> Any:
        return actions.make_board(
            self.user,
            UUID(form.cleaned_data["office"]),
            key=form.cleaned_data["key"],
            **form.values,
        )


class OfBoard(PagePart):
    """A page of one board."""

    permissions: tuple[str, ...] = (queries.READ,)
    record_page = "boards:board"

    def get_record(self) -> Any:
        return queries.board_visible_to(self.user, self.kwargs["board_id"])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("boards:boards"), _("Boards")), (self.get_success_url(), str(self.record))]


class BoardPage(OfBoard, Page):
    """The current figures of a board, as its reader may see them."""

    template_name = "boards/board.html"

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("boards:boards"), _("Boards"))]

    def get_title(self) -> str:
        return str(self.record.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = filter_of_request(self.request)
        subscription = queries.subscription_of(self.user, self.record)
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "arranging": self.request.GET.get("arrange") == "1",
            "tiles": tiles_data(self.user, queries.tiles_of(self.record), chosen),
            "subscription": subscription,
            "rhythm": SUBSCRIPTION["rhythm"].words(subscription.rhythm) if subscription else "",
            "audiences": [(key, _(name)) for key, name in AUDIENCES],
            "exports": [
                (name, reverse("boards:export", args=[self.record.id, kind]))
                for kind, name in EXPORTS
            ],
        }


def tiles_data(user: Any, tiles: Sequence[Any], chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a board shows: a card, a chart or a table for each, or why there is none."""
    values = {**chosen["values"], "known": results.indicators_by_key(user)}
    return [{"tile": one, **_tile_data(user, one, values, chosen["asked"])} for one in tiles]


def _tile_data(
    user: Any, tile: Any, values: dict[str, Any], asked: Mapping[str, str]
) -> dict[str, Any]:
    key, known = tile.indicator, values["known"]
    title = known[key].title if key in known else key.replace("_", " ")
    try:
        if tile.shape == "figure":
            return {"title": title, "card": _card(user, key, values)}
        if tile.shape == "months":
            table = results.figures(user, [key], monthly=True, **values)[key]
        else:
            table = results.figures(user, [key], by=[tile.by], **values)[key]
    except Refusal as refusal:
        return {"title": title, "sentence": in_words(refusal)}
    named = title if tile.shape == "months" else by_title(table, tile.by)
    if tile.shape == "table":
        return {"title": named, "table": presenting.table_of(table, named)}
    opens = results.opens_any(user, table.known.definition.source)
    chart = presenting.chart_of(table, named, asked if opens else None)
    if chart is None:
        return {"title": named, "sentence": _("Nothing was recorded in this period.")}
    return {"title": named, "chart": chart}


def by_title(table: results.FigureTable, name: str) -> str:
    """Return the title of an indicator with its breakdown."""
    split = presenting.dimension_name(table, name).lower()
    return _("{title}, by {split}").format(title=table.known.title, split=split)


def _card(user: Any, key: str, values: dict[str, Any]) -> dict[str, Any]:
    earlier = values | {"period": presenting.year_before(values["period"])}
    now = results.figures(user, [key], **values)[key]
    before = results.figures(user, [key], **earlier)[key]
    monthly = results.figures(user, [key], monthly=True, **values)[key]
    return {
        "key": key,
        "title": now.known.title,
        "value": presenting.figure_written(now.total, now.known.definition),
        "spark": presenting.spark_of(monthly),
        "opens": results.opens_any(user, now.known.definition.source),
        **presenting.compare_with_year_ago(now, before),
    }


class BoardExport(OfBoard, Permitted):
    """A board as a file for the readers that were chosen; for our own staff as shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audience = requested_audience(request)
        parts = self._parts({**filter_of_request(request)["values"], "audience": audience})
        if not parts:
            raise NotSeen(N_("There is nothing on this board to export."), code="board_empty")
        report = for_readers(audience, self.record.title, parts)
        return download(self.kwargs["kind"], self.record.title, report)

    def _parts(self, values: dict[str, Any]) -> list[blocks.Block]:
        known = results.indicators_by_key(self.user)
        parts: list[blocks.Block] = []
        for tile in queries.tiles_of(self.record):
            if tile.indicator not in known:
                continue
            asked: dict[str, Any] = {**values, "known": known}
            if tile.shape == "months":
                asked["monthly"] = True
            elif tile.by:
                asked["by"] = [tile.by]
            table = results.figures(self.user, [tile.indicator], **asked)[tile.indicator]
            title = by_title(table, tile.by) if tile.by else table.known.title
            chart = presenting.chart_of(table, title) if tile.shape in {"months", "bars"} else None
            parts.append(chart or presenting.table_of(table, title))
        return parts


class BoardEdit(OfBoard, EditForm):
    """Change the title of a board, or who sees it."""

    table = BOARD
    title = N_("Change the board")

    def before(self) -> dict[str, Any]:
        return values_of(self.record, BOARD)

    def edit(self, seen: Mapping[str, Any], proposed: Mapping[str, Any]) -> Any:
        return actions.edit_board(self.user, self.record.id, seen, proposed)


class TileNew(OfBoard, ActionForm):
    """Put an indicator on a board."""

    title, button = N_("Add a figure"), N_("Add it")
    done = N_("Added at the end of the board.")

    def get_form(self, form_class: Any = None) -> Any:
        return forms.TileForm(self.user, **self.get_form_kwargs())

    def get_initial(self) -> dict[str, Any]:
        return {"indicator": self.request.GET.get("indicator", ""), "shape": "figure"}

    def act(self, form: Any) -> Any:
        return actions.add_tile(self.user, self.record.id, **form.values)


class BoardCopy(OfBoard, ActionButton):
    """Make one's own board of a colleague's."""

    done = N_("This is your own copy. Change it as you like.")
    result_page = "boards:board"

    def act(self) -> Any:
        return actions.copy_board(self.user, self.record.id)


class BoardRemove(OfBoard, ActionForm):
    """Remove a board, after a look."""

    title = button = N_("Remove the board")
    lead = N_("The board and its subscriptions are removed. The indicators and figures stay.")
    done = N_("The board is removed.")
    next_page = "boards:boards"
    table = NOTHING

    @cached_property
    def _board_page(self) -> str:
        return reverse("boards:board", args=[self.record.id])

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("boards:boards"), _("Boards")), (self._board_page, str(self.record))]

    def act(self, form: Any) -> Any:
        return actions.remove_board(self.user, self.record.id)


class Subscribe(OfBoard, ActionForm):
    """Get a board by e-mail."""

    title = N_("Get this board by e-mail")
    lead = N_(
        "The figures of the last month, with small numbers protected, and a link to the board."
    )
    done = N_("You get this board by e-mail.")
    form_class = forms.SubscriptionForm

    def get_initial(self) -> dict[str, Any]:
        there = queries.subscription_of(self.user, self.record)
        return {"rhythm": there.rhythm if there else "monthly"}

    def act(self, form: Any) -> Any:
        return actions.subscribe(self.user, self.record.id, **form.values)


class Unsubscribe(OfBoard, ActionButton):
    """End the e-mails about a board."""

    done = N_("You get no more e-mails about this board.")

    def act(self) -> Any:
        return actions.unsubscribe(self.user, self.record.id)


class OfArranging(OfBoard):
    """A step of arranging a board; the way back leads to arranging."""

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}?arrange=1"


class TileMove(OfArranging, ActionButton):
    """Move something one place up or down."""

    def act(self) -> Any:
        down = bool(self.request.POST.get("down"))
        return actions.move_tile(self.user, self.record.id, self.kwargs["tile_id"], down=down)


class TileRemove(OfArranging, ActionButton):
    """Take something off a board."""

    done = N_("Taken off the board.")

    def act(self) -> Any:
        return actions.remove_tile(self.user, self.record.id, self.kwargs["tile_id"])
