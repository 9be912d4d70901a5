"""Records written to the database: a whole batch, or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.functions import Lower
from taggit.models import Tag, TaggedItem

from articles.importing import grants, site
from articles.importing.grants import Grant
from articles.importing.places import Places
from articles.importing.record import Record
from articles.importing.sections import Sections
from articles.models import Article, Breaking, Byline, Comment, Correction, Interviewee, Person, Picture, Pin, Source
from portal.lib import caching
from portal.redirects.models import Redirect
from portal.search import index
from portal.traffic import counting
from portal.traffic.models import Kind


def known(records: list[Record]) -> set[str]:
    """The keys of those that are in the database already."""
    keys = [record.key for record in records]
    return set(map(str, Article.objects.filter(import_key__in=keys).values_list("import_key", flat=True)))


def write(records: list[Record], places: Places, sections: Sections, grant: Grant | None = None) -> bool:
    """All of them with all that belongs to them, in one transaction; whether the site's profile was filled."""
    with transaction.atomic():
        told = [site.tell(record, places) for record in records]
        _name(records, places, sections, grant)
        Picture.objects.bulk_create(_pictures(records))
        Article.objects.bulk_create(record.article for record in records)
        _sign(records)
        _label(records)
        Interviewee.objects.bulk_create(record.interviewee for record in records if record.interviewee)
        Correction.objects.bulk_create(one for record in records for one in record.corrections)
        comments = [one for record in records for one in record.comments]
        Comment.objects.bulk_create(comment for comment in comments if comment.parent is None)
        Comment.objects.bulk_create(comment for comment in comments if comment.parent)
        Pin.objects.bulk_create(pin for record in records for pin in _pins(record))
        Breaking.objects.bulk_create(record.breaking for record in records if record.breaking)
        Redirect.lead((old, record.article.get_plain_url()) for record in records for old in record.old_addresses)
        counting.bring(Kind.ARTICLE, {record.article.pk: record.views for record in records})
        index.update("article", [record.article.pk for record in records])
        # Every reader page carries this tag: one purge for the batch instead of one for each list an article is on.
        caching.purge_after_commit("site")
    return any(told)


def _named(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """The rows of these names; missing ones are made."""
    wanted = set(names) - {""}
    rows = {row.name: row for row in model.objects.filter(name__in=wanted)}
    model.objects.bulk_create([model(name=name) for name in sorted(wanted - set(rows))], ignore_conflicts=True)
    rows.update((row.name, row) for row in model.objects.filter(name__in=wanted - set(rows)))
    return rows


def _name(records: list[Record], places: Places, sections: Sections, grant: Grant | None) -> None:
    """Give each article the rows that it refers to."""
    sources = _named(Source, (record.source for record in records))
    grants.record(records, sources, grant)
    for record in records:
        article = record.article
        article.source = sources.get(record.source)
        article.section = sections.of(record.section, record.category)
        article.region = places.named(record.region) if record.region else places.of_title(article.title)


def _pictures(records: list[Record]) -> list[Picture]:
    covers = [record.article.cover for record in records]
    portraits = [record.interviewee.portrait for record in records if record.interviewee]
    in_text = [picture for record in records for picture in record.shown.values()]
    return [picture for picture in covers + portraits + in_text if picture]


def _sign(records: list[Record]) -> None:
    people = _named(Person, (one.name for record in records for one in record.signatures))
    Byline.objects.bulk_create(
        Byline(article=record.article, person=people[one.name], role=one.role, label=one.label, position=place)
        for record in records
        for place, one in enumerate(record.signatures)
    )


def _label(records: list[Record]) -> None:
    """Tag the articles; 早市A and 早市a are one tag."""
    wanted = {tag.lower(): tag for record in records for tag in record.tags}
    folded = Tag.objects.annotate(folded=Lower("name")).filter(folded__in=wanted)
    tags = {tag.name.lower(): tag for tag in folded}
    for name in wanted.keys() - tags.keys():
        # One by one: each finds a slug that is free.
        tags[name] = Tag.objects.create(name=wanted[name])
    kind = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        TaggedItem(tag=tags[name], content_type=kind, object_id=record.article.pk)
        for record in records
        for name in dict.fromkeys(tag.lower() for tag in record.tags)
    )


def _pins(record: Record) -> list[Pin]:
    article = record.article
    places: dict[str, dict[str, Any]] = {
        "front": {},
        "section": {"section": article.section},
        "region": {"region": article.region},
    }
    return [Pin(article=article, until=record.pinned_until, **places[front]) for front in record.fronts]
