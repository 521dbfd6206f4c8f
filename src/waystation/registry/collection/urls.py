from django.urls import path

from .views import openrosa, pages

app_name = "collection"
urlpatterns = [
    path("", pages.form_list, name="forms"),
    path("<uuid:form>/", pages.form_page, name="form"),
    path("<uuid:form>/open/", pages.switch, name="switch"),
    path("<uuid:form>/phones/", pages.add_phone, name="add-phone"),
    path("<uuid:form>/phones/<uuid:phone>/stop/", pages.revoke_phone, name="revoke-phone"),
    path("<uuid:form>/answers/", pages.answers, name="answers"),
    path("<uuid:form>/answers.csv", pages.export, name="export"),
    path("<uuid:form>/cleaning/", pages.cleaning, name="cleaning"),
    path("cleaning/<uuid:log>/", pages.cleaning_log, name="cleaning-log"),
    path("versions/<uuid:version>/publish/", pages.publish, name="publish"),
    path("versions/<uuid:version>/attach/", pages.attach, name="attach"),
    path("submissions/<uuid:submission>/", pages.submission, name="submission"),
    path("submissions/<uuid:submission>/raw.xml", pages.raw, name="raw"),
    path("submissions/<uuid:submission>/correct/", pages.correct, name="correct"),
    path("submissions/<uuid:submission>/resolve/", pages.resolve, name="resolve"),
    path("submissions/<uuid:submission>/undo/<uuid:line>/", pages.undo, name="undo"),
    path("submissions/<uuid:submission>/files/<path:name>", pages.attachment, name="attachment"),
    path("key/<str:token>/formList", openrosa.form_list, name="phone-forms"),
    path("key/<str:token>/forms/<uuid:version>.xml", openrosa.form, name="phone-form"),
    path("key/<str:token>/forms/<uuid:version>/manifest", openrosa.manifest, name="phone-manifest"),
    path(
        "key/<str:token>/forms/<uuid:version>/files/<path:name>", openrosa.file, name="phone-file"
    ),
    path("key/<str:token>/submission", openrosa.submission, name="phone-submission"),
]
