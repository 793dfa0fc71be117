LONGEST = 18  # digits: a row's number in PostgreSQL has at most 19, and Python reads no number of thousands of them


def row_id(text: str) -> int:
    """The number of a row as a form sends it; 0, which no row has, for whatever is not one."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if plain else 0
