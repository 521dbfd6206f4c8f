"""Indicators, figures, and figures asked of partners, over HTTP: as on the pages."""

from ninja import Router

from . import indicators, partners

router = Router(tags=["results"])
for part in (indicators, partners):
    router.add_router("", part.router)

__all__ = ["router"]
