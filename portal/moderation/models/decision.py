from __future__ import annotations

import datetime
from typing import Any, NoReturn, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation import chain
from portal.moderation.models.target import Target

# The verb of the record that words of older ones were forgotten.
PURGE = "purge"


class LogHead(models.Model):
    """The last record of the log. Its row is the turn that those who write wait for; be the last lock you take."""

    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, default=chain.FIRST)

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"

    @classmethod
    def turn(cls) -> Self:
        """The head, nobody else's until the transaction ends."""
        return cls.objects.select_for_update().get_or_create(pk=1)[0]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The log of decisions is only ever added to.")

    def delete(self) -> NoReturn:
        raise TypeError("The log of decisions is only ever added to.")


class Decision(models.Model):
    """Who did what to which thing, and why: a link of a chain. Rows are only ever added; `verify_log` proves it."""

    number = models.PositiveBigIntegerField(_("序号"), unique=True, editable=False)
    target = models.CharField(_("对象"), max_length=8, choices=Target.choices)
    object_id = models.PositiveBigIntegerField(_("编号"))
    title = models.CharField(_("标题"), max_length=200)
    verb = models.CharField(_("动作"), max_length=20)
    reason = models.TextField(_("理由"), blank=True)
    facts = models.JSONField(_("要点"), default=dict, blank=True, help_text=_("不含个人信息，永久保存。"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经手人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    purged_at = models.DateTimeField(_("文字已销毁"), null=True, editable=False)
    # See portal/moderation/chain.py.
    salt = models.CharField(max_length=32, editable=False)
    words = models.CharField(max_length=64, editable=False)
    before = models.CharField(max_length=64, editable=False)
    seal = models.CharField(_("封印"), max_length=64, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = verbose_name_plural = _("处理记录")
        indexes = [models.Index(fields=["target", "object_id"], name="decisions_about")]

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"

    @classmethod
    def record(
        cls, item: Any, *, verb: str, by: AbstractBaseUser | None, reason: str = "", facts: dict[str, Any] | None = None
    ) -> Self:
        """Write down what was done to an article, a comment, a listing or a notice, in the same transaction.

        Nobody stands for the site's own rules. Facts are kept for ever, so nothing in them may tell of a person.
        Whoever decides about several things locks their rows first: the log is the last lock to be taken.
        """
        target = Target(str(item._meta.model_name))
        return cls._append(
            target=target,
            object_id=item.pk,
            title=str(item)[:200],
            verb=verb,
            reason=reason,
            by_id=by and by.pk,
            facts=facts or {},
        )

    @classmethod
    def forget_words(cls, of: Target, before: datetime.datetime) -> int:
        """Blank titles and reasons of what was decided before then, and write that down; how many records."""
        with transaction.atomic():
            LogHead.turn()
            whole = cls._base_manager.filter(target=of, purged_at=None)
            last = whole.filter(at__lt=before).aggregate(last=models.Max("number"))["last"]
            if last is None:
                return 0
            facts = {"of": of.value, "last": last}
            cls._append(target=Target.DECISION, object_id=last, verb=PURGE, facts=facts)
            blank = {"title": "", "reason": "", "salt": "", "purged_at": timezone.now()}
            return whole.filter(number__lte=last).update(**blank)

    @classmethod
    def _append(cls, **fields: Any) -> Self:
        with transaction.atomic():
            head = LogHead.turn()
            decision = cls(**fields)
            chain.link(decision, head.seal, head.number + 1)
            decision.save(force_insert=True)
            head.number, head.seal = decision.number, decision.seal
            head.save()
        return decision

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The log of decisions is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The log of decisions is only ever added to.")
