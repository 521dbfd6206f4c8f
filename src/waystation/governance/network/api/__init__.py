"""The Network over HTTP: each noun brings its own router."""

from __future__ import annotations

from ninja import Router

from . import meetings

router = Router(tags=["network"])
router.add_router("", meetings.router)
