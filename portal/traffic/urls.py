from django.urls import path

from portal.traffic import views

app_name = "traffic"
urlpatterns = [path("", views.count, name="count")]
