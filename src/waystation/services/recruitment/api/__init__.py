"""Ethical recruitment over HTTP: everything that the pages can do, with the same refusals."""

from ninja import Router

from . import due_diligence, incidents, workers

router = Router(tags=["recruitment"])
for part in (due_diligence, incidents, workers):
    router.add_router("", part.router)

__all__ = ["router"]
