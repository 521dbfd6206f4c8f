"""The centres over HTTP: everything that the pages can do, with the same refusals."""

from ninja import Router

from . import centres, follow_up, profiles, sessions, visits, waiting

router = Router(tags=["centres"])
for part in (visits, profiles, sessions, waiting, follow_up, centres):
    router.add_router("", part.router)

__all__ = ["router"]
