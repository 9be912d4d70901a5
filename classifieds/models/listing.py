"""The listing: what a resident posts, who may see it, and how long."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classifieds.models import shelf
from classifieds.models.attribute import Attribute, told
from classifieds.models.category import Category
from classifieds.models.contact import CLAIM_AGAIN, CLAIM_LASTS, Contact
from classifieds.models.lasting import Lasting
from classifieds.models.managed import Managed
from classifieds.models.shelf import Shelved
from classifieds.models.standing import BY_VERBS, Standing
from classifieds.telling import tell_of
from portal.lib import caching, sitemaps
from portal.moderation.models import Report, Target
from portal.search import index
from portal.traffic import counting
from portal.traffic.models import Kind

if TYPE_CHECKING:
    from classifieds.models.photo import Photo

MOST_IN_GIST = 4
SHORT = 12
# What screening or readers doubt and no moderator has looked at.
DOUBTFUL = Q(reviewed_at=None) & (Q(held_at__isnull=False) | Q(quarantined_at__isnull=False))
KEPT_AFTER_END = datetime.timedelta(days=30)


class ListingQuerySet(models.QuerySet["Listing"]):
    def public(self) -> Self:
        """What a reader may see now. Boards, feeds, search and sitemaps all ask here."""
        return self.filter(shelf.STANDING, expires_at__gt=timezone.now())

    def canaries(self) -> Self:
        """Listings of the site's own that only programs come upon (classifieds/harvesting.py)."""
        return self.filter(held_for=Standing.HeldFor.CANARY)

    def answering(self) -> Self:
        """Whose own address answers: what is public, and canaries, which nothing else shows."""
        return self.public() | self.canaries()

    def with_reach(self) -> Self:
        """What has also earned reach: the front page, feeds, sitemaps, live links."""
        return self.public().filter(quarantined_at=None)

    def removed(self) -> Self:
        """What was here and is gone: its address answers 410, never 404."""
        return self.filter(
            Q(expires_at__lte=timezone.now()) | ~Q(withdrawn_at=None) | ~Q(deleted_at=None) | ~Q(held_at=None)
        )

    def standing(self, category: Category) -> Self:
        """What a category shows or would show once an editor has looked."""
        there = self.filter(category=category, withdrawn_at=None, deleted_at=None, done_at=None)
        return there.filter(expires_at__gt=timezone.now())

    def awaiting_review(self) -> Self:
        """What waits for a moderator, seen by readers or not."""
        claimed = Contact.objects.filter(claimed_at__gt=timezone.now() - CLAIM_LASTS, claim_settled_at=None)
        reported = Report.objects.unsettled().filter(target=Target.LISTING)
        doubtful = Listing.objects.filter(DOUBTFUL)
        # Three short lists, each from an index: no look at every listing for a condition with OR in it.
        waiting = (
            doubtful.order_by()
            .values("pk")
            .union(claimed.order_by().values("listing_id"), reported.order_by().values("object_id"))
        )
        return self.filter(pk__in=waiting, withdrawn_at=None, deleted_at=None)

    def riskiest_first(self) -> Self:
        """What waits in the order of its risk: the score, more for each report, most for a claim and an appeal."""
        open_reports = Report.objects.unsettled().filter(target=Target.LISTING, object_id=OuterRef("pk")).order_by()
        number = Coalesce(Subquery(open_reports.values("object_id").annotate(n=Count("pk")).values("n")), 0)
        claimed = Q(contact__claimed_at__gt=timezone.now() - CLAIM_LASTS, contact__claim_settled_at=None)
        rows = self.annotate(open_reports=number)
        risk = F("score") + Least(F("open_reports") * 10, 50)
        risk += Case(When(claimed, then=40), default=0) + Case(When(appealed_at=None, then=0), default=20)
        return rows.annotate(risk=risk).order_by("-risk", "-posted_at", "-pk")

    def with_views(self) -> Self:
        """Each with its `views` as added up so far."""
        return self.annotate(views=counting.totals(Kind.LISTING))

    def newest_first(self) -> Self:
        return self.order_by("-posted_at", "-pk")

    def for_cards(self) -> Self:
        """Load what classifieds/_card.html shows, however many cards there are."""
        return self.select_related("category__group", "region").prefetch_related("photos")

    def for_ticker(self) -> Self:
        """Load what classifieds/_ticker.html shows, however many lines there are."""
        return self.select_related("category", "region").defer("body", "values", "reasons")


class Listing(Lasting, Standing, Shelved, Managed):
    """Something a resident offers or looks for. Live at once; what abuse cannot get is reach."""

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="listings", db_index=False, verbose_name=_("类别")
    )
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, verbose_name=_("地区")
    )
    intent = models.CharField(_("供求"), max_length=6, choices=Category.Intent.choices, default="offer")
    title = models.CharField(_("标题"), max_length=60)
    body = models.TextField(_("补充说明"), max_length=800, blank=True)
    values = models.JSONField(_("属性"), default=dict)
    place = models.CharField(_("地点"), max_length=60, blank=True)
    price_unit = models.CharField(_("价格单位"), max_length=10, blank=True, editable=False)
    price = models.DecimalField(_("价格"), max_digits=12, decimal_places=2, null=True, blank=True, editable=False)

    deleted_at = models.DateTimeField(_("发布人删除"), null=True, editable=False)

    # What an import needs to know a row again: its key in the file.
    import_key = models.CharField(_("导入编号"), max_length=100, null=True, blank=True, unique=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("便民信息")
        permissions = [("moderate_listing", _("审核便民信息"))]
        indexes = [
            shelf.index("listings_newest"),
            shelf.index("listings_of_area", "area"),
            shelf.index("listings_of_region", "region"),
            shelf.index("listings_of_group", "group", columns=shelf.COLUMNS),
            shelf.index("listings_of_category", "category", columns=shelf.COLUMNS),
            shelf.index("listings_by_price", "category", "price", columns=shelf.COLUMNS),
            models.Index(fields=["expires_at"], name="listings_expiring"),
            models.Index(fields=["score"], name="listings_doubtful", condition=DOUBTFUL),
            models.Index(fields=["-withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="listings_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("classifieds:detail", args=[self.pk])

    def get_plain_url(self) -> str:
        """The address without a language prefix: the one to share, scan and quote."""
        return f"/classifieds/{self.pk}/"

    @property
    def is_public(self) -> bool:
        gone = self.held_at or self.withdrawn_at or self.deleted_at
        return not gone and self.expires_at > timezone.now()

    @property
    def is_canary(self) -> bool:
        return self.held_for == self.HeldFor.CANARY

    @property
    def facts(self) -> list[tuple[Attribute, str]]:
        """The attributes that are filled, as a reader sees them."""
        return told(self.values, self.known_attributes)

    @property
    def other_place(self) -> str:
        """Where it is, unless one of its attributes says so already."""
        return "" if any(words == self.place for _attribute, words in self.facts) else self.place

    @property
    def gist(self) -> list[str]:
        """What a card says of it beside title and price: 整租, 2室, 76㎡, 有电梯."""
        short: list[str] = []
        for one, words in self.facts:
            if one.kind == one.Kind.FLAG:
                short += [str(one)] if self.values[one.key] is True else []
            elif one.kind != one.Kind.MONEY and len(words) <= SHORT:
                short.append(words)
        return short[:MOST_IN_GIST]

    @property
    def cover(self) -> Photo | None:
        """The first photo; prefetch `photos`."""
        return next(iter(self.photos.all()), None)

    @property
    def price_figure(self) -> str:
        """The price without its unit: 1,500, 面议, or nothing."""
        if not self.price:
            return "" if self.price is None else str(_("面议"))
        return f"{self.price:,.2f}".rstrip("0").rstrip(".")

    @property
    def price_words(self) -> str:
        """The price as a sentence has it: 1,500元/月."""
        return f"{self.price_figure}{self.price_unit}" if self.price else self.price_figure

    def delete_by_poster(self) -> bool:
        """Take it off for good, its contact and photos at once; the row goes with the purge."""
        if not Listing.objects.filter(pk=self.pk, deleted_at=None).update(deleted_at=timezone.now()):
            return False
        Contact.objects.filter(listing=self).delete()
        for photo in self.photos.all():
            photo.delete()
        self._changed()
        return True

    def claim_contact(self) -> bool:
        """Somebody says that the number is theirs: hide it at once, for a day; False if that was asked before."""
        now = timezone.now()
        fresh = Contact.objects.filter(listing=self).filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_AGAIN))
        if not fresh.update(claimed_at=now, claim_settled_at=None):
            return False
        return self._changed()

    def settle_claim(self) -> bool:
        """An editor has asked, and the number is the poster's."""
        claimed = Contact.objects.filter(listing=self, claimed_at__isnull=False, claim_settled_at=None)
        return bool(claimed.update(claim_settled_at=timezone.now())) and self._changed()

    def reopen_claim(self) -> bool:
        """The claim waits for an editor again, who had settled it; False if there is none."""
        settled = Contact.objects.filter(listing=self, claimed_at__isnull=False, claim_settled_at__isnull=False)
        return bool(settled.update(claim_settled_at=None)) and self._changed()

    def cache_tags(self) -> set[str]:
        """The tags of every page that shows this listing, or would show it if it were public."""
        tags = {f"listing:{self.pk}", f"category:{self.category_id}", f"listings-of:{self.region_id}", "listings"}
        return tags | ({f"sitemap-listings-{sitemaps.part_of(self.pk)}"} if self.pk else set())

    def purge_pages(self) -> None:
        """Forget, after the commit, every cached page that this listing is or could be on; let others know."""
        caching.purge_after_commit(*self.cache_tags())
        tell_of(self)

    def save(self, *args: object, **kwargs: object) -> None:
        self.__dict__.pop("known_attributes", None)
        self.shelve()
        if not self._state.adding and "update_fields" not in kwargs:
            kwargs["update_fields"] = [one.name for one in self._meta.concrete_fields if one.name not in BY_VERBS]
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            index.refresh(self)
        self.purge_pages()

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            self.purge_pages()
            index.remove(self)
            return super().delete(*args, **kwargs)  # type: ignore[arg-type]
