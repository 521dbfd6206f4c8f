"""Template components: icons, fields, error summaries, empty states, pagers, sparklines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from waystation.foundation.access import presenting
from waystation.foundation.access.queries import Office
from waystation.foundation.documents import numbers
from waystation.foundation.pages.attributes import attributes_of
from waystation.foundation.pages.drawings import ICONS
from waystation.foundation.records.fields import day_in_format, hour_of, in_short
from waystation.foundation.records.languages import public_names
from waystation.foundation.shared.languages import LocalText

register = template.Library()
MACHINE_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
ENDINGS = (":", ".", "!", "?", "؟", "…")
"""How a label ends that needs no colon before the sentence about it."""
PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"


@register.simple_tag
@cache
def icon(name: str, size: int = 18) -> SafeString:
    """Draw an icon in the colour of the surrounding text, hidden from screen readers."""
    path = ICONS.get(name, ICONS["doc"])
    return SafeString(render_to_string("pages/icon.html", {"path": path, "size": size}).strip())


@register.simple_tag
@cache
def logo(size: int = 30) -> SafeString:
    """Draw Waystation's logo."""
    return SafeString(render_to_string("pages/logo.html", {"size": size}).strip())


def _own_id(bound: BoundField) -> str:
    """Return the id that the error summary links to: a group of choices has no single input."""
    return bound.id_for_label or str(bound.auto_id)


class HeadingNode(template.Node):
    """The node of :func:`heading`."""

    child_nodelists = ("below", "buttons")

    def __init__(
        self,
        texts: list[template.base.FilterExpression],
        below: template.NodeList,
        buttons: template.NodeList,
    ) -> None:
        """Store the expressions of title and lead, and the content below and beside them."""
        self.texts, self.below, self.buttons = texts, below, buttons

    def render(self, context: template.Context) -> SafeString:
        """Render the heading; an empty part leaves no empty box."""
        title, lead = [*(one.resolve(context) for one in self.texts), "", ""][:2]
        parts = {"under_title": self.below, "heading_buttons": self.buttons}
        rendered = {
            name: mark_safe(nodes.render(context).strip())  # noqa: S308  rendered by templates
            for name, nodes in parts.items()
        }
        shown = {"title": title, "lead": lead, **rendered}
        return SafeString(render_to_string("pages/heading.html", shown))


@register.tag
def heading(parser: template.base.Parser, token: template.base.Token) -> HeadingNode:
    """Render the heading of a page: title, lead, further content, and buttons.

    ``{% heading title lead %} … {% buttons %} … {% endheading %}``: title and lead may be left out
    and written below as HTML. For title and lead alone use ``{% include "pages/heading.html" %}``.
    """
    _, *texts = token.split_contents()
    if len(texts) > 2:
        raise template.TemplateSyntaxError("heading takes a title and a lead")
    below, buttons = parser.parse(("buttons", "endheading")), template.NodeList()
    if parser.next_token().contents == "buttons":
        buttons = parser.parse(("endheading",))
        parser.delete_first_token()
    return HeadingNode([parser.compile_filter(text) for text in texts], below, buttons)


@register.simple_block_tag
def menu(content: str) -> SafeString:
    """Put a page's secondary buttons behind "More"; without any, render no menu."""
    if not content.strip():
        return SafeString("")
    return SafeString(render_to_string("pages/menu.html", {"content": mark_safe(content.strip())}))  # noqa: S308


MOST_BUTTONS = 4


@register.inclusion_tag("pages/actions.html")
def actions(links: Any, steps: Any = (), *, first: bool = False) -> dict[str, Any]:
    """Show a record's actions; with more than four, the two main ones and a menu.

    A link is a main one if it says so (``primary``); with ``first``, the first one is.
    """
    rows = [dict(link) for link in [*links, *steps]]
    if first and rows:
        rows[0]["primary"] = True
    rows.sort(key=lambda row: not row.get("primary"))
    many = len(rows) > MOST_BUTTONS
    return {"buttons": rows[:2] if many else rows, "more": rows[2:] if many else []}


@register.simple_tag
def errors(*forms: Form) -> SafeString:
    """Show the error summary above the forms of a page: each sentence links to its field."""
    lines = [line for form in forms for line in _error_lines(form)]
    if not lines:
        return SafeString("")
    return SafeString(render_to_string("pages/errors.html", {"lines": lines}))


def _error_lines(form: Form) -> list[dict[str, Any]]:
    lines = [{"link": "#main", "sentence": one} for one in form.non_field_errors()]
    for name, sentences in form.errors.items():
        if name in form.fields:
            bound = form[name]
            lines += [
                {"link": f"#{_own_id(bound)}", "label": with_colon(bound.label), "sentence": one}
                for one in sentences
            ]
    return lines


def with_colon(label: Any) -> str:
    """Return a label with a colon, unless it ends like a sentence."""
    text = str(label).rstrip()
    return text if text.endswith(ENDINGS) else f"{text}:"


@register.filter
def local(text: LocalText) -> SafeString:
    """Show a text with its language, where this is not the language of the page."""
    if text.language == get_language():
        return conditional_escape(text)
    return SafeString(render_to_string("pages/local_text.html", {"text": text}).strip())


@register.filter
def public_name(office: Office) -> SafeString:
    """Show the name of an office on a page without an account, in the reader's language."""
    return local(public_names([office])[office.id])


@register.filter
def days(text: str) -> str:
    """Return a stored text with each of its days (2026-05-09) as the reader's language has it."""
    return MACHINE_DAY.sub(lambda day: in_short(date.fromisoformat(day[0])), str(text))


@register.filter
def short(value: date | None) -> str:
    """Show a day or a moment in figures, "–" for none; in a long list quicker than ``date``."""
    return in_short(value) if value else "–"


@register.filter
def day(value: date | None, named: str = "SHORT_DATE_FORMAT") -> str:
    """Show a day, or that of a moment, in figures or in a named format that has no hour.

    A page has dozens; each different one is formatted once.
    """
    return day_in_format(value, named) if isinstance(value, date) else ""


@register.filter
def clock(moment: datetime | None) -> str:
    """Show the hour of a moment, which is the same in all languages, "–" for none."""
    return hour_of(moment) if moment else "–"


@register.filter
def dial(number: str) -> str:
    """Return the address that calls a telephone number."""
    return "tel:" + "".join(one for one in number if one.isdecimal() or one == "+")


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Show a field: label, hint, errors and widget."""
    if bound.is_hidden:
        return bound.as_widget()
    own_id, parts = _own_id(bound), []
    if bound.help_text:
        parts.append(f"{own_id}-hint")
    if bound.errors:
        parts.append(f"{own_id}-error")
    extra: dict[str, Any] = {}
    if parts:
        extra["aria-describedby"] = " ".join(parts)
    if bound.errors:
        extra["aria-invalid"] = "true"
    widget = bound.field.widget
    kind = "plain"
    if isinstance(widget, CheckboxInput):
        kind = "tick"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "group"
    asked = getattr(bound.field, "asked", False) or bound.name in getattr(bound.form, "asked", ())
    needed = bound.field.required or asked or bound.errors
    context = {
        "bound": bound,
        "kind": kind,
        "own_id": own_id,
        "css": "field wrong" if bound.errors else "field",
        "described": " ".join(parts),
        "optional": not needed,
        "widget": "" if kind == "group" else bound.as_widget(attrs=extra),
    }
    return SafeString(render_to_string("pages/field.html", context))


@register.filter
def attributes(names: dict[str, Any]) -> SafeString:
    """Write a widget's attributes in one step: Django's own template loops over them."""
    pairs = names.items()
    return attributes_of(*((k, v if isinstance(v, bool) else str(v)) for k, v in pairs))


@register.filter
def choice_attributes(widget: dict[str, Any]) -> SafeString:
    """Write the attributes of one radio button or check box of a group in one step."""
    own = {name: widget[name] for name in ("type", "name", "value")} | widget["attrs"]
    return attributes(own)


@register.filter
def cells(row: Iterable[dict[str, Any]]) -> SafeString:
    """Return the cells of a row as HTML.

    A list has hundreds, and asking the template for each one costs more than all their words.
    """
    return SafeString("".join(map(_cell, row)))


def _cell(cell: dict[str, Any]) -> str:
    url, muted = cell["url"], cell["muted"]
    html = _cell_html(cell["attributes"], cell["tone"], cell["first"], bool(url), bool(muted))
    return html % {
        "text": conditional_escape(cell["text"]),
        "url": url and conditional_escape(url),
        "muted": muted and conditional_escape(muted),
    }


@lru_cache(maxsize=4096)
def _cell_html(attributes: SafeString, tone: str, first: bool, url: bool, muted: bool) -> str:
    """Return the HTML of a cell as its template writes it, with places for its words."""
    context: dict[str, Any] = {"attributes": attributes, "tone": tone, "first": first}
    named = {"text": True, "url": url, "muted": muted}
    places = {name: f"{PLACEHOLDER}{name}{PLACEHOLDER}" for name in named if named[name]}
    html = render_to_string("pages/cell.html", context | places).replace("%", "%%")
    for name, place in places.items():
        html = html.replace(place, f"%({name})s")
    return "".join(map(str.strip, html.splitlines()))


@register.filter
def options(choices: Iterable[tuple[Any, Any]], chosen: Any = None) -> list[dict[str, Any]]:
    """Return the options of a select, with their attributes written in one step."""
    return [_option(code, label, selected=code == chosen) for code, label in choices]


@register.filter
def options_by_group(groups: Iterable[Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the options of Django's select widget by the name of their group, "" for none."""
    found: list[tuple[str, list[dict[str, Any]]]] = []
    for name, ones, _number in groups:
        if name or not found or found[-1][0]:
            found.append((name or "", []))
        found[-1][1].extend(
            _option(one["value"], one["label"], selected=one["selected"]) for one in ones
        )
    return found


def _option(value: Any, label: Any, *, selected: bool) -> dict[str, Any]:
    other = isinstance(label, LocalText) and label.language != get_language()
    return {
        "attributes": attributes_of(
            ("value", str(value)),
            ("selected", bool(selected)),
            ("lang", other and label.language),
        ),
        "label": label,
    }


@register.filter
def verb_words(key: str) -> str:
    """Show a verb of the audit log in the reader's language."""
    return presenting.verb(key)


@register.filter
def number(value: Any) -> str:
    """Show a number of a record formatted for people, "–" for none."""
    return "–" if value is None else numbers.in_record(value)


@register.filter
def money(value: Any) -> str:
    """Show an amount of money, "–" for none."""
    return "–" if value is None else numbers.format_money(value)


@register.simple_tag
def tag(label: str, kind: str = "") -> SafeString:
    """Show a state as a tag: g good, a waiting, r wrong, v restricted, b plain blue."""
    return SafeString(_tag_html(kind) % {"label": conditional_escape(localize(label))})


@cache
def _tag_html(kind: str) -> str:
    """Return the HTML of a tag as its template writes it, with a place for its label."""
    html = render_to_string("pages/tag.html", {"label": PLACEHOLDER, "kind": kind})
    return html.replace("%", "%%").replace(PLACEHOLDER, "%(label)s")


@register.inclusion_tag("pages/bar.html")
def bar(value: float, of: float = 100, label: str = "", kind: str = "") -> dict[str, Any]:
    """Show a progress bar out of ``of``. The length is an attribute, because CSP forbids styles."""
    share = max(0, min(100, round(100 * value / of))) if of else 0
    return {"share": share, "label": label or f"{share}%", "kind": kind}


@register.inclusion_tag("pages/empty.html")
def empty(
    title: str, text: str = "", link: str = "", label: str = "", drawing: str = "info"
) -> dict[str, Any]:
    """Show an empty state: what the list would contain, and how to add it."""
    return {"title": title, "text": text, "link": link, "label": label, "drawing": drawing}


@register.inclusion_tag("pages/more.html", takes_context=True)
def more(context: Any, name: str, value: Any, row: str = "") -> dict[str, Any]:
    """Show the link to a list's next page, with the other parameters of the URL.

    ``row`` is the number of the next page's first row.
    """
    if value in (None, ""):
        return {}
    query = context["request"].GET.copy()
    query[name] = str(value)
    if row:
        query["row"] = row
    return {"query": query.urlencode()}
