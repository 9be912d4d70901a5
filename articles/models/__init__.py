"""What the newsroom keeps. One noun a file."""

from articles.models.article import Article
from articles.models.comment import Comment, CommentQuerySet
from articles.models.correction import Correction
from articles.models.entry import Entry, EntryQuerySet
from articles.models.feed import Feed, FeedQuerySet
from articles.models.front import Breaking, Pin
from articles.models.interviewee import Interviewee
from articles.models.people import Byline, Person
from articles.models.permission import Permission
from articles.models.picture import Picture
from articles.models.rows import ArticleQuerySet
from articles.models.section import Section
from articles.models.source import Source
from articles.models.story import Story, StoryKey, StoryPrint
from articles.models.watch import SourceChange, Watch

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Breaking",
    "Byline",
    "Comment",
    "CommentQuerySet",
    "Correction",
    "Entry",
    "EntryQuerySet",
    "Feed",
    "FeedQuerySet",
    "Interviewee",
    "Permission",
    "Person",
    "Picture",
    "Pin",
    "Section",
    "Source",
    "SourceChange",
    "Story",
    "StoryKey",
    "StoryPrint",
    "Watch",
]
