"""Forms, submissions and corrections over HTTP, with the refusals of the pages."""

from ninja import Router

from . import cleaning, forms, submissions

router = Router(tags=["collection"])
for part in (forms, submissions, cleaning):
    router.add_router("", part.router)

__all__ = ["router"]
