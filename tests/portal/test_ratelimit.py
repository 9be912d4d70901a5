"""How often one household may do something."""

from typing import Any

import time_machine
from django.test import RequestFactory, TestCase, override_settings

from portal.lib import ratelimit
from portal.moderation.models import Notice, Tally

LIMITS = {"takedown:create": (2, 60)}


@override_settings(RATE_LIMITS=LIMITS)
class LimitTests(TestCase):
    def allow(self, address: str = "203.0.113.7") -> bool:
        return ratelimit.allow("takedown:create", RequestFactory().post("/", REMOTE_ADDR=address))

    def test_the_limit_is_what_settings_say(self) -> None:
        self.assertEqual([self.allow() for _i in range(4)], [True, True, False, False])

    def test_another_address_has_its_own_count(self) -> None:
        self.assertFalse([self.allow() for _i in range(3)][-1])
        self.assertTrue(self.allow("203.0.113.8"))

    def test_the_addresses_of_one_ipv6_household_count_together(self) -> None:
        self.assertEqual([self.allow(f"2001:db8:1:2::{i}") for i in range(1, 4)], [True, True, False])
        self.assertTrue(self.allow("2001:db8:1:3::1"))

    def test_a_forged_forwarding_header_opens_no_new_count(self) -> None:
        tries = [
            RequestFactory().post("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{i}")
            for i in range(3)
        ]
        self.assertFalse([ratelimit.allow("takedown:create", request) for request in tries][-1])

    def test_the_count_begins_anew_when_its_time_is_over(self) -> None:
        with time_machine.travel("2026-03-01T08:00:00Z", tick=False) as clock:
            self.assertFalse([self.allow() for _i in range(3)][-1])
            clock.shift(59)
            self.assertFalse(self.allow())
            clock.shift(1)
            self.assertTrue(self.allow())

    def test_no_address_is_stored(self) -> None:
        self.allow()
        self.assertNotIn("203.0.113", str(Tally.objects.values().get()))

    def test_pruning_forgets_only_what_is_over(self) -> None:
        ratelimit.count("old", 0)
        ratelimit.count("new", 60)
        self.assertEqual(ratelimit.prune(), 1)
        self.assertEqual(Tally.objects.get().name, "new")

    def test_counting_costs_one_query(self) -> None:
        with self.assertNumQueries(1):
            self.assertEqual(ratelimit.count("x", 60), 1)


@override_settings(RATE_LIMITS={"takedown:create": (0, 90)})
class RefusalTests(TestCase):
    def post(self, path: str = "/takedown/") -> Any:
        return self.client.post(path, {"statement": "\n第三段</textarea><script>", "right": ["a", "b"]})

    def test_it_answers_429_with_everything_that_was_typed(self) -> None:
        response = self.post()
        self.assertEqual((response.status_code, response["Retry-After"]), (429, "90"))
        self.assertContains(response, "发得太密", status_code=429)
        self.assertContains(response, "2分钟", status_code=429)
        self.assertContains(
            response,
            '<textarea name="statement" hidden>\n\n第三段&lt;/textarea&gt;&lt;script&gt;</textarea>',
            status_code=429,
        )
        for value in "ab":
            self.assertContains(response, f'<textarea name="right" hidden>\n{value}</textarea>', status_code=429)
        self.assertFalse(Notice.objects.exists())

    def test_looking_is_never_limited(self) -> None:
        self.assertEqual(self.client.get("/takedown/").status_code, 200)
        self.assertFalse(Tally.objects.exists())
