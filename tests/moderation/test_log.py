"""The log of decisions: whatever is done to it from outside shows, and forgetting words does not break it."""

import datetime
import random
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from articles.models import Article
from portal.moderation import verifying
from portal.moderation.models import Decision, LogHead, Target
from tests.factories import make_article, make_comment, make_editor, make_listing

NAME = "王小明（示例）"


def rows() -> Any:
    """The table as somebody with a database client has it."""
    return Decision._base_manager.order_by("number")


class LogTestCase(TestCase):
    article: Article
    editor: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.article = make_article(title=f"{NAME}搬家")
        cls.editor = make_editor()
        for number in range(5):
            Decision.record(cls.article, verb="approve", by=cls.editor, reason=f"理由{number}", facts={"n": number})

    def tearDown(self) -> None:
        Path(settings.LOG_ANCHORS_FILE).unlink(missing_ok=True)

    def found(self) -> list[str]:
        return list(verifying.findings())


class ChainTests(LogTestCase):
    def test_an_untouched_log_is_whole(self) -> None:
        self.assertEqual(self.found(), [])
        call_command("verify_log", verbosity=0)

    def test_an_empty_log_is_whole(self) -> None:
        rows().delete()
        LogHead.objects.all().delete()
        self.assertEqual(self.found(), [])

    def test_every_column_of_a_record_is_covered(self) -> None:
        other = make_editor("other")
        changes: dict[str, Any] = {
            "target": "listing",
            "object_id": 99,
            "title": "别的",
            "verb": "reject",
            "reason": "别的",
            "facts": {},
            "by": other,
            "at": timezone.now() + datetime.timedelta(microseconds=1),
            "salt": "x" * 32,
            "words": "0" * 64,
            "before": "1" * 64,
            "seal": "2" * 64,
        }
        unsealed = {"id", "number", "purged_at"}
        names = {field.name for field in Decision._meta.concrete_fields}
        self.assertEqual(set(changes), names - unsealed, "cover new columns by the seal")
        for name, value in changes.items():
            with self.subTest(name), transaction.atomic():
                rows().filter(number=3).update(**{name: value})
                self.assertIn("第3条", self.found()[0])
                transaction.set_rollback(True)

    def test_a_removed_record_is_named(self) -> None:
        rows().filter(number__in=[2, 3]).delete()
        self.assertEqual(self.found(), ["第2条不见了。", "第3条不见了。"])
        with self.assertRaises(CommandError):
            call_command("verify_log")

    def test_the_end_cannot_be_cut_off(self) -> None:
        rows().filter(number=5).delete()
        self.assertEqual(self.found(), ["第5条不见了。"])

    def test_nor_with_a_head_that_agrees_once_it_was_noted_outside(self) -> None:
        self.assertTrue(verifying.anchor())
        self.assertFalse(verifying.anchor())
        rows().filter(number=5).delete()
        LogHead.objects.update(number=4, seal=rows().last().seal)
        self.assertEqual(self.found(), ["第5条不见了。"])

    def test_a_note_torn_by_a_kill_is_none(self) -> None:
        Path(settings.LOG_ANCHORS_FILE).write_text("5 abc", encoding="ascii")
        self.assertTrue(verifying.anchor())
        self.assertEqual(self.found(), [])

    def test_two_records_that_change_places_are_both_named(self) -> None:
        for old, new in ((2, 99), (4, 2), (99, 4)):
            rows().filter(number=old).update(number=new)
        self.assertEqual({sentence[:3] for sentence in self.found()}, {"第2条", "第4条"})

    def test_a_decision_that_was_rolled_back_leaves_no_gap(self) -> None:
        with transaction.atomic():
            Decision.record(self.article, verb="approve", by=None)
            transaction.set_rollback(True)
        Decision.record(self.article, verb="approve", by=None)
        self.assertEqual(self.found(), [])

    def test_a_chain_made_anew_without_the_key_is_seen(self) -> None:
        keys = settings.LOG_KEYS
        with override_settings(LOG_KEYS=["某人自己的钥匙" * 10]):
            rows().delete()
            LogHead.objects.all().delete()
            Decision.record(self.article, verb="approve", by=None)
        self.assertEqual(settings.LOG_KEYS, keys)
        self.assertEqual(self.found(), ["第1条被改过。"])

    def test_a_record_moved_over_from_another_log_is_seen(self) -> None:
        kept = rows().get(number=5)
        rows().filter(number__gte=4).delete()
        LogHead.objects.update(number=3, seal=rows().last().seal)
        Decision.record(self.article, verb="remove", by=None)
        kept.save_base(force_insert=True)
        LogHead.objects.update(number=5, seal=kept.seal)
        self.assertEqual(self.found(), ["第5条接不上前一条。"])

    def test_an_older_key_still_opens(self) -> None:
        with override_settings(LOG_KEYS=["新钥匙" * 20, *settings.LOG_KEYS]):
            Decision.record(self.article, verb="approve", by=None)
            self.assertEqual(self.found(), [])

    def test_any_one_byte_changed_anywhere_is_found(self) -> None:
        dice = random.Random(7)
        for _ in range(40):
            number, name = dice.randint(1, 5), dice.choice(["title", "reason", "verb", "words", "before", "seal"])
            text = getattr(rows().get(number=number), name)
            place = dice.randrange(len(text))
            changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            with self.subTest(number=number, name=name), transaction.atomic():
                rows().filter(number=number).update(**{name: changed})
                self.assertIn(f"第{number}条", self.found()[0])
                transaction.set_rollback(True)


class AppendOnlyTests(LogTestCase):
    def test_nothing_in_the_program_changes_or_deletes_a_record(self) -> None:
        record = Decision.objects.earliest("number")
        for change in (
            record.save,
            record.delete,
            lambda: Decision.objects.update(reason=""),
            lambda: Decision.objects.filter(pk=record.pk).delete(),
            lambda: Decision.objects.bulk_update([record], ["reason"]),
        ):
            with self.assertRaises(TypeError):
                change()

    def test_nor_does_the_desk(self) -> None:
        self.client.force_login(self.editor)
        record = rows().first()
        page = f"/admin/moderation/decision/{record.pk}/"
        self.assertEqual(self.client.get(f"{page}change/").status_code, 200)
        for address in (f"{page}change/", f"{page}delete/", "/admin/moderation/decision/add/"):
            self.assertEqual(self.client.post(address, {"reason": "x", "post": "yes"}).status_code, 403)
        self.assertEqual(rows().count(), 5)


class ForgettingTests(LogTestCase):
    def forget(self, of: Target = Target.ARTICLE) -> int:
        return Decision.forget_words(of, timezone.now() + datetime.timedelta(seconds=1))

    def test_words_go_and_the_chain_holds(self) -> None:
        self.assertEqual(self.forget(), 5)
        stored = str(list(rows().values()))
        self.assertNotIn(NAME, stored)
        self.assertNotIn("理由", stored)
        self.assertEqual(rows().first().facts, {"n": 0})
        Decision.record(self.article, verb="approve", by=None)
        self.assertEqual(self.found(), [])

    def test_nothing_is_left_to_guess_the_words_by(self) -> None:
        self.forget()
        self.assertEqual(set(rows().filter(target="article").values_list("salt", flat=True)), {""})

    def test_only_words_of_that_kind_and_that_age_go(self) -> None:
        Decision.record(make_listing(title="水门桥两室"), verb="hold", by=None, reason="太像了")
        Decision.record(make_comment(self.article), verb="hold", by=None)
        self.assertEqual(Decision.forget_words(Target.ARTICLE, timezone.now() - datetime.timedelta(days=1)), 0)
        self.assertEqual(self.forget(Target.LISTING), 1)
        self.assertEqual(self.forget(Target.LISTING), 0)
        self.assertTrue(rows().get(number=1).title)
        self.assertEqual(self.found(), [])

    def test_words_that_somebody_blanked_without_a_record_are_missed(self) -> None:
        rows().filter(number=2).update(title="", reason="", salt="", purged_at=timezone.now())
        self.assertEqual(self.found(), ["第2条的文字没有了，却没有销毁记录。"])

    def test_a_record_that_was_purged_cannot_be_given_other_words(self) -> None:
        self.forget()
        rows().filter(number=2).update(reason="别的理由")
        self.assertIn("第2条", self.found()[0])


class AtOnceTests(TransactionTestCase):
    def test_of_many_who_write_at_once_each_gets_its_number(self) -> None:
        article = make_article()
        failed: list[BaseException] = []

        def write() -> None:
            try:
                for _ in range(5):
                    with transaction.atomic():
                        Decision.record(article, verb="approve", by=None)
            except BaseException as error:  # told to the test
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual(list(Decision.objects.order_by("number").values_list("number", flat=True)), [*range(1, 21)])
        self.assertEqual(list(verifying.findings()), [])
