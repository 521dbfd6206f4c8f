"""Every address of the Network; each noun brings its own list."""

from . import homes, members, registers, terms

app_name = "network"
urlpatterns = [
    *homes.urlpatterns,
    *members.urlpatterns,
    *registers.urlpatterns,
    *terms.urlpatterns,
]
