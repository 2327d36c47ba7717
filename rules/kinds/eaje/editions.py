"""The versions of the form of an Eaje: an item exists since one of them."""

FIRST, SECOND = 1, 2
LATEST = SECOND
