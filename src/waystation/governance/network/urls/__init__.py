"""Every address of the Network; each noun brings its own list."""

from . import members

app_name = "network"
urlpatterns = [*members.urlpatterns]
