"""The root URLconf. Each app has its own urls.py."""

from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from .admin import guard

# (URL prefix, app); apps without pages are not listed
PAGES = [
    ("", "waystation.site.ui"),
    ("accounts/", "allauth"),
    ("account/", "waystation.foundation.access"),
    ("tasks/", "waystation.foundation.tasks"),
    ("centres/", "waystation.services.centres"),
    ("people/", "waystation.registry.people"),
    ("people/", "waystation.registry.privacy"),
    ("", "waystation.registry.directory"),
    ("", "waystation.registry.referrals"),
    ("reference/", "waystation.registry.reference"),
    ("forms/", "waystation.registry.collection"),
    ("appointments/", "waystation.registry.appointments"),
    ("fact-sheets/", "waystation.registry.factsheets"),
    ("feedback/", "waystation.registry.feedback"),
    ("skills/", "waystation.registry.skills"),
    ("imports/", "waystation.registry.imports"),
    ("recruitment/", "waystation.services.recruitment"),
    ("studies/", "waystation.services.tracking"),
    ("labour/", "waystation.services.labour"),
    ("pathways/", "waystation.services.pathways"),
    ("diaspora/", "waystation.services.diaspora"),
    ("boards/", "waystation.governance.boards"),
    ("results/", "waystation.governance.results"),
    ("results/", "waystation.governance.reports"),
    ("programmes/", "waystation.governance.programmes"),
    ("organisations/", "waystation.registry.organisations"),
    ("knowledge/", "waystation.governance.knowledge"),
    ("policies/", "waystation.governance.policies"),
    ("network/", "waystation.governance.network"),
    ("network/", "waystation.governance.meetings"),
    ("network/", "waystation.governance.statements"),
    ("network/", "waystation.governance.workplans"),
    ("network/", "waystation.governance.advice"),
    ("network/", "waystation.governance.unkt_reports"),
    ("help/", "waystation.site.public"),
    ("offline/", "waystation.site.offline"),
    ("api/", "waystation.site.api"),
]


def _is_installed(app: str) -> bool:
    return app in settings.INSTALLED_APPS and find_spec(f"{app}.urls") is not None


# E-mail addresses are changed in foundation/access, which asks both the old and the new one to
# confirm; allauth's own pages redirect there.
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/email/", RedirectView.as_view(pattern_name="access:address")),
    path("accounts/confirm-email/", RedirectView.as_view(pattern_name="access:address")),
    path("accounts/confirm-email/<str:key>/", RedirectView.as_view(url="/account/address/")),
]
urlpatterns += [path(prefix, include(f"{app}.urls")) for prefix, app in PAGES if _is_installed(app)]

admin.autodiscover()
guard(admin.site)
urlpatterns.append(path("admin/", admin.site.urls))

# Resolving tries hundreds of patterns in turn, so the process caches the match of each path. Paths
# that match nothing are not cached.
_everything: Any = path("", include(urlpatterns))
_resolve = _everything.resolve


@lru_cache(maxsize=4096)
def _remembered(address: str) -> Any:
    """Return what an address leads to, without the list of what was tried before it."""
    found = _resolve(address)
    found.tried = []
    return found


_everything.resolve = _remembered
urlpatterns = [_everything]

handler500 = "waystation.site.config.faults.on_error"
