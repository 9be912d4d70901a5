"""A feed of a source: where it is, what becomes of its entries, and how it is doing."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.source import is_web_address

# A worker that died in the middle of a fetch loses its claim after this long.
CLAIM = datetime.timedelta(minutes=5)
LONGEST_PAUSE = datetime.timedelta(days=2)


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> Self:
        """Those whose time has come and that nobody is fetching, the longest waiting first."""
        now = timezone.now()
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(free, stopped_at=None, due_at__lte=now).order_by("due_at", "pk")

    def in_state(self, state: Feed.State) -> Self:
        """The rows of which `Feed.state` says the same."""
        if state == Feed.State.STOPPED:
            return self.exclude(stopped_at=None)
        going = self.filter(stopped_at=None)
        if state == Feed.State.FAILING:
            return going.filter(failures__gt=0)
        return going.filter(failures=0, fetched_at__isnull=state == Feed.State.NEW)


class Feed(models.Model):
    """An address that a source publishes its news at, and its health: what came of the last fetches."""

    class Mode(models.TextChoices):
        WAIT = "wait", _("等编辑处理")
        AUTO = "auto", _("自动发布")

    class State(models.TextChoices):
        """How it is doing, as its dates say."""

        NEW = "new", _("还没读过")
        GOOD = "good", _("正常")
        FAILING = "failing", _("读不到")
        STOPPED = "stopped", _("已停止")

    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="feeds", verbose_name=_("来源"))
    url = models.URLField(_("订阅地址"), max_length=500, unique=True)
    title = models.CharField(_("名称"), max_length=200, blank=True, help_text=_("不填就用订阅源自己的名称。"))
    folder = models.CharField(_("分组"), max_length=100, blank=True)
    section = models.ForeignKey("articles.Section", models.PROTECT, related_name="+", verbose_name=_("栏目"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    mode = models.CharField(_("收到以后"), max_length=4, choices=Mode.choices, default=Mode.WAIT)
    responsible_editor = models.CharField(
        _("责任编辑"), max_length=40, blank=True, help_text=_("真实姓名，写在每篇转载下面。自动发布必须有人负责。")
    )
    interval = models.PositiveSmallIntegerField(
        _("间隔（分钟）"), default=30, validators=[MinValueValidator(5), MaxValueValidator(7 * 24 * 60)]
    )

    due_at = models.DateTimeField(_("下次读取"), default=timezone.now, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("上次读取"), null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(_("上次读到"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("停止读取"), null=True, blank=True, editable=False)
    status = models.PositiveSmallIntegerField(_("上次应答"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("连续失败"), default=0, editable=False)
    reason = models.CharField(_("原因"), max_length=300, blank=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(_("添加时间"), default=timezone.now, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["source__name", "pk"]
        verbose_name = verbose_name_plural = _("订阅源")
        constraints = [
            models.CheckConstraint(condition=is_web_address("url"), name="feed_is_http"),
            models.CheckConstraint(
                condition=~Q(mode="auto") | ~Q(responsible_editor=""),
                name="somebody_answers",
                violation_error_message=_("自动发布要写责任编辑。"),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="feeds_due")]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def state(self) -> State:
        if self.stopped_at:
            return self.State.STOPPED
        if self.failures:
            return self.State.FAILING
        return self.State.GOOD if self.fetched_at else self.State.NEW

    def claim(self) -> bool:
        """Take it for this process, for a while; False if another one was quicker."""
        now = timezone.now()
        return bool(Feed.objects.due().filter(pk=self.pk).update(claimed_until=now + CLAIM))

    def ask_for(self) -> None:
        """Let the worker fetch it in its next round, even if it was stopped."""
        Feed.objects.filter(pk=self.pk).update(due_at=timezone.now(), stopped_at=None)

    def stop(self, reason: str = "") -> None:
        """Fetch it no more, until somebody asks for it."""
        self._note(stopped_at=timezone.now(), reason=reason[:300], claimed_until=None)

    def forget_health(self) -> set[str]:
        """What was learned at its former address; the columns to save."""
        self.etag = self.last_modified = self.reason = ""
        self.failures, self.status, self.stopped_at, self.due_at = 0, None, None, timezone.now()
        return {"etag", "last_modified", "reason", "failures", "status", "stopped_at", "due_at"}

    def move(self, url: str) -> None:
        """It lives at another address from now on."""
        self._note(url=url)

    def postpone(self, seconds: int) -> None:
        """Give it back: nothing was asked, since it is too soon for its site."""
        self._note(due_at=timezone.now() + datetime.timedelta(seconds=seconds), claimed_until=None)

    def note_success(self, **facts: object) -> None:
        """It answered properly; `facts` are columns such as `status` and `etag`."""
        now = timezone.now()
        due_at = now + datetime.timedelta(minutes=self.interval)
        self._note(fetched_at=now, succeeded_at=now, due_at=due_at, claimed_until=None, failures=0, reason="", **facts)

    def note_failure(self, reason: str, status: int | None, not_before: datetime.datetime | None = None) -> None:
        """It did not: it is asked again after a pause that doubles each time, and not before the other side wishes."""
        now = timezone.now()
        pause = min(datetime.timedelta(minutes=self.interval) * 2 ** min(self.failures, 12), LONGEST_PAUSE)
        wish = min(not_before or now, now + LONGEST_PAUSE)
        self._note(
            fetched_at=now,
            due_at=max(now + pause, wish),
            claimed_until=None,
            failures=self.failures + 1,
            reason=reason[:300],
            status=status,
        )

    def _note(self, **facts: object) -> None:
        """Change these columns alone: an editor may be changing others."""
        Feed.objects.filter(pk=self.pk).update(**facts)
        self.refresh_from_db()
