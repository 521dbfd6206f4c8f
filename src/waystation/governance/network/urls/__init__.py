"""Every address of the Network; each noun brings its own list."""

from . import homes, members, terms

app_name = "network"
urlpatterns = [
    *homes.urlpatterns,
    *members.urlpatterns,
    *terms.urlpatterns,
]
