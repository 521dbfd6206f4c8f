from django.urls import path

from .views import openrosa

app_name = "collection"
urlpatterns = [
    path("key/<str:token>/formList", openrosa.form_list, name="phone-forms"),
    path("key/<str:token>/forms/<uuid:version>.xml", openrosa.form, name="phone-form"),
    path("key/<str:token>/forms/<uuid:version>/manifest", openrosa.manifest, name="phone-manifest"),
    path(
        "key/<str:token>/forms/<uuid:version>/files/<path:name>", openrosa.file, name="phone-file"
    ),
    path("key/<str:token>/submission", openrosa.submission, name="phone-submission"),
]
