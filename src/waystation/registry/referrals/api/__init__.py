"""Referrals over HTTP: everything that a page can do, with the same refusals."""

from . import inbox
from .referrals import router

router.add_router("", inbox.router)

__all__ = ["router"]
