"""Referrals over HTTP: everything that the pages can do, with the same refusals."""

from . import inbox
from .referrals import router

router.add_router("", inbox.router)

__all__ = ["router"]
