from .views import PAGES

app_name = "knowledge"
urlpatterns = PAGES.urls()
