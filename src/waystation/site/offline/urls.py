from django.urls import path

from . import views

app_name = "offline"
urlpatterns = [
    path("", views.start, name="start"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.json", views.manifest, name="manifest"),
    path("contact/", views.contact, name="contact"),
    path("prepare/", views.prepare, name="prepare"),
    path("load/", views.load, name="load"),
    path("send/", views.send, name="send"),
    path("wiped/", views.device_wiped, name="wiped"),
    path("devices/", views.Devices.as_view(), name="devices"),
    path("devices/<uuid:device_id>/wipe/", views.DeviceWipe.as_view(), name="device_wipe"),
]
