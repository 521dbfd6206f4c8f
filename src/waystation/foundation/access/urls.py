from django.urls import path

from . import exporting
from .views import accounts, addresses, log, roles

app_name = "access"
urlpatterns = [
    path("users/", accounts.users, name="users"),
    path("users/<uuid:user_id>/role/", roles.give_role, name="give_role"),
    path("users/<uuid:user_id>/close/", accounts.close_account, name="close_account"),
    path("users/<uuid:user_id>/invite/", accounts.invite, name="invite"),
    path("roles/", roles.proposals, name="proposals"),
    path("roles/<uuid:proposal_id>/confirm/", roles.confirm_role, name="confirm_role"),
    path("roles/<uuid:proposal_id>/decline/", roles.decline_role, name="decline_role"),
    path("address/", addresses.address, name="address"),
    path("address/<str:secret>/", addresses.address_link, name="address_link"),
    path("addresses/", addresses.lost_addresses, name="lost_addresses"),
    path("addresses/<uuid:change_id>/approve/", addresses.approve, name="approve_address"),
    path("roles/<uuid:membership_id>/end/", roles.end_role, name="end_role"),
    path("audit/", log.audit, name="audit"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<uuid:request_id>/approve/", exporting.approve, name="export_approve"),
    path("sessions/", accounts.sessions, name="sessions"),
    path("tokens/", accounts.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", accounts.revoke_token, name="revoke_token"),
]
