"""Where boards find a listing without reading it: yes-or-no things as bits of one number, measures in numbered columns.

Any combination of filters is then one pass over one index (docs/decisions/0007-boards-by-marks.md).
"""

PHOTO = 1 << 0
WANTED = 1 << 1
# The bits of a listing's `marks` that the options of its group may have; with bit 63 the number would be negative.
BITS = range(2, 63)
# The columns number_1, number_2, … that the measures of a group may have.
SLOTS = range(1, 7)
NUMBERS = [f"number_{slot}" for slot in SLOTS]
