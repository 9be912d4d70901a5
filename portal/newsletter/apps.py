from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "portal.newsletter"
    verbose_name = _("简报")

    def ready(self) -> None:
        from portal.moderation import surfaces

        names = ("subscribe", "confirm", "manage", "change", "leave")
        surfaces.shows_no_content(*(f"newsletter:{name}" for name in names))
