"""{% load documents %}: charts, tables and reports in a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from waystation.foundation.documents import blocks, pages

register = template.Library()


@register.simple_tag(takes_context=True)
def chart(context: template.Context, one: blocks.Chart, **more: Any) -> SafeString:
    """Show a chart or a map with its table, source and notes."""
    more.setdefault("untitled", False)
    return pages.block(one, **more)


@register.simple_tag
def table(one: blocks.Table, **more: Any) -> SafeString:
    """Show a table with its source and notes."""
    return pages.block(one, **more)


@register.simple_tag
def report(one: blocks.Report) -> SafeString:
    """Show a whole report."""
    return pages.render(one)


@register.inclusion_tag("documents/scripts.html")
def chart_scripts() -> dict[str, Any]:
    """Load the scripts of interactive charts; once, in a page that has charts."""
    return {}
