import hmac
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from hub.people.models import Unit
from hub.privacy.hashing import keyed_hash, keyed_hashes
from hub.privacy.sealing import seal, unseal

VERIFY = "whatsapp-verify"
TOKEN = "whatsapp-token"  # noqa: S105 - the purpose of a seal, not a secret
SECRET = "whatsapp-secret"  # noqa: S105 - the purpose of a seal, not a secret
BODY = "whatsapp-body"


class Connection(models.Model):
    """A WhatsApp number and the way to reach it. Everything a provider may change is data here."""

    name = models.SlugField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    enabled = models.BooleanField(default=False)
    phone_number_id = models.CharField(max_length=40, unique=True)
    display_number = models.CharField(max_length=20, blank=True)
    # User ids are unique per business portfolio; numbers that share one recognise the same people.
    portfolio = models.CharField(max_length=64, blank=True)
    base_url = models.URLField()
    api_version = models.CharField(max_length=10, default="v25.0")
    auth_header = models.CharField(max_length=40, default="Authorization")
    auth_scheme = models.CharField(max_length=20, blank=True, default="Bearer")
    token_sealed = models.BinaryField()
    secret_sealed = models.BinaryField()
    # The other secret while the provider's app secret is being changed.
    second_secret_sealed = models.BinaryField(null=True)
    verify_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone_number_id=""),
                name="whatsapp_bridge_connection_has_number",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        return unseal(self.token_sealed, purpose=TOKEN).decode()

    @property
    def secrets(self) -> list[bytes]:
        sealed = [self.secret_sealed, self.second_secret_sealed]
        return [unseal(secret, purpose=SECRET) for secret in sealed if secret]

    @property
    def messages_url(self) -> str:
        parts = (
            self.base_url.rstrip("/"),
            self.api_version,
            self.phone_number_id,
            "messages",
        )
        return "/".join(part for part in parts if part)

    @property
    def auth(self) -> dict[str, str]:
        return {self.auth_header: f"{self.auth_scheme} {self.token}".strip()}

    def shares_app_with(self, other: "Connection") -> bool:
        """One app secret signs for all numbers of its app: only those may stand in one webhook."""
        return self == other or bool(set(self.secrets) & set(other.secrets))

    def is_verified_by(self, token: str) -> bool:
        known = keyed_hashes(token, purpose=VERIFY)
        return any(hmac.compare_digest(self.verify_hash, found) for found in known)

    @staticmethod
    def sealed(*, token: str, secret: str, verify_token: str) -> dict[str, str | bytes]:
        return {
            "token_sealed": seal(token.encode(), purpose=TOKEN),
            "secret_sealed": seal(secret.encode(), purpose=SECRET),
            "verify_hash": keyed_hash(verify_token, purpose=VERIFY),
        }


class WebhookBodyQuerySet(models.QuerySet["WebhookBody"]):
    def claimable(self, before: datetime) -> Self:
        """Waiting, and in nobody's hands since `before`; oldest first."""
        return self.filter(
            Q(claimed_at=None) | Q(claimed_at__lt=before), state=WebhookBody.State.RECEIVED
        ).order_by("id")

    def forgettable(self, before: datetime) -> Self:
        return self.exclude(state=WebhookBody.State.RECEIVED).filter(received_at__lt=before)


class WebhookBody(models.Model):
    """What the provider posted, byte for byte, sealed. The row is the job."""

    class State(models.TextChoices):
        RECEIVED = "received"
        PROCESSED = "processed"
        QUARANTINED = "quarantined"

    connection = models.ForeignKey(
        Connection, on_delete=models.PROTECT, related_name="bodies"
    )
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    # Why it was set aside; words of ours, never of a client.
    label = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)

    objects = WebhookBodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "digest"], name="whatsapp_bridge_body_once"
            )
        ]
        indexes = [
            # The job: what still waits, oldest first.
            models.Index(
                fields=["id"],
                condition=Q(state="received"),
                name="whatsapp_bridge_to_process",
            ),
            # Retention: done with and old.
            models.Index(fields=["received_at"], name="whatsapp_bridge_body_age"),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def raw(self) -> bytes:
        return unseal(self.body, purpose=BODY)


class ParkedStatus(models.Model):
    """A report about a message that the hub does not know yet; its own answer may still be on the way."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    wamid = models.CharField(max_length=255)
    callback = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=10)
    code = models.BigIntegerField(null=True)
    parked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "wamid", "status"], name="whatsapp_bridge_parked_once"
            )
        ]

    def __str__(self) -> str:
        return f"parked status {self.pk}"
