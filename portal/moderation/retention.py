"""How long things are kept, in one place: the worker forgets by it, and readers are told it on /transparency/."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.moderation.models import Decision, Evidence, Notice, Ruling, Target

DAY = datetime.timedelta(days=1)
# Files of a form that was never sent off, and of a notice, from when it was closed.
DRAFTS = DAY
EVIDENCE = 90 * DAY
# Who asked, who answered and what they wrote, from when the notice was closed: the limitation of civil claims.
PERSONS = 3 * 365 * DAY
# How long the words of a decision stay (title and reason); that it was taken, when and by whom stays for ever.
WORDS = {
    Target.ARTICLE: PERSONS,
    Target.NOTICE: PERSONS,
    Target.COMMENT: 180 * DAY,
    Target.LISTING: 180 * DAY,
}
PERSONAL = ("name", "contact", "statement", "url", "other_email", "other_hash", "secret_hash")
AT_ONCE = 200


def table() -> list[tuple[str, str]]:
    """What is kept and how long, for readers."""
    days = _("%d天")
    return [
        (_("没有提交完的申请里的文件"), days % DRAFTS.days),
        (_("申请的证明材料（加密）"), _("结案后%d天") % EVIDENCE.days),
        (_("申请双方的姓名、联系方式和说明"), _("结案后%d年") % (PERSONS.days // 365)),
        (_("处理记录里的标题和理由：文章与申请"), _("%d年") % (WORDS[Target.ARTICLE].days // 365)),
        (_("处理记录里的标题和理由：评论与便民信息"), days % WORDS[Target.LISTING].days),
        (_("订阅简报的邮箱"), _("退订时删除")),
        (_("处理记录本身和公开登记（不含个人信息）"), _("一直保存")),
    ]


def forget_all() -> None:
    """Forget whatever is over its time; safe to be stopped anywhere and to be done again."""
    forget_evidence()
    forget_persons()
    forget_words()


def forget_evidence() -> int:
    """Delete drafts that nobody sent off, and evidence of notices that were closed long ago; how many files."""
    now = timezone.now()
    drafts = Evidence.objects.filter(notice=None, created_at__lt=now - DRAFTS)
    closed = Evidence.objects.filter(notice__closed_at__lt=now - EVIDENCE)
    return drafts.delete()[0] + closed.delete()[0]


def forget_persons() -> int:
    """Blank who and what in notices that were closed long ago; how many. What the register tells stays."""
    over = Notice.objects.filter(closed_at__lt=timezone.now() - PERSONS, purged_at=None)
    forgotten = 0
    for notice in over.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            blank = dict.fromkeys(
                ("name", "contact", "statement", "url", "other_email", "other_hash", "secret_hash"), ""
            )
            if not over.filter(pk=notice.pk).update(**blank, purged_at=timezone.now()):
                continue
            notice.statements.all().delete()
            Ruling.objects.filter(notice=notice).update(explanation="", words="")
            Ruling.objects.filter(notice=notice).exclude(emergency="").update(emergency="…")
            Decision.record(notice, verb="forget", by=None)
            forgotten += 1
    return forgotten


def forget_words() -> int:
    """Blank the words of old decisions; how many records."""
    return sum(Decision.forget_words(target, timezone.now() - kept) for target, kept in WORDS.items())
