"""A process that is killed while it changes articles: what it had finished is found, what it had not is as before."""

import subprocess
import sys

from django.db import connection
from django.test import TransactionTestCase

from articles.models import Article
from portal.search.models import Document
from tests.factories import make_article, make_editor
from tests.portal.test_search import found
from tests.surroundings import ROOT, own_environment

EDITOR = """
import sys
import django
django.setup()
from django.db import transaction
from articles.models import Article
from portal.moderation.takedown import withdraw
from django.contrib.auth.models import User
def change(new, old):
    article = Article.objects.get(title=new)
    article.workflow = "approved"
    article.save()
    withdraw(Article.objects.get(title=old), by=User.objects.get(), reason="misreport")
change("步道东段", "步道西段")
with transaction.atomic():
    change("步道南段", "步道北段")
    print("half", flush=True)
    sys.stdin.read()
"""


class KillingTests(TransactionTestCase):
    def test_no_public_article_is_left_out_and_none_withdrawn_left_in(self) -> None:
        make_editor()
        for title in ("步道东段", "步道南段"):
            make_article(title=title, workflow=Article.Workflow.DRAFT)
        for title in ("步道西段", "步道北段"):
            make_article(title=title)
        self.assertEqual(set(found("步道")), {"步道西段", "步道北段"})
        self.kill_one_in_the_middle()
        self.assertEqual(set(found("步道")), {"步道东段", "步道北段"})
        self.assertEqual(set(Document.objects.values_list("title", flat=True)), {"步道东段", "步道北段"})
        self.assertEqual(set(Article.objects.public().values_list("title", flat=True)), {"步道东段", "步道北段"})

    def kill_one_in_the_middle(self) -> None:
        """An editor's process of its own, on the database of this test."""
        place = connection.settings_dict
        is_file = not place["HOST"]
        database = f"sqlite:///{place['NAME']}" if is_file else f"postgres:///{place['HOST']}/{place['NAME']}"
        environment = own_environment(DATABASE_URL=database, DJANGO_SETTINGS_MODULE="portal.settings")
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [sys.executable, "-c", EDITOR], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe
        ) as one:
            try:
                assert one.stdout
                self.assertEqual(one.stdout.readline(), b"half\n")
            finally:
                one.kill()
