"""What a saved page says of its site: taken over only while no editor has written the site's profile."""

from articles.importing.places import Places
from articles.importing.record import Record, SiteWords
from portal.regions.models import SiteProfile


def tell(record: Record, places: Places) -> bool:
    """Make the regions that the page lists, and fill the profile; whether that was done."""
    if record.site is None:
        return False
    regions = [places.named(name) for name in record.site.regions]
    if regions and not record.region:
        in_title = (region.name for region in regions if region.short_name in record.article.title)
        record.region = next(in_title, regions[0].name)
    return _fill(record.site)


def _fill(words: SiteWords) -> bool:
    profile = SiteProfile.load()
    said = {name: text for name, text in vars(words).items() if name != "regions" and text}
    if profile.edited_at or not said:
        return False
    for name, text in said.items():
        setattr(profile, name, text)
    if words.regions and not profile.city:
        profile.city = words.regions[0].removesuffix("市")
    profile.save()
    return True
