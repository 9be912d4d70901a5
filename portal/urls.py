"""The table of contents of the whole site. Addresses are a contract."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

import portal.feeds
from classifieds import feeds
from portal import machines, sitemaps, suggesting, views
from portal.moderation import register_views

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
    path("classifieds/", include("classifieds.urls")),
    re_path(r"^feeds/classifieds\.(?P<form>rss|atom|json)$", feeds.feed, name="listing_feed"),
    re_path(r"^feeds/classifieds-(?P<slug>[-\w]+)\.(?P<form>rss|atom|json)$", feeds.feed, name="listing_feed_of"),
    re_path(r"^feeds/search\.(?P<form>rss|atom|json)$", portal.feeds.search, name="search_feed"),
    path("regions/<slug:slug>/", views.edition, name="edition"),
    path("views/", include("portal.traffic.urls")),
    path("takedown/", include("portal.moderation.urls")),
    path("newsletter/", include("portal.newsletter.urls")),
    path("search/", views.search, name="search"),
    path("search/suggest/", suggesting.suggest, name="suggest"),
    path("register/", register_views.index, name="register"),
    path("register/<int:year>.csv", register_views.year_csv, name="register_csv"),
    path("register/<int:year>.json", register_views.year_json, name="register_json"),
    path("transparency/", views.transparency, name="transparency"),
    path("about/", views.about, name="about"),
    path("mode/", views.mode, name="mode"),
    path("robots.txt", machines.robots, name="robots"),
    path("indexnow.txt", machines.indexnow_key, name="indexnow_key"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(r"^sitemap-(?P<kind>articles|listings)-(?P<number>[1-9]\d{0,9})\.xml$", sitemaps.part, name="sitemap_part"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap_lists"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("silian.xml", sitemaps.dead, name="silian"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    re_path(r"^media/(?P<path>.{1,200})$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
]

handler400 = "portal.views.malformed"
handler404 = "portal.views.not_found"
handler500 = "portal.views.broken"
