"""Addresses of the reading half; portal/urls.py includes them at the root."""

from django.urls import path, re_path

from articles import comment_views, feeds, share, views

app_name = "articles"
urlpatterns = [
    path("articles/<int:pk>/", views.detail, name="detail"),
    path("articles/<int:pk>/print/", views.print_view, name="print"),
    path("articles/<int:pk>/share.png", share.picture, name="share"),
    path("articles/<int:pk>/comments/", comment_views.comments, name="comments"),
    path("articles/<int:pk>/comments/<int:comment_pk>/report/", comment_views.report, name="report"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("tags/<str:slug>/", views.tag, name="tag"),
    path("people/<int:pk>/", views.person, name="person"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("archive/<int:year>/<int:month>/<int:day>/", views.archive, name="archive"),
    path("most-read/", views.most_read, name="most_read"),
    path("corrections/", views.corrections, name="corrections"),
    path("saved/", views.saved, name="saved"),
    re_path(r"^feeds/latest\.(?P<form>rss|atom|json)$", feeds.latest, name="feed"),
    re_path(r"^feeds/region-(?P<slug>[-\w]+)\.(?P<form>rss|atom|json)$", feeds.of_region, name="feed_of_region"),
    re_path(r"^feeds/section-(?P<slug>[-\w]+)\.(?P<form>rss|atom|json)$", feeds.of_section, name="feed_of_section"),
    re_path(r"^feeds/tag-(?P<slug>[^/]+)\.(?P<form>rss|atom|json)$", feeds.of_tag, name="feed_of_tag"),
]
