from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The made-up provider's side of the contract; the hub has the same values in its connection."""

    webhook_url: str
    phone_number_id: str = "106540352242922"
    account_id: str = "102290129340398"
    display_number: str = "358450000000"
    token: str = "demo-access-token"  # noqa: S105 - a demo value, like the next
    app_secret: str = "demo-app-secret"  # noqa: S105
    verify_token: str = "demo-verify-token"  # noqa: S105
    tick_seconds: float = 0.4
