"""Everything that the pages of an article say, field by field: what a redaction looks through."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from taggit.models import TaggedItem

from articles.models import Article, Breaking, Comment, Interviewee, Picture
from articles.picture_files import IN_TEXT, WIDTH
from portal.moderation.removable import Text, Tie

OF_ARTICLE = ("title", "lead", "dateline", "original_title", "original_author", "responsible_editor", "label")
OF_INTERVIEWEE = ("name", "office", "introduction", "note", "pull_quote")
OF_COMMENT = ("nickname", "place", "text")
OF_PICTURE = ("alt", "credit")


def texts(article: Article) -> list[Text]:
    """The article's own words, those of whom it interviews, its corrections, captions and comments."""
    found = [Text(article, name) for name in OF_ARTICLE] + [Text(article, "body", is_html=True)]
    for interviewee in Interviewee.objects.filter(article=article):
        found += [Text(interviewee, name) for name in OF_INTERVIEWEE]
    found += [Text(correction, "text") for correction in article.corrections.all()]
    found += [Text(breaking, "text") for breaking in Breaking.objects.filter(article=article)]
    found += [Text(picture, name) for picture in _pictures(article) for name in OF_PICTURE]
    return found + [text for comment in article.comments.all() for text in of_comment(comment)]


def of_comment(comment: Comment) -> list[Text]:
    return [Text(comment, name) for name in OF_COMMENT]


def _pictures(article: Article) -> list[Picture]:
    portrait = Q(pk__in=Interviewee.objects.filter(article=article).values("portrait"))
    in_text = {WIDTH.sub("", name) for name in IN_TEXT.findall(article.body)}
    return list(Picture.objects.filter(Q(pk=article.cover_id) | Q(file__in=in_text) | portrait))


def ties(article: Article) -> list[Tie]:
    """Its tags, and who signed it."""
    kind = ContentType.objects.get_for_model(Article)
    tagged = TaggedItem.objects.filter(content_type=kind, object_id=article.pk).select_related("tag")
    signed = article.bylines.select_related("person")
    return [Tie(row, row.tag.name) for row in tagged] + [Tie(row, row.person.name) for row in signed]
