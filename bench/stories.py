"""Stories: how many copies of one event are found, how many are taken for one wrongly, and what that costs.

    python -m bench.stories TEXTS [--headlines FILE] [--rows 1000000]

Bars: precision 0.95 and recall 0.85 over pairs of texts. TEXTS is a folder of news and laws as bench/retold.py reads
them, FILE a table of headlines. Every text is told again by others (bench/retold.py says how); notices of one form with
other facts, and short headlines, are the hard negatives. All come in one by one, in an order drawn by chance, through
the same code as articles of feeds. `--rows` fills the tables before that with as many other articles over four years,
300 of which share a frequent phrase on each day. The database is that of bench/boards.py.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench import retold
from bench.boards import prepare

PRECISION, RECALL = 0.95, 0.85
DAYS = 1460
KEYS, PRINT_BYTES, COMMON = 13, 640, 300
ARTICLES = """INSERT INTO articles_article (title, lead, body, dateline, original_title, original_author, original_url,
    responsible_editor, section_id, region_id, workflow, publish_at, held_reason, label, removal, removal_reason,
    created_at, updated_at, grouped_at{more})
    SELECT '第' || n || '件事', '', '', '', '', '', '', '', %s, %s, 'approved',
    now() - random() * interval '{days} days',
    '', '', '', '', now(), now(), now(){values} FROM generate_series(1, %s) AS n"""
PRINTS = """INSERT INTO articles_storyprint (article_id, data)
    SELECT id, decode(repeat(md5(id::text), {half}), 'hex') FROM articles_article"""
SPREAD = """INSERT INTO articles_storykey (value, at, article_id)
    SELECT (random() * 72057594037927935)::bigint, publish_at, id FROM articles_article, generate_series(1, {keys})"""
FREQUENT = """INSERT INTO articles_storykey (value, at, article_id)
    SELECT %s, publish_at, id FROM articles_article WHERE random() < {share}"""


def pairs(labels: Iterable[object]) -> int:
    """How many pairs have the same label."""
    return sum(number * (number - 1) // 2 for number in Counter(labels).values())


def fill(rows: int, frequent: list[int]) -> None:
    """That many other articles with their prints and keys."""
    from django.db import connection

    from articles.models import Article
    from tests.factories import make_region, make_section

    columns = {field.column for field in Article._meta.concrete_fields}
    extra = [name for name in ("language", "address", "share_picture") if name in columns]
    statement = ARTICLES.format(days=DAYS, more="".join(f", {name}" for name in extra), values=", ''" * len(extra))
    with connection.cursor() as cursor:
        cursor.execute(statement, [make_section().pk, make_region().pk, rows])
        cursor.execute(PRINTS.format(half=PRINT_BYTES // 16))
        cursor.execute(SPREAD.format(keys=KEYS))
        for value in frequent:
            cursor.execute(FREQUENT.format(share=COMMON * DAYS / rows), [value])
        for table in ("article", "storyprint", "storykey"):
            cursor.execute(f"VACUUM ANALYZE articles_{table}")


def storage() -> None:
    """The size of the tables with their indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("articles_storyprint", "articles_storykey"):
            cursor.execute("SELECT pg_total_relation_size(%s), count(*) FROM " + table, [table])
            size, number = cursor.fetchone()
            print(f"{table}: {number:,} rows, {size / 2**20:,.0f} MB")


def take(told: list[retold.Told]) -> list[float]:
    """Bring them in one by one; how long each took, in milliseconds."""
    from articles.index import grouping
    from articles.models import Article
    from portal.lib import html
    from tests.factories import make_article

    times = []
    for text in told:
        body = html.from_paragraphs(text.body.split("\n"))
        article: Article = make_article(title=text.title[:200], body=body, dateline=text.event)
        began = time.perf_counter()
        grouping.group(article)
        times.append((time.perf_counter() - began) * 1000)
    return times


def judge(edits: dict[str, str]) -> bool:
    """Print precision, recall, and what was joined wrongly; whether both bars are met."""
    from articles.models import Article

    found = list(Article.objects.exclude(dateline="").values_list("pk", "story", "dateline"))
    both = pairs((story or -pk, event) for pk, story, event in found)
    precision = both / max(1, pairs(story or -pk for pk, story, _event in found))
    recall = both / pairs(event for _pk, _story, event in found)
    alone = Counter(edits[event] for _pk, story, event in found if story and event in edits)
    print(f"precision {precision:.4f} (bar {PRECISION}), recall {recall:.4f} (bar {RECALL})")
    print(f"of those that tell what nobody else tells, {sum(alone.values())} were put into a story: {dict(alone)}")
    return precision >= PRECISION and recall >= RECALL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--headlines", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--notices", type=int, default=600)
    options = parser.parse_args()
    draw = random.Random(7)
    told = [*retold.told(retold.texts(options.texts), draw), *retold.notices(options.notices, draw)]
    if options.headlines:
        told += retold.short(retold.headlines(options.headlines, 1000), draw)
    draw.shuffle(told)
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        if options.rows:
            fill(options.rows, [1, 2, 3])
        times = take(told)
        print(
            f"{len(told):,} texts among {options.rows:,}: median {statistics.median(times):.1f} ms to group one, ",
            end="",
        )
        print(f"99 % within {statistics.quantiles(times, n=100)[98]:.1f} ms")
        once = Counter(one.event for one in told)
        is_good = judge({one.event: one.edit for one in told if once[one.event] == 1})
        storage()
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
