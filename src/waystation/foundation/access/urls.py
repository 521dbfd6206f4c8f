from django.urls import path

from . import exporting, views

app_name = "access"
urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/<uuid:user_id>/role/", views.give_role, name="give_role"),
    path("users/<uuid:user_id>/close/", views.close_account, name="close_account"),
    path("roles/<uuid:membership_id>/end/", views.end_role, name="end_role"),
    path("audit/", views.audit, name="audit"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<uuid:request_id>/approve/", exporting.approve, name="export_approve"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
]
