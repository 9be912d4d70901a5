"""The desk: Django's admin with the site's own index."""

from typing import Any
from urllib.parse import quote

from django.apps import AppConfig
from django.contrib.admin import apps
from django.utils.translation import gettext_lazy as _


def _editions_of(article: Any) -> list[str]:
    """The page of each edition where the article stands, or would: its region's, and that of what its region is in."""
    from articles import lists
    from articles.models import Article

    public = Article.objects.public()
    return [
        lists.page_of(article, public.in_region(region.with_towns()), region.get_absolute_url())
        for region in article.region.with_parent()
    ]


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("邻闻")
    default = True

    def ready(self) -> None:
        from django.urls import reverse

        from portal.feeds import searched
        from portal.lib import sitemaps
        from portal.moderation import surfaces
        from portal.moderation.models import Target
        from portal.regions.models import Region
        from portal.search import spelling

        spelling.register(lambda: Region.objects.values_list("name", flat=True))
        surfaces.register("home", Target.ARTICLE, lambda article: [reverse("home")])
        surfaces.register("edition", Target.ARTICLE, _editions_of)
        surfaces.register("home", Target.LISTING, lambda listing: [reverse("home")])
        surfaces.register(
            "edition",
            Target.LISTING,
            lambda listing: [region.get_absolute_url() for region in listing.region.with_parent()],
        )
        for target in (Target.ARTICLE, Target.LISTING):
            surfaces.register("takedown:new", target, lambda item: [f"/takedown/?url={item.get_plain_url()}"])
            surfaces.register("search", target, lambda item: [f"{reverse('search')}?q={quote(item.title)}"])
            surfaces.register("suggest", target, lambda item: [f"{reverse('suggest')}?q={quote(item.title[:2])}"])
            surfaces.register("search_feed", target, lambda item: searched(item.title))
        part_of = sitemaps.part_of
        surfaces.register("sitemap_part", Target.ARTICLE, lambda one: [f"/sitemap-articles-{part_of(one.pk)}.xml"])
        surfaces.register("sitemap_part", Target.LISTING, lambda one: [f"/sitemap-listings-{part_of(one.pk)}.xml"])
        surfaces.register("sitemap_news", Target.ARTICLE, lambda article: ["/sitemap-news.xml"])
        # Addresses of lists and of what is gone, and none of what there is to read.
        surfaces.shows_no_content("sitemap", "sitemap_lists", "silian", "opensearch", "indexnow_key")
        surfaces.shows_no_content("about", "mode", "robots", "live", "ready", "traffic:count")
        surfaces.shows_no_content("register", "register_csv", "register_json", "transparency")
        surfaces.shows_no_content("takedown:status", "takedown:say", "takedown:retract")
        # Files have names that cannot be guessed; they are sealed with what shows them (portal/moderation/settling.py).
        surfaces.shows_no_content("media")


class DeskConfig(apps.AdminConfig):
    default_site = "portal.desk.Desk"
    default = False
