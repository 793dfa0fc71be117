from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC; rules take it as an argument, only edges ask for it."""
    return datetime.now(UTC)
