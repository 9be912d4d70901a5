"""Where an article can be on its way, and why it left."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Workflow(models.TextChoices):
    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审")
    APPROVED = "approved", _("已签发")


class State(models.TextChoices):
    """Where an article is on its way, as its workflow and its dates say together."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审")
    SCHEDULED = "scheduled", _("待发布")
    PUBLIC = "public", _("已发布")
    EXPIRED = "expired", _("已到期")
    DEINDEXED = "deindexed", _("只在原址")
    HELD = "held", _("暂停显示")
    WITHDRAWN = "withdrawn", _("已撤下")


class Removal(models.TextChoices):
    REQUEST = "request", _("应权利人要求")
    EDITORIAL = "editorial", _("编辑决定")
    LEGAL = "legal", _("法院或主管部门的决定")
