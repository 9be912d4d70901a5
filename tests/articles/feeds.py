"""Feeds as sites publish them, made by the tests."""

from html import escape
from typing import Any

from articles.index import polling
from articles.index.documents import Document, Item
from articles.index.program import read
from articles.index.reader import Reader
from articles.models import Feed
from tests.foreign_site import reply


def item(number: int = 1, **fields: str) -> str:
    """An `<item>` of RSS; a field that is given as "" is left out."""
    values = {
        "title": f"第{number}条消息",
        "link": f"http://news.example/{number}",
        "guid": f"news-{number}",
        "description": f"第{number}条的摘要。",
        "pubDate": f"Thu, {number % 28 + 1:02} Mar 2021 11:03:00 GMT",
        **fields,
    }
    return (
        "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value) + "</item>"
    )


def rss(*items: str, title: str = "示例晚报", head: str = "") -> bytes:
    """A feed of RSS 2.0 in UTF-8."""
    whole = f"<title>{title}</title><link>http://news.example/</link>{head}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{whole}</channel></rss>'.encode()


def parsed(data: bytes | str, content_type: str = "", url: str = "http://news.example/feed.xml") -> Document:
    """What the reading program makes of it, without the program."""
    return read(data.encode() if isinstance(data, str) else data, content_type, url)


def only(data: bytes | str, **how: str) -> Item:
    """The one item of a feed."""
    [found] = parsed(data, **how).items
    return found


def page(*items: str, **headers: Any) -> bytes:
    """An answer with a feed of these items."""
    return reply(rss(*items), **headers)


def visit(feed: Feed) -> Feed:
    """The worker visits it now; the feed as it is afterwards."""
    with Reader() as reader:
        polling.visit(feed, reader)
    return Feed.objects.get(pk=feed.pk)
