"""Services and referrals over HTTP: everything that a page can do, with the same refusals."""

from . import inbox, services
from .referrals import router

for part in (services, inbox):
    router.add_router("", part.router)

__all__ = ["router"]
