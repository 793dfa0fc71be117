import uuid

from django.db import models

from hub.people.models import Unit, User
from hub.privacy.masking import mask_name
from hub.privacy.sealing import seal, unseal


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> "ContactQuerySet":
        if user.role not in (User.Role.WORKER, User.Role.SUPERVISOR):
            return self.none()
        return self.filter(unit_id=user.unit_id)


class Contact(models.Model):
    """An identified client. A chat visitor has none."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contacts")
    named_worker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="named_clients"
    )
    name_sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def name(self) -> str:
        """What the client calls themself on the channel; unverified."""
        return (
            unseal(self.name_sealed, purpose="contact-name").decode()
            if self.name_sealed
            else ""
        )

    @staticmethod
    def seal_name(name: str) -> bytes | None:
        """Clients write numbers into their names: lists show names, and no number of a person."""
        name = mask_name(name)
        return seal(name.encode(), purpose="contact-name") if name else None


class Identity(models.Model):
    """An address of a contact: keyed hash to match by, sealed value to use."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        WA_ID = "wa_id"
        BSUID = "bsuid"
        PARENT_BSUID = "parent_bsuid"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="identities"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    scope = models.CharField(max_length=64, blank=True)
    value_hash = models.CharField(max_length=64)
    value_sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope", "value_hash"],
                name="conversations_identity_one_contact",
            )
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"

    @property
    def value(self) -> str:
        return unseal(self.value_sealed, purpose="identity").decode()
