"""What the site writes to the two sides of a notice. Who left a telephone only is called by the desk.

No letter holds what a stranger typed: what was said stands on the page that the secret link opens.
"""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.letters.models import Letter
from portal.moderation import removable
from portal.moderation.models import Act, Notice, Ruling
from portal.regions.models import SiteProfile


def link(notice: Notice, secret: str) -> str:
    """What opens the status page for the side whose secret it is."""
    return f"{settings.SITE_URL}/takedown/{notice.reference}/?secret={secret}"


def acknowledge(notice: Notice, secret: str) -> None:
    """Tell whoever asked that it arrived, until when it is answered, and how to follow it."""
    body = _(
        "您的申请已收到，登记号 %(reference)s。\n\n最晚%(due)s给您处理结果或进展。"
        "随时查看、补充或撤回：\n\n%(link)s\n\n"
        "请不要把这个网址给别人：有它就能看到您的申请。"
    )
    said = {"reference": notice.reference, "due": _moment(notice), "link": link(notice, secret)}
    _to_requester(notice, _("已收到您的申请 %s") % notice.reference, body % said)


def pass_on(notice: Notice, secret: str) -> None:
    """Tell the source or poster what was asked, without who asked, and how to answer."""
    body = _(
        "有人认为您发布的内容侵犯了权益，请%(site)s处理：\n\n%(address)s\n\n问题：%(right)s\n\n"
        "具体说明在下面的网址里。您可以在%(window)s以前说明情况，"
        "或者声明没有侵权并附上初步证据（民法典第一千一百九十六条）：\n\n%(link)s\n\n"
        "到期没有说明，本站按已有的材料决定。"
    )
    said = {
        "site": SiteProfile.load().name,
        "address": _address(notice),
        "right": notice.get_right_display(),
        "window": date_format(timezone.localtime(notice.window_at or timezone.now()), "DATETIME_FORMAT"),
        "link": link(notice, secret),
    }
    _to_other(notice, _("请说明：有人就您发布的内容提出申请 %s") % notice.reference, body % said)


def pass_back(notice: Notice) -> None:
    """Tell whoever asked that the other side declares that nothing is infringed."""
    body = _(
        "就您的申请 %(reference)s，对方声明没有侵权，原文在您的进度网址上。\n\n"
        "您可以向有关部门投诉或者向法院起诉，并在那里告诉我们。"
        "已经采取措施的，%(window)s以前没有收到投诉或起诉的通知，措施会终止（民法典第一千一百九十六条）。"
    )
    window = notice.window_at or notice.due_at or timezone.now()
    said = {"reference": notice.reference, "window": date_format(timezone.localtime(window), "DATETIME_FORMAT")}
    _to_requester(notice, _("对方的声明 %s") % notice.reference, body % said)


def tell_of_words(notice: Notice) -> None:
    """Tell whoever asked that the desk wrote them something."""
    body = _("编辑就您的申请 %s 写了几句话，可能要您补充材料。请打开您的进度网址查看。") % notice.reference
    _to_requester(notice, _("编辑来信 %s") % notice.reference, body)


def tell_decision(ruling: Ruling) -> None:
    """Send both sides the statement of reasons."""
    notice = ruling.notice
    body = _(
        "登记号 %(reference)s\n内容：%(address)s\n\n决定：%(act)s\n范围：%(scope)s\n"
        "依据：%(ground)s\n理由：%(explanation)s\n"
        "由编辑作出，没有使用自动决定。\n\n不同意这个决定的，可以在您的进度网址上申诉，"
        "也可以向网信部门投诉或者向法院起诉。"
    )
    scope = _("%d条内容") % len(ruling.things) if ruling.things else _("没有采取措施")
    said = {
        "reference": notice.reference,
        "address": _address(notice),
        "act": Act(ruling.act).label,
        "scope": scope,
        "ground": ruling.get_ground_display(),
        "explanation": ruling.explanation,
    }
    _to_both(notice, _("处理决定 %s") % notice.reference, body % said)


def tell_restored(notice: Notice, reason: str) -> None:
    """Tell both sides that the measures ended."""
    body = _("登记号 %(reference)s：措施已终止，内容已恢复。\n\n理由：%(reason)s") % {
        "reference": notice.reference,
        "reason": reason,
    }
    _to_both(notice, _("措施已终止 %s") % notice.reference, body)


def _address(notice: Notice) -> str:
    """Where the thing stands, as we write it; what was typed in the form is nobody's link."""
    thing = removable.find(notice.target, notice.object_id or 0)
    return f"{settings.SITE_URL}{removable.address_of(thing)}" if thing else _("（见进度网址）")


def _moment(notice: Notice) -> str:
    return date_format(timezone.localtime(notice.due_at or timezone.now()), "DATETIME_FORMAT")


def _to_both(notice: Notice, subject: str, body: str) -> None:
    _to_requester(notice, subject, body)
    _to_other(notice, subject, body)


def _to_requester(notice: Notice, subject: str, body: str) -> None:
    if notice.email:
        Letter.write(notice.email, subject, body)


def _to_other(notice: Notice, subject: str, body: str) -> None:
    if notice.other_email:
        Letter.write(notice.other_email, subject, body)
