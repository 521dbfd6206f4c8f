"""Every address of the Network; each noun brings its own list."""

from . import advice, homes, members, terms

app_name = "network"
urlpatterns = [
    *advice.urlpatterns,
    *homes.urlpatterns,
    *members.urlpatterns,
    *terms.urlpatterns,
]
