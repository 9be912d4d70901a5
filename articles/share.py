"""The picture that stands for a story without one where it is shared: title, section, source and a code to scan."""

import functools
import io
from pathlib import Path

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from articles.models import Article
from articles.views import removed
from portal.lib.addresses import whole
from portal.lib.caching import cached_for_readers, true_until
from portal.lib.caching import tag as note
from portal.regions.models import SiteProfile

# Its origin and licence are beside it (docs/decisions/0014).
FONT = Path(settings.BASE_DIR) / "portal" / "fonts" / "heading.otf"
SIZE = (1200, 630)
MARGIN, GAP, CODE = 72, 12, 168
PAPER, INK, SOFT, ACCENT = "#fdfefe", "#13201e", "#4a5956", "#006068"
MOST_LINES = 4
# What may not begin a line.
NOT_FIRST = "，。：；？！、”’》）】』」…—·"


@cached_for_readers
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Drawn once and kept on disk with the pages, so it goes with the article."""
    note(f"article:{pk}")
    article = Article.objects.at_address().select_related("section", "region", "source").filter(pk=pk).first()
    if article is None:
        return removed(request, pk)
    true_until(article.expires_at)
    return HttpResponse(draw(article, SiteProfile.load().name), content_type="image/png")


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def draw(article: Article, site: str) -> bytes:
    """The picture as PNG; its own words stand in it as text too."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _rule(pen, MARGIN - 8)
    pen.text((MARGIN, MARGIN + 16), site, ACCENT, _font(44))
    kicker = f"{article.section.name} · {article.region.name}"
    pen.text((SIZE[0] - MARGIN - pen.textlength(kicker, _font(30)), MARGIN + 26), kicker, SOFT, _font(30))
    size = 64 if len(article.title) <= 40 else 50
    for number, line in enumerate(lines(article.title, size)):
        pen.text((MARGIN, 168 + number * (size + GAP)), line, INK, _font(size))
    source = article.source.name if article.source else site
    day = timezone.localdate(article.publish_at)
    pen.text((MARGIN, SIZE[1] - MARGIN - 34), f"{source}　{day.year}-{day.month:02}-{day.day:02}", SOFT, _font(30))
    image.paste(_code(article), (SIZE[0] - MARGIN - CODE, SIZE[1] - MARGIN - CODE + 24))
    said = PngInfo()
    said.add_itxt("Title", article.title)
    said.add_itxt("Source", source)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", pnginfo=said)
    return out.getvalue()


def lines(title: str, size: int) -> list[str]:
    """The title in lines that fit; what is too long ends in an ellipsis."""
    font, width = _font(size), SIZE[0] - 2 * MARGIN
    found = [""]
    for letter in " ".join(title.split()):
        if font.getlength(found[-1] + letter) <= width or letter in NOT_FIRST:
            found[-1] += letter
        else:
            found.append(letter.lstrip())
    if len(found) > MOST_LINES:
        found = [*found[: MOST_LINES - 1], found[MOST_LINES - 1][:-1] + "…"]
    return found


def _rule(pen: ImageDraw.ImageDraw, top: int) -> None:
    """The mark of the house: a thick and a thin line."""
    pen.rectangle((MARGIN, top - 10, SIZE[0] - MARGIN, top - 4), ACCENT)
    pen.rectangle((MARGIN, top + 1, SIZE[0] - MARGIN, top + 2), ACCENT)


def _code(article: Article) -> Image.Image:
    """The code that leads to the article."""
    rows = [bytes(0 if dark else 255 for dark in row) for row in segno.make(whole(article.get_plain_url())).matrix]
    small = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    return small.resize((CODE, CODE), Image.Resampling.NEAREST)
