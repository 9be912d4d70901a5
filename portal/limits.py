"""How often somebody may do something, unless the operator says otherwise (RATE_LIMITS).

Name -> (how many, in how many seconds), counted per address (a /64 for IPv6).
"""

LIMITS: dict[str, tuple[int, int]] = {
    "comments:create": (30, 600),  # beyond this nothing is taken
    "comments:flood": (5, 600),  # beyond this a comment waits for an editor
    "comments:report": (20, 600),
    "takedown:create": (20, 3600),
    "takedown:say": (20, 3600),
    "takedown:files": (20, 24 * 3600),
    "takedown:letter": (5, 24 * 3600),  # to one address, that a notice arrived
    "takedown:guess": (10, 900),  # wrong secrets and references
    "takedown:guess-neighbours": (40, 900),
    "newsletter:ask": (10, 3600),
    "newsletter:address": (3, 24 * 3600),  # letters that ask one address to confirm
    "newsletter:site": (300, 3600),
    "articles:fetch": (6, 10),  # how often we ask one site for its feeds
    # Beyond these a listing is taken, and an editor looks before it gets reach.
    "classifieds:soon": (2, 600),
    "classifieds:day": (5, 24 * 3600),
    "classifieds:neighbours": (20, 24 * 3600),  # a /24, or a /48 of IPv6
    # Beyond these no listing is taken.
    "classifieds:create": (40, 24 * 3600),
    "classifieds:create-neighbours": (120, 24 * 3600),
    "classifieds:contact": (5, 24 * 3600),  # new listings of one phone, WeChat id or address
    # Photos beyond these are refused: nine for each listing that is taken.
    "classifieds:photos": (360, 24 * 3600),
    "classifieds:photos-neighbours": (1080, 24 * 3600),
    "classifieds:reveal": (20, 3600),
    "classifieds:reveal-neighbours": (60, 3600),
    "classifieds:reveal-day": (150, 24 * 3600),  # for the neighbours together
    "classifieds:canary": (2, 24 * 3600),  # contacts of canaries; then no contact at all
    "classifieds:letter": (5, 24 * 3600),  # from the neighbours together
    "classifieds:letter-listing": (10, 24 * 3600),  # to one listing
    "classifieds:report": (20, 3600),
    "classifieds:claim": (3, 24 * 3600),  # from the neighbours together
    "classifieds:guess": (5, 900),  # wrong management links and codes
    "classifieds:guess-neighbours": (20, 900),
    "classifieds:code": (40, 24 * 3600),  # codes sent to confirm a number
    "classifieds:code-neighbours": (120, 24 * 3600),
    "classifieds:code-number": (3, 24 * 3600),
    "classifieds:code-site": (500, 3600),
    "classifieds:lost": (10, 3600),
    "classifieds:lost-address": (3, 24 * 3600),
    "classifieds:lost-listing": (1, 24 * 3600),
    "classifieds:lost-site": (200, 3600),
}
