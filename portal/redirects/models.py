"""Where addresses of an earlier site lead now. Only to places on this site, and always in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.encoding import repercent_broken_unicode
from django.utils.translation import gettext_lazy as _

LONGEST = 500
# A path on this site: browsers read // and /\ as the beginning of another host's name, and skip controls.
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def normal(address: str) -> str:
    """An address as it is looked up: decoded path without its last slash, query in order, no host, no fragment.

    Nothing for what is none, or too long to be kept.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    # What is not UTF-8 (an old site wrote GBK) stays as it is written: as replacement signs, all would look alike.
    path = "/" + repercent_broken_unicode(unquote_to_bytes(parts.path)).decode().strip("/")
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape"))
    query = urlencode(pairs, errors="surrogateescape")
    whole = f"{path}?{query}" if query else path
    return whole if len(whole) <= LONGEST and "\x00" not in whole else ""


class Redirect(models.Model):
    """An address that is no page here, and the page that has its content."""

    old = models.CharField(_("旧地址"), max_length=LONGEST, unique=True, help_text=_("例如 /2011/01/早市/ 或 /?p=12。"))
    new = models.CharField(_("现在的地址"), max_length=LONGEST, help_text=_("本站的地址，以 / 开头。"))
    hits = models.PositiveBigIntegerField(_("用过次数"), default=0, editable=False)
    hit_at = models.DateTimeField(_("最近一次"), null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("旧地址")
        indexes = [models.Index(fields=["new"], name="redirects_by_new")]

    def __str__(self) -> str:
        return self.old

    def clean(self) -> None:
        """One step, to another place on this site."""
        self.old = normal(self.old)
        if not self.old:
            raise ValidationError({"old": _("这不是网址，或者太长。")})
        if self.old == "/":
            raise ValidationError({"old": _("首页不能转到别处。")})
        if not OWN_PATH.fullmatch(self.new):
            raise ValidationError({"new": _("只能是本站的地址，以一个 / 开头，没有空格。")})
        self.new = self._end()

    def _end(self) -> str:
        """Where `new` leads in the end, if it is an old address itself."""
        further = Redirect.objects.exclude(pk=self.pk).filter(old=normal(self.new)).first()
        end = further.new if further else self.new
        if normal(end) == self.old:
            raise ValidationError({"new": _("这样会转回原处。")})
        return end

    def save(self, *args: object, **kwargs: object) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            Redirect.objects.filter(new__in=[self.old, f"{self.old}/"]).update(new=self.new)

    @classmethod
    def lead(cls, pairs: Iterable[tuple[str, str]]) -> None:
        """Let old addresses lead to pages of this site; those that lead somewhere already are left alone."""
        rows = [Redirect(old=normal(old), new=new) for old, new in pairs]
        Redirect.objects.bulk_create(
            (row for row in rows if row.old not in {"", "/", normal(row.new)}), ignore_conflicts=True
        )

    @classmethod
    def of(cls, path: str, query: str) -> Redirect | None:
        """Where an address leads: with its query string first, else without."""
        with_query = normal(f"{_quoted(path)}?{query}")
        found = cls.objects.filter(old__in={with_query, normal(_quoted(path))} - {"", "/"})
        return max(found, key=lambda redirect: len(redirect.old), default=None)


def _quoted(path: str) -> str:
    """A decoded path as `normal` takes it."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")
