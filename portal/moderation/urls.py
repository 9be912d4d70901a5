"""The takedown form and the status of a notice."""

from django.urls import path

from portal.moderation import views

app_name = "takedown"
urlpatterns = [
    path("", views.new, name="new"),
    path("<str:reference>/", views.status, name="status"),
    path("<str:reference>/say/", views.say, name="say"),
    path("<str:reference>/retract/", views.retract, name="retract"),
]
