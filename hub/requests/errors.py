from hub.foundation.errors import DomainError


class Unfit(DomainError):
    """What was typed cannot be used: a sentence for each field that is wrong, all of them at once."""

    def __init__(self, faults: dict[str, object]) -> None:
        self.faults = faults
        super().__init__(next(iter(faults.values())), code="unfit")
