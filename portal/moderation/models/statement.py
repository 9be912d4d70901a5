from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.moderation.models.notice import Notice, Side


class Statement(models.Model):
    """What one side of a notice said after it was filed: more facts, that nothing is infringed, an objection."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="statements", verbose_name=_("申请"))
    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices)
    text = models.TextField(_("说明"))
    name = models.CharField(_("姓名或单位"), max_length=60, blank=True)
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    is_declaration = models.BooleanField(_("声明没有侵权"), default=False)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_side_display()}"
