"""Whether what the site says to machines is as its standard wants it."""

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parent
GOOGLE = "http://www.google.com/schemas/sitemap"


@functools.cache
def _schema(name: str) -> etree.XMLSchema:
    """A sitemap schema that knows of pictures and news too."""
    imports = "".join(
        f'<xsd:import namespace="{GOOGLE}-{kind}" schemaLocation="{(FOLDER / f"sitemap-{word}.xsd").as_uri()}"/>'
        for word, kind in (("image", "image/1.1"), ("news", "news/0.9"))
    )
    text = (FOLDER / name).read_text(encoding="utf-8")
    place = text.index("<xsd:annotation>")
    whole = text[:place] + imports + text[place:]
    return etree.XMLSchema(etree.fromstring(whole.encode()))


def wrong_with_sitemap(document: bytes) -> str:
    """What the XSD has against a sitemap, or a sitemap index; "" if nothing."""
    tree = etree.fromstring(document)
    schema = _schema("siteindex.xsd" if tree.tag.endswith("sitemapindex") else "sitemap.xsd")
    schema.validate(tree)
    return str(schema.error_log)


def wrong_with_json_feed(feed: Any) -> list[str]:
    """What the JSON Feed 1.1 schema, which refers to that of 1.0, has against a feed."""
    newer, older = (
        json.loads((FOLDER / f"jsonfeed-{version}.schema.json").read_text(encoding="utf-8"))
        for version in ("1.1", "1.0")
    )
    known = Registry().with_resource("https://json.schemastore.org/feed-1", DRAFT4.create_resource(older))
    return [error.message for error in jsonschema.Draft4Validator(newer, registry=known).iter_errors(feed)]
