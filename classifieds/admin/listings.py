"""Listings at the desk: found, looked at with their history, and decided about in the queue."""

import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from classifieds import deciding
from classifieds.admin import queue
from classifieds.models import Contact, Listing
from portal.lib.editing import ReadOnlyAdmin


def _moment(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin[Listing]):
    change_list_template = "admin/classifieds/listings.html"
    list_display = ("title", "category", "region", "standing_words", "score", "posted_at", "expires_at")
    list_filter = ("group", "held_for", "posted_at")
    list_select_related = ("category", "region")
    search_fields = ("title", "=pk")
    date_hierarchy = "posted_at"
    fields = readonly_fields = (
        *("title", "category", "region", "intent", "price_shown", "place", "body", "facts_list", "pictures"),
        *("standing_words", "score", "reason_list", "appeal_text", "appealed_at", "posted_at", "expires_at"),
        *("contact_shown", "revisions_list", "decisions_list"),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Listing]":
        return super().get_queryset(request).select_related("category__group", "region")

    @admin.display(description=_("状态"))
    def standing_words(self, listing: Listing) -> str:
        return str(listing.standing_words)

    @admin.display(description=_("价格"))
    def price_shown(self, listing: Listing) -> str:
        return listing.price_words or "-"

    @admin.display(description=_("联系方式"))
    def contact_shown(self, listing: Listing) -> str:
        """Whole, since a moderator has to call when somebody says that the number is theirs."""
        contact = Contact.objects.filter(listing=listing).first()
        said = (contact.name, contact.phone, contact.wechat, contact.email) if contact else ()
        return " ".join(one for one in said if one) or "-"

    @admin.display(description=_("属性"))
    def facts_list(self, listing: Listing) -> SafeString:
        return format_html_join("，", "{} {}", listing.facts)

    @admin.display(description=_("照片"))
    def pictures(self, listing: Listing) -> SafeString:
        shown = [(photo.private_src, number) for number, photo in enumerate(listing.photos.all(), 1)]
        return format_html_join(" ", '<img class="thumbnail" src="{}" alt="{}">', shown)

    @admin.display(description=_("原因"))
    def reason_list(self, listing: Listing) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((one,) for one in listing.reason_sentences))

    @admin.display(description=_("修改记录"))
    def revisions_list(self, listing: Listing) -> SafeString:
        """What changed, when, from what to what."""
        rows = [
            (_moment(one.at), name, was or "-", now or "-")
            for one in listing.revisions.all()
            for name, was, now in one.lines()
        ]
        return format_html_join("", "<p>{} {}：<del>{}</del> → <ins>{}</ins></p>", rows)

    @admin.display(description=_("处理记录"))
    def decisions_list(self, listing: Listing) -> SafeString:
        """Who decided what, when and why."""
        about = deciding.decisions_about([listing.pk])
        rows = [(_moment(one.at), one.by or _("系统"), deciding.words_of(one), one.reason) for one in about]
        return format_html_join("", "<p>{} {} {} {}</p>", rows)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("queue/", view(queue.show), name="classifieds_listing_queue"),
            path("queue/undo/", view(queue.undo), name="classifieds_listing_undo"),
            path("queue/<slug:verb>/", view(queue.decide), name="classifieds_listing_decide"),
            *super().get_urls(),
        ]
