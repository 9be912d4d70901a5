"""RSS 2.0 and Atom, with what Django leaves out: every author, the source, paging, the hub, what was removed."""

from typing import Any

from django.conf import settings
from django.utils import feedgenerator
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import rfc3339_date

from portal.lib.feeds.entries import Entry, Feed, writable

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def rss(feed: Feed, own: str) -> bytes:
    """The feed as RSS 2.0; `own` is its address."""
    return _write(feed, own, _Rss)


def atom(feed: Feed, own: str) -> bytes:
    """The feed as Atom; `own` is its address."""
    return _write(feed, own, _Atom)


def _links(feed: Feed) -> list[dict[str, str]]:
    """What both forms say of where else to go: the other pages, and the hub."""
    links = [{"rel": rel, "href": iri_to_uri(settings.SITE_URL + path)} for rel, path in feed.pages.items()]
    return links + ([{"rel": "hub", "href": settings.WEBSUB_HUB}] if settings.WEBSUB_HUB else [])


class _Rss(feedgenerator.Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:dc": DUBLIN_CORE}

    def latest_post_date(self) -> Any:
        """Django says of an empty feed that it changed just now; then nobody could ask whether it did."""
        return self.feed["whole"].updated_at

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for link in _links(self.feed["whole"]):
            handler.addQuickElement("atom:link", None, link)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for name in entry.authors:
            handler.addQuickElement("dc:creator", writable(name))
        handler.addQuickElement("atom:updated", rfc3339_date(entry.changed_at))
        if origin := entry.origin:
            handler.addQuickElement("source", writable(origin.name), {"url": iri_to_uri(origin.url)})
            if origin.original:
                handler.addQuickElement("dc:source", iri_to_uri(origin.original))


class _Atom(feedgenerator.Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def root_attributes(self) -> dict[str, str]:
        attributes: dict[str, str] = super().root_attributes()
        return {**attributes, "xmlns:at": TOMBSTONES} if self.feed["whole"].removed else attributes

    def latest_post_date(self) -> Any:
        """As in RSS."""
        return self.feed["whole"].updated_at

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        feed: Feed = self.feed["whole"]
        for link in _links(feed):
            handler.addQuickElement("link", "", link)
        for one in feed.removed:
            handler.addQuickElement("at:deleted-entry", "", {"ref": one.address, "when": rfc3339_date(one.at)})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        entry: Entry = item["entry"]
        super().add_item_elements(handler, {**item, "description": None})
        if entry.summary:
            handler.addQuickElement("summary", writable(entry.summary))
        handler.addQuickElement("content", entry.html, {"type": "html"})
        for name in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", writable(name))
            handler.endElement("author")
        if origin := entry.origin:
            if origin.original:
                handler.addQuickElement("link", "", {"rel": "via", "href": iri_to_uri(origin.original)})
            handler.startElement("source", {})
            handler.addQuickElement("id", iri_to_uri(origin.url))
            handler.addQuickElement("title", writable(origin.name))
            handler.addQuickElement("updated", rfc3339_date(entry.published_at))
            handler.addQuickElement("link", "", {"rel": "alternate", "href": iri_to_uri(origin.url)})
            handler.endElement("source")


def _write(feed: Feed, own: str, kind: type[_Rss | _Atom]) -> bytes:
    document = kind(
        title=writable(feed.title),
        link=settings.SITE_URL + feed.path,
        description=writable(feed.description),
        subtitle=writable(feed.description),
        language=feed.language,
        feed_url=own,
        author_name=writable(feed.author),
        # All pages of a long list are one feed.
        feed_guid=settings.SITE_URL + feed.pages["first"] if feed.pages else own,
        whole=feed,
    )
    for entry in feed.entries:
        document.add_item(
            title=writable(entry.title),
            link=entry.address,
            description=entry.html,
            pubdate=entry.published_at,
            updateddate=entry.changed_at,
            unique_id=entry.address,
            unique_id_is_permalink=True,
            categories=[writable(one) for one in entry.categories],
            enclosures=[_enclosure(one) for one in [entry.enclosure] if one],
            entry=entry,
        )
    return document.writeString("utf-8").encode()


def _enclosure(one: Any) -> feedgenerator.Enclosure:
    return feedgenerator.Enclosure(iri_to_uri(one.url), str(one.length), one.kind)
