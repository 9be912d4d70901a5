"""Plain functions that make what a test is about. Everything not named gets a sensible value."""

import datetime
import itertools
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article, Byline, Comment, Entry, Feed, Permission, Person, Picture, Section, Source
from classifieds.models import Category, Contact, Listing, Photo
from portal.lib import images
from portal.regions.models import Region
from tests.samples import photo

_numbers = itertools.count(1)


def make_region(slug: str = "lianshui", **fields: Any) -> Region:
    fields.setdefault("name", {"lianshui": "涟水县", "huaian": "淮安市", "other": "其他地区"}.get(slug, slug))
    return Region.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_section(slug: str = "livelihood", **fields: Any) -> Section:
    fields.setdefault("name", {"livelihood": "民生", "economy": "经济", "interviews": "人物访谈"}.get(slug, slug))
    if slug == "interviews":
        fields.setdefault("kind", Section.Kind.INTERVIEWS)
    return Section.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_source(name: str = "示例晚报", **fields: Any) -> Source:
    """A source that permits its whole texts, unless something else is said."""
    fields.setdefault("permission", Permission.FULL)
    fields.setdefault("evidence", "测试")
    return Source.objects.get_or_create(name=name, defaults=fields)[0]


def make_article(**fields: Any) -> Article:
    """A public article; `reporters=["甲", "乙"]` and `tags=["早市"]` are accepted beside the fields."""
    number = next(_numbers)
    tags, reporters = fields.pop("tags", []), fields.pop("reporters", [])
    fields.setdefault("title", f"里运河步道第{number}段开放")
    fields.setdefault("body", f"<p>第{number}段步道昨天开放，沿线新装了路灯。</p>")
    fields.setdefault("workflow", Article.Workflow.APPROVED)
    owed = {"original_title": fields["title"], "original_author": "甲记者", "responsible_editor": "林责编"}
    fields = {**owed, **fields}
    fields.setdefault("publish_at", timezone.now() - datetime.timedelta(minutes=1))
    for name, make in (("section", make_section), ("region", make_region), ("source", make_source)):
        if name not in fields:
            fields[name] = make()
    article = Article.objects.create(**fields)
    article.tags.add(*tags)
    for place, name in enumerate(reporters):
        person = Person.objects.get_or_create(name=name)[0]
        Byline.objects.create(article=article, person=person, position=place)
    return article


def make_feed(**fields: Any) -> Feed:
    fields.setdefault("url", f"http://feeds.example/{next(_numbers)}.xml")
    for name, make in (("section", make_section), ("region", make_region), ("source", make_source)):
        if name not in fields:
            fields[name] = make()
    return Feed.objects.create(**fields)


def make_entry(**fields: Any) -> Entry:
    """An entry as it was just stored, unless a `state` says what became of it."""
    number = next(_numbers)
    for name, value in (
        ("title", f"里运河游船第{number}班开航"),
        ("url", f"http://news.example/{number}"),
        ("key", str(number)),
    ):
        fields.setdefault(name, value)
    if "feed" not in fields:
        fields["feed"] = make_feed()
    return Entry.objects.create(**fields)


def make_picture(data: bytes | None = None, **fields: Any) -> Picture:
    """A stored picture; `data` is the file as somebody would upload it."""
    picture = Picture(**fields).take(images.read_own(data or photo()))
    picture.save()
    return picture


def make_comment(article: Article, **fields: Any) -> Comment:
    fields.setdefault("nickname", "清江浦网友")
    fields.setdefault("text", f"停车还是难。{next(_numbers)}")
    return Comment.objects.create(article=article, **fields)


def make_category(slug: str = "rent", **fields: Any) -> Category:
    """A leaf of the group `housing`, unless another `group` is named; with `group=None` a group."""
    fields.setdefault("name", {"rent": "出租", "housing": "房屋租售"}.get(slug, slug))
    if "group" not in fields:
        fields["group"] = make_category("housing", group=None)
    return Category.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_listing(**fields: Any) -> Listing:
    """A listing with reach and a phone."""
    number = next(_numbers)
    phone = fields.pop("phone", f"1380000{number:04}")
    fields.setdefault("title", f"水门桥两室，第{number}套")
    fields.setdefault("expires_at", timezone.now() + datetime.timedelta(days=30))
    for name, make in (("category", make_category), ("region", make_region)):
        if name not in fields:
            fields[name] = make()
    listing = Listing(**fields)
    listing.issue_secret()
    listing.save()
    Contact.objects.create(listing=listing, phone=phone)
    return listing


def make_photo(listing: Listing, data: bytes | None = None, **fields: Any) -> Photo:
    """A stored photo of a listing; `data` is the file as its poster would upload it."""
    stored = Photo(listing=listing, **fields).take(images.read_own(data or photo()))
    stored.save()
    return stored


def make_staff(group: str) -> User:
    """Someone of one of the desk's groups: 记者, 编辑, 审核 or 管理员."""
    user = User.objects.create_user(f"{group}{next(_numbers)}", password="编辑台 2026", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def make_editor(username: str = "editor") -> User:
    """Someone who may do everything at the desk."""
    return User.objects.filter(username=username).first() or User.objects.create_superuser(
        username, password="编辑台 2026"
    )
