"""How Chinese is set: headlines break between clauses, bodies carry their dateline, interviews their 问 and 答."""

import datetime
import functools
import re
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.search.highlight import excerpt, marked

register = template.Library()
register.filter(marked)
register.filter(excerpt)

CLAUSE = re.compile(r"[^，：、？！；]*[，：、？！；]+[”』」）》]*|[^，：、？！；]+")
QUESTION = re.compile(r"<p>(问)[：:]\s*")
ANSWER = re.compile(r"<p>(答)[：:]\s*")


@register.filter
def headline(title: str, found: re.Pattern[str] | None = None) -> SafeString:
    """A title in clauses, what was found in it marked; what follows —— goes on a line of its own."""
    written = functools.partial(marked, found=found) if found else conditional_escape
    main, dash, rest = str(title).partition("——")
    if not main.strip():
        main, dash, rest = str(title), "", ""
    pieces = CLAUSE.findall(main)
    head = (
        format_html_join("", '<span class="clause">{}</span>', ((written(piece),) for piece in pieces))
        if len(pieces) > 1
        else written(main)
    )
    tail = (
        format_html('<span class="card__sub">{}{}</span>', dash, written(rest))
        if rest.strip()
        else written(dash + rest)
    )
    return SafeString(head + tail)


@register.filter
def with_dateline(body: str, dateline: str) -> SafeString:
    """The sanitised body with the dateline at the head of its first paragraph."""
    if dateline:
        opening = format_html("{}：", dateline.rstrip("：:"))
        body = body.replace("<p>", f"<p>{opening}", 1) if "<p>" in body else f"<p>{opening}</p>{body}"
    return mark_safe(body)  # noqa: S308 - bodies pass portal.lib.html.clean when they are saved


@register.filter
def interview(body: str) -> SafeString:
    """The sanitised body of an interview; paragraphs that begin with 问： or 答： are set as such."""
    body = QUESTION.sub(r'<p class="qa__q"><b>\1</b>', body)
    body = ANSWER.sub(r'<p class="qa__a"><b>\1</b>', body)
    return mark_safe(body)  # noqa: S308 - bodies pass portal.lib.html.clean when they are saved


@register.filter
def grouped(number: int) -> str:
    """1942 as 1,942."""
    return f"{number:,}"


def _time(local: datetime.datetime, text: str) -> SafeString:
    """A time element; its `datetime` is HTML's global date and time string, to the second."""
    return format_html('<time datetime="{}">{}</time>', local.replace(microsecond=0).isoformat(), text)


@register.filter
def moment(moment: datetime.datetime) -> SafeString:
    """A moment to the minute: 2021年3月18日 19:03."""
    local = timezone.localtime(moment)
    return _time(local, date_format(local, "DATETIME_FORMAT"))


@register.filter
def when(moment: datetime.datetime) -> SafeString:
    """A moment in a list, as near as a reader needs it: 今天 17:20, 昨天 09:02, 3月18日, 2021年3月18日."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return _time(local, _("今天 %s") % local.strftime("%H:%M"))
    if local.date() == today - datetime.timedelta(days=1):
        return _time(local, _("昨天 %s") % local.strftime("%H:%M"))
    return _time(local, date_format(local, "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"))


@register.filter
def brand(name: str) -> SafeString:
    """The site's name with its figures in the accent: 淮安<b>114</b>网."""
    return format_html_join("", "{}", ((_figures(piece),) for piece in re.split(r"(\d+)", name) if piece))


def _figures(piece: str) -> SafeString:
    return format_html("<b>{}</b>", piece) if piece.isdigit() else conditional_escape(piece)


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """Which page numbers to show: the ends, this one and its neighbours; 0 stands for a gap."""
    last = page.paginator.num_pages
    wanted = sorted({1, 2, last - 1, last, page.number - 1, page.number, page.number + 1} & set(range(1, last + 1)))
    numbers: list[int] = []
    for number in wanted:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers
