from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.lib.editing import ReadOnlyAdmin
from portal.newsletter.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin[Subscription]):
    """Who gets digests. Nobody is subscribed here; somebody who asks for it can be deleted."""

    list_display = ("masked", "region", "period", "confirmed_at", "suspended_at", "letters", "returned")
    list_filter = ("period", "region", ("confirmed_at", admin.EmptyFieldListFilter))
    list_select_related = ("region",)
    fields = ("masked", "region", "period", "asked_at", "confirmed_at", "suspended_at")
    search_fields = ("=email",)
    search_help_text = _("写完整的邮箱")
    ordering = ("-asked_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        sent = Count("deliveries", filter=Q(deliveries__sent_at__isnull=False))
        returned = Count("deliveries", filter=~Q(deliveries__bounce=""))
        return super().get_queryset(request).annotate(sent=sent, returned=returned)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("newsletter.delete_subscription"))

    @admin.display(description=_("邮箱"))
    def masked(self, subscription: Subscription) -> str:
        return subscription.masked

    @admin.display(description=_("寄出"))
    def letters(self, subscription: Any) -> int:
        return int(subscription.sent)

    @admin.display(description=_("退信"))
    def returned(self, subscription: Any) -> int:
        return int(subscription.returned)
