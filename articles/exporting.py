"""Articles as JSON Lines under the names of docs/import.md, so that `import_articles` makes the same of them elsewhere.

What was withdrawn or is held stays here: what a takedown removed does not travel.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import prefetch_related_objects

from articles.models import Article, Byline, Comment, Picture
from articles.picture_files import IN_TEXT, WIDTH
from portal.lib.importing import fields
from portal.redirects.models import Redirect
from portal.traffic.models import Kind, ViewTotal

BATCH = 200
TEXTS = ("title", "lead", "dateline", "original_title", "original_author", "original_url", "responsible_editor")
OF_INTERVIEWEE = ("name", "office", "introduction", "note", "pull_quote")
# Those in which lines are kept.
OF_LINES = {"lead", "body_html", "text", "introduction"}
PICTURES = "pictures"
PICTURE = re.compile(rf'<img\b[^>]* src={IN_TEXT.pattern}"[^>]*>')
ALT = re.compile(r' alt="([^"]*)"')


def lines(folder: Path) -> Iterator[str]:
    """A line for each article, the oldest first; their pictures are copied to `folder`, and named in the lines."""
    for articles in _batches():
        ids = [article.pk for article in articles]
        totals = ViewTotal.objects.filter(kind=Kind.ARTICLE, object_id__in=ids)
        views = dict(totals.values_list("object_id", "views"))
        addresses = _old_addresses(articles)
        prefetch_related_objects(articles, "tags")
        for article in articles:
            row = _row(article, folder) | {"views": views.get(article.pk, 0), "old_addresses": addresses[article.pk]}
            yield json.dumps({name: _tidy(value, name) for name, value in row.items() if value}, ensure_ascii=False)


def _tidy(value: Any, name: str) -> Any:
    """The same as an import takes it, so that what comes out of the other site is what went in."""
    if isinstance(value, str):
        return fields.tidy(fields.visible(value), lines=name in OF_LINES)
    if isinstance(value, list):
        return [_tidy(one, name) for one in value]
    return {name: _tidy(one, name) for name, one in value.items()} if isinstance(value, dict) else value


def _batches() -> Iterator[list[Article]]:
    standing = Article.objects.filter(withdrawn_at=None, held_at=None).select_related(
        "section", "region", "source", "cover", "interviewee__portrait"
    )
    rows = standing.prefetch_related("bylines__person", "corrections", "comments").order_by("pk")
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].pk
        yield batch


def _old_addresses(articles: list[Article]) -> dict[int, list[str]]:
    """What leads to each of them, in order."""
    pages = {article.get_plain_url(): article.pk for article in articles}
    found: dict[int, list[str]] = {pk: [] for pk in pages.values()}
    for old, new in Redirect.objects.filter(new__in=pages).order_by("old").values_list("old", "new"):
        found[pages[new]].append(old)
    return found


def _row(article: Article, folder: Path) -> dict[str, Any]:
    body, pictures = _body(article, folder)
    return {
        "key": _key(article),
        **{name: getattr(article, name) for name in TEXTS},
        "body_html": body,
        "pictures": pictures,
        "section": article.section.name,
        "region": article.region.name,
        "source": article.source.name if article.source else "",
        "workflow": article.workflow,
        "published_at": _moment(article.publish_at),
        "expires_at": _moment(article.expires_at),
        "byline": _names(article, lambda byline: byline.person.name),
        "labels": {role: names[0] for role, names in _names(article, lambda byline: byline.label).items() if names[0]},
        "tags": sorted(tag.name for tag in article.tags.all()),
        "cover": _picture(article.cover, folder, f"{_file_name(article)}-cover"),
        "interviewee": _interviewee(article, folder),
        "corrections": [
            {"kind": one.kind, "text": one.text, "at": _moment(one.at)}
            for one in sorted(article.corrections.all(), key=lambda one: (one.at, one.pk))
        ],
        "comments": _comments(article),
    }


def _key(article: Article) -> str:
    return article.import_key or f"article-{article.pk}"


def _file_name(article: Article) -> str:
    """What its pictures are called: the same wherever it was exported from."""
    return re.sub(r"[^\w.-]", "-", _key(article))


def _moment(moment: datetime.datetime | None) -> str:
    return moment.astimezone(datetime.UTC).isoformat() if moment else ""


def _names(article: Article, of: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for byline in article.bylines.all():
        found.setdefault(f"{Byline.Role(byline.role).name.lower()}s", []).append(of(byline))
    return found


def _interviewee(article: Article, folder: Path) -> dict[str, Any]:
    if not article.is_interview:
        return {}
    one = article.interviewee
    said = {name: getattr(one, name) for name in OF_INTERVIEWEE}
    said["portrait"] = _picture(one.portrait, folder, f"{_file_name(article)}-portrait")
    return {name: value for name, value in said.items() if value}


def _body(article: Article, folder: Path) -> tuple[str, list[dict[str, Any]]]:
    """The text with its pictures under the names that their files are copied to, and those."""
    shown = dict.fromkeys(WIDTH.sub("", name) for name in IN_TEXT.findall(article.body))
    known = {str(one.file.name): one for one in Picture.objects.filter(file__in=shown).order_by("-pk")}
    copies = {
        whole: _picture(known[whole], folder, f"{_file_name(article)}-{number}")
        for number, whole in enumerate((whole for whole in shown if whole in known), 1)
    }

    def named(tag: re.Match[str]) -> str:
        """The picture's size is left to who imports it."""
        copy = copies.get(WIDTH.sub("", tag[1]))
        said = ALT.search(tag[0])
        return f'<img src="{copy["file"]}" alt="{said[1] if said else ""}">' if copy else tag[0]

    return PICTURE.sub(named, article.body), list(copies.values())


def _picture(picture: Picture | None, folder: Path, name: str) -> dict[str, Any]:
    """What is said of a picture, its file copied under this name."""
    if picture is None:
        return {}
    path = f"{PICTURES}/{name}.webp"
    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    with default_storage.open(str(picture.file.name)) as stored, (folder / path).open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    focus = {"focus_x": picture.focus_x, "focus_y": picture.focus_y}
    said = {"file": path, "alt": picture.alt, "credit": picture.credit, **focus}
    return {name: value for name, value in said.items() if value != ""}


def _comments(article: Article) -> list[dict[str, Any]]:
    """Those that readers may see, each with its replies."""
    standing = [one for one in article.comments.all() if not one.held_at and not one.removed_at]
    standing.sort(key=lambda one: (one.created_at, one.pk))
    replies: dict[int | None, list[Comment]] = {}
    for one in standing:
        replies.setdefault(one.parent_id, []).append(one)
    return [
        _comment(one) | ({"replies": [_comment(reply) for reply in replies[one.pk]]} if one.pk in replies else {})
        for one in replies.get(None, [])
    ]


def _comment(comment: Comment) -> dict[str, Any]:
    said = {"nickname": comment.nickname, "region": comment.place, "text": comment.text}
    return {name: value for name, value in said.items() if value} | {"at": _moment(comment.created_at)}
