from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.ownsite import OwnSite
from portal.moderation import certificates
from portal.moderation.models import Certificate, Target


class Command(BaseCommand):
    help = "Print the certificate of a withdrawn article: where it was looked for, when, and what was found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="ARTICLE", help=_("文章的编号"))
        parser.add_argument("--target", choices=Target.values, default=Target.ARTICLE, help=_("编号是什么的编号"))
        parser.add_argument("--now", action="store_true", help=_("现在就到各处再看一遍（网站要开着）"))

    def handle(self, *args: Any, number: int, target: str, now: bool, **options: Any) -> None:
        certificate = Certificate.objects.filter(target=target, object_id=number).first()
        if certificate is None:
            raise CommandError(_("没有这一编号的撤下记录。"))
        if now and certificate.closed_at is None:
            with OwnSite() as site:
                certificates.examine(certificate, site.ask)
        for line in self.lines(certificate):
            self.stdout.write(line)

    def lines(self, certificate: Certificate) -> list[str]:
        states = {None: _("还没有查"), True: _("已查清"), False: _("还能看到")}
        said = [
            f"{certificate.get_target_display()} {certificate.object_id}：{certificate.title}",
            f"{_('撤下')}　{_moment(certificate.decided_at)}",
            f"{_('首次查清')}　{_moment(certificate.first_clean_at)}",
            f"{_('最近检查')}　{_moment(certificate.checked_at)}　{states[certificate.is_clean]}",
        ]
        if certificate.closed_at:
            said.append(f"{_('恢复')}　{_moment(certificate.closed_at)}")
        last = certificate.checks.first()
        findings = last.findings if last else []
        return said + [f"{one['status']}  {one['address']}  {' '.join(one['seen'])}".rstrip() for one in findings]


def _moment(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else "-"
