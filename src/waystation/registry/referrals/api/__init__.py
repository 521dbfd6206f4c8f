"""Services and referrals over HTTP: everything that a page can do, with the same refusals."""

from ninja import Router

from . import inbox, referrals, services

router = Router(tags=["referrals"])
for part in (services, inbox, referrals):
    router.add_router("", part.router)

__all__ = ["router"]
