from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """What a report or a decision is about."""

    ARTICLE = "article", _("文章")
    COMMENT = "comment", _("评论")
    LISTING = "listing", _("信息")
    NOTICE = "notice", _("申请")
    DECISION = "decision", _("处理记录")
