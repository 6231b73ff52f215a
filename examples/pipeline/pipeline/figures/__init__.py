"""How figures are drawn. Pure: numbers in, the bytes of a PNG out; the same numbers give the same bytes."""
