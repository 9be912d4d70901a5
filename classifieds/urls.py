"""Addresses of the classifieds half, below /classifieds/."""

from django.urls import path, re_path

from classifieds import album, lost, managing, objecting, photos, posting, reaching, views

app_name = "classifieds"
urlpatterns = [
    path("", views.index, name="index"),
    path("post/", posting.post, name="post"),
    path("post/<slug:slug>/", posting.fill, name="fill"),
    path("post/<slug:slug>/photos/", posting.photos, name="tray"),
    re_path(r"^photos/(?P<stem>[0-9a-f]{32})(?:-(?P<width>[0-9]{1,5}))?\.webp$", photos.show, name="photo"),
    path("manage/", managing.mine, name="mine"),
    path("manage/lost/", lost.ask, name="lost"),
    path("manage/lost/<str:token>/", lost.reopen, name="reopen"),
    path("manage/<str:secret>/", managing.manage, name="manage"),
    path("manage/<str:secret>/edit/", managing.edit, name="edit"),
    path("manage/<str:secret>/photos/", album.album, name="album"),
    path("manage/<str:secret>/photos/<int:pk>/remove/", album.remove, name="remove_photo"),
    path("manage/<str:secret>/photos/<int:pk>/earlier/", album.earlier, name="earlier_photo"),
    path("manage/<str:secret>/renew/", managing.renew, name="renew"),
    path("manage/<str:secret>/done/", managing.done, name="done"),
    path("manage/<str:secret>/offer-again/", managing.offer_again, name="offer_again"),
    path("manage/<str:secret>/hide-contact/", managing.hide_contact, name="hide_contact"),
    path("manage/<str:secret>/letters/", managing.letters, name="letters"),
    path("manage/<str:secret>/appeal/", managing.appeal, name="appeal"),
    path("manage/<str:secret>/delete/", managing.delete, name="delete"),
    path("manage/<str:secret>/export/", managing.export, name="export"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/contact/", reaching.contact, name="contact"),
    path("<int:pk>/message/", reaching.message, name="message"),
    path("<int:pk>/report/", objecting.report, name="report"),
    path("<int:pk>/claim/", objecting.claim, name="claim"),
    path("<slug:slug>/", views.board, name="board"),
]
