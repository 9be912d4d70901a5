"""What an article and a person are, in the words of schema.org. The text is no part of it."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Correction, Person
from portal.lib.addresses import whole
from portal.lib.meaning import Thing, filled
from portal.regions.meaning import place, publisher
from portal.regions.models import SiteProfile

MOST_IN_HEADLINE = 110
EDITING, PICTURES = Byline.Role.EDITOR, Byline.Role.PHOTOGRAPHER


def of_article(article: Article, profile: SiteProfile) -> Thing:
    """An article with whom it is from; load it `for_page()`."""
    address = whole(article.get_absolute_url())
    changes = [article.publish_at, *(correction.at for correction in article.shown_corrections)]
    return filled(
        type="NewsArticle",
        url=address,
        mainEntityOfPage=address,
        headline=article.title[:MOST_IN_HEADLINE],
        image=_images(article),
        datePublished=_moment(article.publish_at),
        dateModified=_moment(max(changes)),
        dateline=article.dateline,
        articleSection=article.section.name,
        keywords=[tag.name for tag in article.tags.all()],
        inLanguage="zh-Hans",
        isAccessibleForFree=True,
        contentLocation=place(article.region),
        author=_authors(article) or [publisher(profile)],
        editor=_people(article, EDITING) + _responsible(article),
        contributor=_people(article, PICTURES),
        sourceOrganization=_source(article),
        isBasedOn=article.original_url and whole(article.original_url),
        creditText=_credit(article),
        correction=[_correction(one) for one in article.shown_corrections],
        publisher=publisher(profile),
    )


def of_person(person: Person) -> Thing:
    """The page of somebody who signs stories."""
    address = whole(person.get_absolute_url())
    name = f"{whole(f'/people/{person.pk}/')}#person"
    who = filled(type="Person", id=name, name=person.name, description=person.introduction, url=address)
    return {"@type": "ProfilePage", "url": address, "mainEntity": who}


def picture_of(article: Article) -> str:
    """The address of the picture to show where the article is shared: its own, or the one that is drawn for it."""
    cover = article.shown_cover
    return whole(cover.src) if cover else whole(f"{article.get_plain_url()}share.png")


def _images(article: Article) -> list[Thing]:
    cover = article.shown_cover
    if cover is None:
        return [{"@type": "ImageObject", "url": picture_of(article), "width": 1200, "height": 630}]
    known = filled(width=cover.width, height=cover.height, creditText=cover.credit)
    return [{"@type": "ImageObject", "url": whole(cover.file.url), **known}]


def _authors(article: Article) -> list[Thing]:
    """Who wrote it: who signed, or the author that the source names, or the source."""
    signed = [one for one in article.bylines.all() if one.role not in {EDITING, PICTURES}]
    named = [_person(one) for one in signed]
    if not named and article.original_author:
        named = [{"@type": "Person", "name": article.original_author}]
    source = _source(article)
    return named or ([source] if source else [])


def _people(article: Article, role: Byline.Role) -> list[Thing]:
    return [_person(one) for one in article.bylines.all() if one.role == role]


def _person(byline: Byline) -> Thing:
    """Somebody with the role on this article."""
    role = byline.label or str(byline.get_role_display())
    address = whole(f"/people/{byline.person_id}/")
    return {"@type": "Person", "name": byline.person.name, "jobTitle": role, "url": address}


def _responsible(article: Article) -> list[Thing]:
    name = article.responsible_editor
    return [{"@type": "Person", "name": name, "jobTitle": _("责任编辑")}] if name else []


def _source(article: Article) -> Thing | None:
    source = article.source
    return filled(type="NewsMediaOrganization", name=source.name, url=source.home) if source else None


def _credit(article: Article) -> str:
    """Whom to name beside it."""
    source = article.source.name if article.source else ""
    return " ".join(part for part in (source, article.original_author) if part)


def _correction(one: Correction) -> Thing:
    return {"@type": "CorrectionComment", "text": one.text, "datePublished": _moment(one.at)}


def _moment(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
