from __future__ import annotations

from waystation.governance.network.views.registers import PAGES

urlpatterns = PAGES.urls("registers/")
