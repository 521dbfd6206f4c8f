"""Where the API stands. Its schemas are made when it is first asked.

They take a second of processor time, which most processes that serve a page never need.
"""

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """Addresses that are loaded when one of them is looked up, not when any other is."""

    def _populate(self) -> None:
        """Leave the house's index alone: it knows the namespace, which looks here itself."""


urlpatterns = [
    Later(RoutePattern("v1/"), "waystation.site.api.addresses", app_name="ninja", namespace="api")
]
