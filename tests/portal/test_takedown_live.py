"""A takedown on the running site: readers in the way, two processes, the page cache on, and a certificate."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.running_site import RunningSite

MARK = "ZQX77"
READERS = 3
PATIENCE = 120
# Publishes an article that stands everywhere, and prints its number and its addresses.
PUBLISH = f"""
import json
from portal.moderation import surfaces
from portal.moderation.models import Target
from tests.factories import make_article, make_comment, make_picture
from tests.samples import photo
cover = make_picture(photo(701, 400))
article = make_article(title="{MARK}号渡口复航", cover=cover, tags=["复航"], reporters=["孙渡（示例）"])
make_comment(article)
plain = surfaces.addresses_of(article, Target.ARTICLE)
pages = [dress + path for dress in ("", "/hant") for path in plain if "q=" not in path]
print(json.dumps([article.pk, pages, cover.file.url]))
"""
# Withdraws it, and prints when the verb had returned, by the clock that all processes share.
WITHDRAW = """
import time
from articles.models import Article
from portal.moderation.takedown import withdraw
assert withdraw(Article.objects.get(pk={pk}), by=None, reason="当事人申请（示例）")
print(time.monotonic())
"""
REMOVE = """
from articles.models import Article
article = Article.objects.get(pk={pk})
for comment in article.comments.all(): comment.delete()
article.cover.delete()
article.delete()
"""


class Reader(threading.Thread):
    """Asks for one address after the other until told to stop; notes when it asked for what held the title."""

    def __init__(self, site: RunningSite, addresses: list[str], number: int) -> None:
        super().__init__()
        self.connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        self.addresses = addresses[number:] + addresses[:number]
        self.seen: list[tuple[float, str]] = []
        self.rounds = 0
        self.is_told = False

    def run(self) -> None:
        while not self.is_told:
            for address in self.addresses:
                asked_at = time.monotonic()
                self.connection.request("GET", address)
                answer = self.connection.getresponse()
                if MARK.encode() in answer.read() or (address.startswith("/media/") and answer.status == 200):
                    self.seen.append((asked_at, address))
            self.rounds += 1

    def wait(self, rounds: int) -> None:
        """Until it has asked for every address so many times more."""
        until, deadline = self.rounds + rounds, time.monotonic() + PATIENCE
        while self.rounds < until:
            assert time.monotonic() < deadline, "the site does not answer"
            time.sleep(0.05)


@pytest.fixture
def published(running_site: RunningSite) -> Iterator[tuple[int, list[str]]]:
    pk, pages, picture = json.loads(running_site.python(PUBLISH))
    yield pk, [*pages, picture]
    running_site.python(REMOVE.format(pk=pk))


def test_after_the_verb_returned_no_answer_holds_the_title(
    running_site: RunningSite, published: tuple[int, list[str]]
) -> None:
    pk, addresses = published
    readers = [Reader(running_site, addresses, 7 * number) for number in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        readers[0].wait(1)
        returned_at = float(running_site.python(WITHDRAW.format(pk=pk)))
        # The round that is under way began before.
        readers[0].wait(2)
    finally:
        for reader in readers:
            reader.is_told = True
        for reader in readers:
            reader.join()
    seen = [one for reader in readers for one in reader.seen]
    assert len({address for _at, address in seen}) > len(addresses) / 2, "they should have met it everywhere"
    assert [address for at, address in seen if at > returned_at] == []
    assert_certified(running_site, pk)


def assert_certified(site: RunningSite, pk: int) -> None:
    """The worker looked at every surface by itself and found nothing, within a minute."""
    deadline = time.monotonic() + 60
    while "已查清" not in (printed := site.manage("certify", str(pk))):
        assert time.monotonic() < deadline, printed
        time.sleep(1)
    assert f"/hant/articles/{pk}/print/" in printed
