from django.urls import path

from . import views

BOARD = "<uuid:board_id>/"

app_name = "boards"
urlpatterns = [
    path("", views.Boards.as_view(), name="boards"),
    path("new/", views.BoardNew.as_view(), name="new"),
    path(BOARD, views.BoardPage.as_view(), name="board"),
    path(f"{BOARD}change/", views.BoardEdit.as_view(), name="change"),
    path(f"{BOARD}copy/", views.BoardCopy.as_view(), name="copy"),
    path(f"{BOARD}remove/", views.BoardRemove.as_view(), name="remove"),
    path(f"{BOARD}add/", views.TileNew.as_view(), name="add"),
    path(f"{BOARD}by-mail/", views.Subscribe.as_view(), name="subscribe"),
    path(f"{BOARD}no-mail/", views.Unsubscribe.as_view(), name="unsubscribe"),
    path(f"{BOARD}export/<slug:kind>", views.BoardExport.as_view(), name="export"),
    path(f"{BOARD}tiles/<uuid:tile_id>/move/", views.TileMove.as_view(), name="move"),
    path(f"{BOARD}tiles/<uuid:tile_id>/remove/", views.TileRemove.as_view(), name="take_off"),
]
