"""Forms, what was sent, and what was corrected, over HTTP: as on the pages, with their refusals."""

from ninja import Router

from . import cleaning, forms, submissions

router = Router(tags=["collection"])
for part in (forms, submissions, cleaning):
    router.add_router("", part.router)

__all__ = ["router"]
