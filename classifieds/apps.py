from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassifiedsConfig(AppConfig):
    name = "classifieds"
    verbose_name = _("便民信息")

    def ready(self) -> None:
        from classifieds import removal, search, surfaces
        from classifieds.models import Listing
        from portal.traffic import viewable
        from portal.traffic.models import Kind

        surfaces.register()
        removal.register()
        search.register()
        viewable.register(Kind.LISTING, lambda pk: Listing.objects.public().filter(pk=pk).exists())
