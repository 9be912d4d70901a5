"""Days that residents write: which are taken, and what ends with them."""

import datetime
from typing import Any

from django.utils import timezone

from classifieds.models import Listing
from tests.classifieds.test_posting import PostingTestCase

EMPTY = dict.fromkeys(("a_way", "a_rooms", "a_area", "a_rent", "a_who"), "")


def in_days(number: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=number)).isoformat()


class DayTestCase(PostingTestCase):
    def ride(self, day: str) -> Any:
        places = {"a_origin": "涟水", "a_destination": "南京", "a_clock": "早上7点"}
        return self.post(slug="ride-offer", a_leaves_at=day, **EMPTY, **places)

    def event(self, day: str, **changes: Any) -> Any:
        return self.post(slug="events", intent="offer", title="社区义诊", a_when=day, **EMPTY, **changes)

    def ends(self) -> datetime.date:
        return timezone.localdate(Listing.objects.get().expires_at - datetime.timedelta(hours=3))


class LimitTests(DayTestCase):
    def test_a_ride_leaves_between_today_and_two_months_from_now(self) -> None:
        for day in ("0001-01-01", in_days(-1), in_days(61), "9999-12-31"):
            with self.subTest(day):
                self.assertContains(self.ride(day), "出发日期不能", status_code=422)
        self.assertContains(self.ride(in_days(0)), "已发布")

    def test_nothing_is_lost_tomorrow(self) -> None:
        said = {"title": "丢了一串钥匙", "a_where": "万达广场", "a_feature": "蓝色绳子", **EMPTY}
        self.assertContains(self.post(slug="lost", a_when=in_days(1), **said), "不能晚于", status_code=422)
        self.assertContains(self.post(slug="lost", a_when=in_days(-9), **said), "已发布")

    def test_the_picker_knows_the_limits(self) -> None:
        page = self.client.get("/classifieds/post/ride-offer/")
        self.assertContains(page, f'min="{in_days(0)}"')
        self.assertContains(page, f'max="{in_days(60)}"')


class EndTests(DayTestCase):
    def test_a_ride_and_an_event_end_with_their_day(self) -> None:
        for post, day in ((self.ride, 5), (self.event, 45)):
            with self.subTest(day=day):
                Listing.objects.all().delete()
                post(in_days(day))
                self.assertEqual(self.ends().isoformat(), in_days(day))

    def test_an_event_without_a_day_lasts_as_long_as_its_group_says(self) -> None:
        self.event("")
        self.assertEqual(self.ends().isoformat(), in_days(30))

    def test_a_ride_that_is_put_off_ends_later(self) -> None:
        path = self.manage_path(self.ride(in_days(2)))
        form = self.client.get(f"{path}edit/").context["form"]
        said = {name: form[name].value() for name in form.fields} | {"consent": "on", "a_leaves_at": in_days(9)}
        said = {name: "" if value is None else value for name, value in said.items()}
        self.assertRedirects(self.client.post(f"{path}edit/", said), f"{path}?said=edited")
        self.assertEqual(self.ends().isoformat(), in_days(9))

    def test_what_ends_with_a_day_is_not_renewed(self) -> None:
        path = self.manage_path(self.ride(in_days(5)))
        Listing.objects.update(posted_at=timezone.now() - datetime.timedelta(days=4))
        self.assertNotContains(self.client.get(path), f"{path}renew/")
        self.assertContains(self.client.post(f"{path}renew/", follow=True), "改一改日期")
        self.assertEqual(self.ends().isoformat(), in_days(5))
