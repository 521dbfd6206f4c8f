"""Every address below /api/v1/."""

from .root import api

urlpatterns = api.urls[0]
