"""The centres over HTTP: everything that a page can do, with the same refusals."""

from ninja import Router

from . import profiles, sessions, visits, waiting

router = Router(tags=["centres"])
for part in (visits, profiles, sessions, waiting):
    router.add_router("", part.router)

__all__ = ["router"]
