"""Regions, and choosing one."""

from django import forms
from django.test import TestCase

from portal.regions.fields import RegionField
from tests.factories import make_region


class RegionFieldTests(TestCase):
    def test_each_county_stands_above_its_towns_whatever_their_numbers(self) -> None:
        class PlaceForm(forms.Form):
            region = RegionField(empty_label=None)

        city = make_region("huaian", kind="city", position=10)
        county = make_region("lianshui", kind="county", position=20)
        make_region("other", kind="other", position=90)
        for place, parent, position in (("高沟镇", county, 20), ("涟城街道", county, 10), ("清江浦区", city, 10)):
            make_region(place, parent=parent, kind="town", position=position)
        names = [str(label) for _value, label in PlaceForm().fields["region"].choices]  # type: ignore[attr-defined]
        self.assertEqual(names, ["淮安市", "　清江浦区", "涟水县", "　涟城街道", "　高沟镇", "其他地区"])
