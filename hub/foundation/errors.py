"""A rule said no. The message is translated and fit to be shown to the person."""


class DomainError(Exception):
    """Carries a (lazily) translated sentence. Views show it, sockets send it as an error frame."""

    code = "refused"

    def __init__(self, message: object, *, code: str = "") -> None:
        self.message = message
        if code:
            self.code = code
        super().__init__(self.code)

    def __str__(self) -> str:
        # Not the message: it may quote what the person typed, and this ends up in logs.
        return self.code


class Conflict(DomainError):
    """Somebody else was first."""

    code = "conflict"


class NotOpen(DomainError):
    """The conversation or the door takes nothing now."""

    code = "not_open"


class TooFast(DomainError):
    code = "too_fast"
