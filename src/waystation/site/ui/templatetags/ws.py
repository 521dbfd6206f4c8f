"""Pieces that templates are made of: icons, fields, error summaries, empty states, pagers."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from waystation.site.ui.drawings import ICONS

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int = 18) -> SafeString:
    """Draw an icon in the colour of the text around it. It says nothing to a screen reader."""
    path = ICONS.get(name, ICONS["doc"])
    return format_html(
        '<svg class="i" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true"><path d="{1}"/></svg>',
        size,
        path,
    )


@register.simple_tag
@cache
def logo(size: int = 30) -> SafeString:
    """Draw the house's mark: a way with two stations."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 32 32" aria-hidden="true">'
        '<rect width="32" height="32" rx="8" fill="#e39b2d"/>'
        '<path d="M7 22c6 0 5-11 11-11 4 0 4 5 8 5" fill="none" stroke="#12243f" '
        'stroke-width="2.6" stroke-linecap="round"/>'
        '<circle cx="8" cy="22" r="2.6" fill="#12243f"/><circle cx="25" cy="16" r="2.6" '
        'fill="#12243f"/></svg>',
        size,
    )


def _own_id(bound: BoundField) -> str:
    """Return what a link in the error summary jumps to: a group of answers has no one input."""
    return bound.id_for_label or str(bound.auto_id)


def _hint_id(bound: BoundField) -> str:
    return f"{_own_id(bound)}-hint"


def _error_id(bound: BoundField) -> str:
    return f"{_own_id(bound)}-error"


@register.simple_tag
def errors(form: Form) -> SafeString:
    """Show what is wrong, above the form, each sentence a link to its field."""
    if not form.errors:
        return SafeString("")
    lines = [("#main", sentence) for sentence in form.non_field_errors()]
    for name, sentences in form.errors.items():
        if name in form.fields:
            lines += [(f"#{_own_id(form[name])}", sentence) for sentence in sentences]
    items = format_html_join("", '<li><a href="{}">{}</a></li>', lines)
    return format_html(
        '<div class="errors" role="alert" tabindex="-1"><h2>{}</h2><ul>{}</ul></div>',
        _("Something is not right yet"),
        items,
    )


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Show a field: label, hint, what is wrong with it, and the widget."""
    if bound.is_hidden:
        return bound.as_widget()
    said = []
    if bound.help_text:
        said.append(_hint_id(bound))
    if bound.errors:
        said.append(_error_id(bound))
    extra: dict[str, Any] = {}
    if said:
        extra["aria-describedby"] = " ".join(said)
    if bound.errors:
        extra["aria-invalid"] = "true"
    hint = (
        format_html('<p class="hint" id="{}">{}</p>', _hint_id(bound), bound.help_text)
        if bound.help_text
        else ""
    )
    wrong = (
        format_html(
            '<p class="wrong-text" id="{}"><span class="vh">{}: </span>{}</p>',
            _error_id(bound),
            _("Error"),
            " ".join(str(sentence) for sentence in bound.errors),
        )
        if bound.errors
        else ""
    )
    css = "field wrong" if bound.errors else "field"
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="{}">{}<label class="tick">{} {}</label>{}</div>',
            css,
            wrong,
            bound.as_widget(attrs=extra),
            bound.label,
            hint,
        )
    optional = (
        ""
        if bound.field.required
        else format_html(' <span class="hint">({})</span>', _("optional"))
    )
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        choices = format_html_join(
            "", "<label>{} {}</label>", ((one.tag(), one.choice_label) for one in bound)
        )
        described = format_html(' aria-describedby="{}"', " ".join(said)) if said else ""
        return format_html(
            '<fieldset class="{}" id="{}"{}><legend>{}{}</legend>{}{}'
            '<div class="choices">{}</div></fieldset>',
            css,
            _own_id(bound),
            described,
            bound.label,
            optional,
            hint,
            wrong,
            choices,
        )
    return format_html(
        '<div class="{}"><label for="{}">{}{}</label>{}{}{}</div>',
        css,
        bound.id_for_label,
        bound.label,
        optional,
        hint,
        wrong,
        bound.as_widget(attrs=extra),
    )


@register.simple_tag
def tag(label: str, kind: str = "") -> SafeString:
    """Show a state in one word: g good, a wait, r wrong, v restricted, b plain blue."""
    return format_html('<span class="tag {}">{}</span>', kind, label)


@register.simple_tag
def figure(value: Any, url: str = "") -> SafeString:
    """Show a number in the reader's writing, as a link to what it counts."""
    shown = number_format(value, force_grouping=True) if isinstance(value, int | float) else value
    if not url:
        return format_html('<span class="num">{}</span>', shown)
    return format_html('<a class="fig" href="{}">{}</a>', url, shown)


@register.simple_tag
def bar(value: float, of: float = 100, label: str = "", kind: str = "") -> SafeString:
    """Draw how much of ``of`` has been reached. The length is an attribute, not a style."""
    share = max(0, min(100, round(100 * value / of))) if of else 0
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><rect width="{}" height="8" fill="currentColor"/></svg>',
        kind,
        label or f"{share}%",
        share,
    )


@register.simple_tag
def spark(values: list[float], label: str = "") -> SafeString:
    """Draw a small line of a few values, the last one marked; hidden where there are too few."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    reach = (high - low) or 1
    points = [
        (round(2 + 88 * n / (len(values) - 1), 1), round(26 - 22 * (value - low) / reach, 1))
        for n, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    return format_html(
        '<svg class="spark" viewBox="0 0 92 30" role="img" aria-label="{}">'
        '<polygon points="2,30 {} 90,30" fill="currentColor" opacity=".09"/>'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.8"/>'
        '<circle cx="{}" cy="{}" r="2.6" fill="currentColor"/></svg>',
        label or " · ".join(str(value) for value in values),
        line,
        line,
        *points[-1],
    )


@register.simple_tag
def empty(
    title: str, text: str = "", link: str = "", label: str = "", drawing: str = "info"
) -> SafeString:
    """Show an empty list that teaches: what would stand here, and how it comes."""
    button = format_html('<a class="btn" href="{}">{}</a>', link, label) if link else ""
    return format_html(
        '<div class="empty">{}<h3>{}</h3><p>{}</p>{}</div>', icon(drawing, 28), title, text, button
    )


@register.simple_tag(takes_context=True)
def more(context: Any, name: str, value: Any) -> SafeString:
    """Show the way to the next page of a list, with the other choices of the address kept."""
    if value in (None, ""):
        return SafeString("")
    query = context["request"].GET.copy()
    query[name] = str(value)
    return format_html('<p class="more"><a href="?{}">{}</a></p>', query.urlencode(), _("More"))


@register.simple_tag(takes_context=True)
def here(context: Any, address: str) -> SafeString:
    """Mark a link as the present page where the address begins with it."""
    path = context["request"].path if "request" in context else ""
    current = path == address or (address != "/" and path.startswith(address))
    return SafeString(' aria-current="page"' if current else "")
