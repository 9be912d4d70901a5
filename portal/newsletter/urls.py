from django.urls import path

from portal.newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("<str:token>/", views.manage, name="manage"),
    path("<str:token>/change/", views.change, name="change"),
    path("<str:token>/leave/", views.leave, name="leave"),
]
