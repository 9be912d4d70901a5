"""What hangs on an article, read from its object: body, people, pictures, corrections, comments, fronts, site."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.importing import pictures
from articles.importing.record import PictureFile, Signature, SiteWords
from articles.models import Article, Breaking, Byline, Comment, Correction, Interviewee, Person, Picture
from portal.lib import html
from portal.lib.importing.dates import after
from portal.lib.importing.fields import Fields
from portal.regions.models import Region, SiteProfile

BODIES = ("body", "body_paragraphs", "body_html")
ROLES = {
    "reporters": Byline.Role.REPORTER,
    "correspondents": Byline.Role.CORRESPONDENT,
    "photographers": Byline.Role.PHOTOGRAPHER,
    "editors": Byline.Role.EDITOR,
}
FRONTS = ["front", "section", "region"]
MOST_PICTURES = 200
MOST_COMMENTS = 20_000
LONGEST_BODY = 10**6  # the sanitiser has its own, lower limits; this one keeps it from being asked in vain


def body(fields: Fields, dateline: str, files: dict[str, PictureFile], leave_out: Callable[[str], None]) -> str:
    """The sanitised body, without the dateline that the page prints before it; `files` are at their places in it."""
    if sum(fields.has(name) for name in BODIES) > 1:
        fields.complain("body", _("只能写一种：%s") % "、".join(BODIES))
    paragraphs = fields.paragraphs("body_paragraphs") or fields.text("body", LONGEST_BODY, lines=True).split("\n")
    markup = fields.text("body_html", LONGEST_BODY, lines=True) or html.from_paragraphs(paragraphs)
    for colon in "：:":
        if dateline and markup.startswith(f"<p>{dateline}{colon}"):
            markup = "<p>" + markup.removeprefix(f"<p>{dateline}{colon}").lstrip()
    try:
        return html.clean(markup, pictures.places(files, leave_out))
    except html.TooMuchMarkupError:
        fields.complain("body", _("太长，或标签太多"))
        return ""


def signatures(fields: Fields) -> list[Signature]:
    """Names by role, from `byline` or from columns of their own."""
    byline, labels = fields.inside("byline") or fields, fields.inside("labels")
    found = []
    for name, role in ROLES.items():
        label = labels.text_of(Byline, "label", among=name) if labels else ""
        label = "" if label == str(role.label) else label
        found += [Signature(role, person, label) for person in byline.words_of(Person, "name", among=name)]
    return found


def tags(fields: Fields) -> list[str]:
    found = fields.words_of(Tag, "name", among="tags")
    for tag in found:
        if not slugify(tag, allow_unicode=True):
            fields.complain("tags", _("“%s”里没有字") % tag)
    return found


def picture(fields: Fields, name: str, folder: Path) -> PictureFile | None:
    """A picture in a file below the folder of the import file; a text is its path."""
    value = fields.value(name)
    inside = fields.under(name, {"file": value}) if isinstance(value, str) else fields.inside(name)
    return _picture(inside, folder) if inside else None


def in_text(fields: Fields, folder: Path) -> dict[str, PictureFile]:
    """The pictures that the text may show, by the names that it has for them."""
    return {str(inside.value("file")): _picture(inside, folder) for inside in fields.each("pictures", MOST_PICTURES)}


def _picture(inside: Fields, folder: Path) -> PictureFile:
    file = inside.text("file", 300, required=True)
    if file and not pictures.beside(folder, file):
        inside.complain("file", _("找不到图片：%s") % file)
    return PictureFile(
        path=folder / file,
        alt=inside.text_of(Picture, "alt"),
        credit=inside.text_of(Picture, "credit"),
        focus_x=inside.fraction("focus_x", 0.5),
        focus_y=inside.fraction("focus_y", 0.5),
    )


def interviewee(fields: Fields, article: Article, folder: Path) -> tuple[Interviewee | None, PictureFile | None]:
    """Who answers, and the portrait."""
    inside = fields.inside("interviewee")
    if inside is None:
        return None, None
    names = ("office", "introduction", "note", "pull_quote")
    texts = {name: inside.text_of(Interviewee, name) for name in names}
    name = inside.text_of(Interviewee, "name", required=True)
    return Interviewee(article=article, name=name, **texts), picture(inside, "portrait", folder)


def corrections(fields: Fields, article: Article, now: datetime.datetime) -> list[Correction]:
    return [
        Correction(
            article=article,
            kind=one.choice("kind", Correction.Kind.values, Correction.Kind.CORRECTION),
            text=one.text_of(Correction, "text", required=True),
            at=after(one, article.publish_at, now),
        )
        for one in fields.each("corrections")
    ]


def comments(fields: Fields, article: Article, now: datetime.datetime) -> list[Comment]:
    """Comments, each followed by its replies."""
    found = []
    for one in fields.each("comments", MOST_COMMENTS):
        comment = _comment(one, article, now)
        found += [comment, *(_comment(reply, article, now, comment) for reply in one.each("replies", MOST_COMMENTS))]
    return found


def _comment(fields: Fields, article: Article, now: datetime.datetime, parent: Comment | None = None) -> Comment:
    return Comment(
        article=article,
        parent=parent,
        nickname=fields.text_of(Comment, "nickname", required=True),
        place=fields.text_of(Comment, "place", among="region"),
        text=fields.text_of(Comment, "text", required=True),
        created_at=after(fields, article.publish_at, now),
    )


def fronts(fields: Fields) -> list[str]:
    """On which fronts the article is pinned."""
    found = fields.words("pinned", 10)
    if not set(found) <= set(FRONTS):
        fields.complain("pinned", _("应是其中之一：%s") % "、".join(FRONTS))
    return found


def breaking(fields: Fields, article: Article) -> Breaking | None:
    """A banner that leads to the article."""
    inside = fields.inside("breaking")
    if inside is None:
        return None
    until = inside.moment("expires_at")
    if until is None:
        inside.complain("expires_at", _("没有写"))
        return None
    text = inside.text_of(Breaking, "text", required=True)
    return Breaking(article=article, text=text, shown_from=article.publish_at, expires_at=until)


def site(fields: Fields) -> SiteWords | None:
    """What a saved page says of its site."""
    words = SiteWords(
        name=fields.text_of(SiteProfile, "name", among="site_name"),
        domain=fields.text_of(SiteProfile, "domain", among="site_domain"),
        posting_slogan=fields.text_of(SiteProfile, "posting_slogan"),
        declaration=fields.text("declaration", 2000, lines=True),
        regions=fields.words_of(Region, "name", among="regions"),
    )
    return words if any(vars(words).values()) else None
