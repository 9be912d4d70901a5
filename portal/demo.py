"""The demo site: a small city with regions, sections, stories, comments, views and listings. All of it is made up."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing import sections
from articles.importing.grants import Grant
from articles.importing.job import Job
from articles.models import Article, Breaking, Permission, Person, Section, Source
from classifieds import taxonomy
from classifieds.importing import Job as ListingJob
from portal.lib import images
from portal.lib.importing.rows import Problem
from portal.lib.reencode import Rendition
from portal.moderation.models import ListedWord
from portal.regions.models import Region, SiteProfile
from portal.traffic import counting
from portal.traffic.models import DailyViews, Kind, ViewTotal

STORIES = settings.BASE_DIR / "articles" / "demo"
LISTINGS = settings.BASE_DIR / "classifieds" / "demo"
REGIONS = settings.BASE_DIR / "portal" / "regions" / "huaian.json"
MARK = "示例"
EVIDENCE = "演示用的虚构媒体，文字是为邻闻的演示写的（MIT 许可）。"
BANNER = "运河大桥今晚起连续三晚检修，23时至次日5时单幅通行（示例）"
BANNER_STORY = "demo-transport-005"
BANNER_LASTS = datetime.timedelta(days=3)
# Harmless examples of what makes a reader's text wait.
WORDS = ["刷单返利", "代开发票", "免押金提现", "内部名额", "包过办证"]


class DemoError(Exception):
    """The demo's own files are wrong; says where."""


def is_here() -> bool:
    """Whether the demo has been loaded, whatever editors made of it since."""
    return Article.objects.filter(import_key__startswith="demo-").exists() or SiteProfile.load().is_demo


def load(folder: Path = STORIES, listings: Path = LISTINGS) -> int:
    """Make the demo, all of it or nothing; how many stories. Where it has been made, everything is left alone."""
    if is_here():
        return 0
    with transaction.atomic():
        _make_site()
        _make_regions()
        _make_sections()
        taxonomy.load()
        wrong = [problem for path in sorted(folder.glob("*.jsonl")) for problem in _bring(_stories(path))]
        wrong += [problem for path in sorted(listings.glob("*.jsonl")) for problem in _bring(ListingJob(path))]
        if wrong:
            raise DemoError("\n".join(wrong))
        _mark_as_made_up()
        _announce()
        ListedWord.objects.bulk_create((ListedWord(word=word, note=MARK) for word in WORDS), ignore_conflicts=True)
        _spread_views()
    return Article.objects.filter(import_key__startswith="demo-").count()


def _make_site() -> None:
    profile = SiteProfile.load()
    if profile._state.adding:
        profile.name, profile.domain, profile.city = "淮安114网", "d7760.cn", "淮安"
        profile.about = _(
            "这是邻闻的演示站。站上的新闻、人名、媒体、留言和便民信息都是为演示编写的，标有“示例”，请勿当真。"
        )
    if profile.edited_at is None:
        profile.is_demo = True
        profile.save()


def _make_regions() -> None:
    listed = json.loads(REGIONS.read_text(encoding="utf-8"))["regions"]
    for place, values in enumerate(listed, 1):
        towns = values.pop("towns")
        region = _region({**values, "position": place * 10})
        for number, town in enumerate(towns, 1):
            _region({**town, "kind": Region.Kind.TOWN, "parent": region, "position": number * 10})


def _region(values: dict[str, object]) -> Region:
    """The region of that name: as the site has it, else new."""
    return Region.objects.get_or_create(name=values["name"], defaults=values)[0]


def _make_sections() -> None:
    known = set(Section.objects.values_list("slug", flat=True)) | set(Section.objects.values_list("name", flat=True))
    for usual in sections.USUAL:
        if not {usual.slug, usual.name} & known:
            sections.make_usual(usual)


def _stories(path: Path) -> Job:
    grant = Grant(Permission.FULL, EVIDENCE)
    return Job(path, section=path.stem, folder=path.parent / "pictures", grant=grant, read_picture=_read_picture)


def _bring(job: Job | ListingJob) -> list[str]:
    """Import one of the demo's files; what is wrong with it."""
    problems: list[Problem] = []
    job.on_problem = problems.append
    job.run()
    wrong = [f"{job.path.name}:{problem.line} {problem.reason}" for problem in problems]
    return [*wrong, *(f"{job.path.name} {name}?" for name in job.ignored)]


def _read_picture(picture: "File[bytes]") -> list[Rendition]:
    return images.read_own(picture.read())


def _mark_as_made_up() -> None:
    Source.objects.filter(name__contains=MARK, note="").update(
        note=_("演示用的虚构媒体。"), home="https://example.org/"
    )
    Person.objects.filter(name__contains=MARK, introduction="").update(introduction=_("演示用的虚构人物。"))


def _announce() -> None:
    story = Article.objects.filter(import_key=BANNER_STORY).first()
    Breaking.objects.create(text=BANNER, article=story, expires_at=timezone.now() + BANNER_LASTS)


def _spread_views() -> None:
    """Give every day of the last week its share of each story's views, most of them to the days after it came out."""
    stories = dict(Article.objects.filter(import_key__startswith="demo-").values_list("pk", "publish_at"))
    totals = ViewTotal.objects.filter(kind=Kind.ARTICLE, object_id__in=stories).values_list("object_id", "views")
    today = timezone.localdate()
    DailyViews.objects.bulk_create(
        DailyViews(kind=Kind.ARTICLE, object_id=pk, day=day, views=number)
        for pk, views in totals
        for day, number in _week_of(views, timezone.localdate(stories[pk]), today).items()
    )
    counting.rank(Kind.ARTICLE)


def _week_of(views: int, published: datetime.date, today: datetime.date) -> dict[datetime.date, int]:
    """How many of the views fall on which of the last seven days, when interest fades from the first day on."""
    shares = [1 / (age + 1) ** 1.5 for age in range((today - published).days + 1)]
    each = views / sum(shares)
    days = {published + datetime.timedelta(days=age): int(each * share) for age, share in enumerate(shares)}
    since = today - datetime.timedelta(days=counting.RANKED_DAYS - 1)
    return {day: number for day, number in days.items() if day >= since and number}
