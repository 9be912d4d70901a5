from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("新闻")

    def ready(self) -> None:
        from articles import removal, search, surfaces
        from articles.models import Article
        from portal.traffic import viewable
        from portal.traffic.models import Kind

        surfaces.register()
        removal.register()
        search.register()
        viewable.register(Kind.ARTICLE, lambda pk: Article.objects.at_address().filter(pk=pk).exists())
