"""Knowing a photo again that was made smaller, saved again, framed or cropped.

A print says of 64 places whether it is brighter there than to its right (a difference hash). Prints of one photo differ
in a few places, of two photos in about thirty. Cutting off a twentieth changes more than a few, so each photo has a
print of the whole and of what is left after such cuts, and two photos are alike if the whole of one is like any of the
other. `bands()` are for an index: prints that are alike have one of their four parts in common, but for one place.
"""

import io

from PIL import Image

FAR = 6
# Fewer differences than this, and the picture is too plain to be told from another.
LEAST = 8
CUT = 0.05
HALF = CUT / 2
# Left, upper, right and lower edge, the whole first.
WINDOWS = [
    (0, 0, 1, 1),
    (HALF, HALF, 1 - HALF, 1 - HALF),
    (CUT, CUT, 1 - CUT, 1 - CUT),
    *((left, upper, left + 1 - CUT, upper + 1 - CUT) for left in (0, CUT) for upper in (0, CUT)),
    *((CUT, 0, 1, 1), (0, CUT, 1, 1), (0, 0, 1 - CUT, 1), (0, 0, 1, 1 - CUT)),
]
WIDTH, HEIGHT = 9, 8
PARTS, PART_BITS = 4, 16
WHOLE = PARTS << PART_BITS


def prints(encoded: bytes) -> list[int]:
    """The prints of one of our own renditions, the whole first; none of a picture that is too plain."""
    with Image.open(io.BytesIO(encoded)) as image:
        grey = image.convert("L")
    found = [_print(grey, window) for window in WINDOWS]
    return found if LEAST <= found[0].bit_count() <= WIDTH * HEIGHT - HEIGHT - LEAST else []


def _print(grey: Image.Image, window: tuple[float, float, float, float]) -> int:
    left, upper, right, lower = window
    box = (left * grey.width, upper * grey.height, right * grey.width, lower * grey.height)
    small = grey.resize((WIDTH, HEIGHT), Image.Resampling.BOX, box).tobytes()
    brighter = (
        small[row * WIDTH + place] > small[row * WIDTH + place + 1]
        for row in range(HEIGHT)
        for place in range(WIDTH - 1)
    )
    return sum(is_so << place for place, is_so in enumerate(brighter))


def alike(one: list[int], other: list[int]) -> bool:
    """Whether two photos with these prints are one photo."""
    if not one or not other:
        return False
    return any(_near(one[0], print_) for print_ in other) or any(_near(other[0], print_) for print_ in one)


def _near(one: int, other: int) -> bool:
    return (one ^ other).bit_count() <= FAR


def bands(all_prints: list[int]) -> set[int]:
    """What a photo is found by: the parts of its prints, and those of the whole once more, marked."""
    return _parts(all_prints) | {WHOLE | band for band in _parts(all_prints[:1])}


def bands_near(all_prints: list[int]) -> set[int]:
    """The bands of all photos that may be like one with these prints: the whole of one is near any of the other."""
    return _one_off(_parts(all_prints[:1])) | {WHOLE | band for band in _one_off(_parts(all_prints))}


def _parts(all_prints: list[int]) -> set[int]:
    """The four parts of each print, each with its place."""
    return {part << PART_BITS | _part(one, part) for one in all_prints for part in range(PARTS)}


def _part(one: int, part: int) -> int:
    return (one >> (part * PART_BITS)) % (1 << PART_BITS)


def _one_off(bands: set[int]) -> set[int]:
    """These, and all that differ from one of them in one place: of six differences one part has at most one."""
    return bands | {band ^ (1 << place) for band in bands for place in range(PART_BITS)}
