import uuid

from django.db import models

from hub.privacy.sealing import DataKey


class Sealed(models.Model):
    """What of a thread only its own key opens."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Wrapped data key; empty once the content has been destroyed.
    data_key = models.BinaryField()
    preview_sealed = models.BinaryField(null=True)
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        abstract = True

    def key(self) -> DataKey:
        return DataKey.unwrap(self.data_key)

    def context(self, seq: int) -> str:
        """Binds a sealed body to its place."""
        return f"{self.public_id}:{seq}"

    @property
    def preview(self) -> str:
        if not self.preview_sealed or not self.data_key:
            return ""
        return self.key().open(self.preview_sealed, context=f"{self.public_id}:preview")

    @property
    def decision_reason(self) -> str:
        """Why it is not recorded, in a worker's words; gone with the thread's key."""
        if not self.reason_sealed or not self.data_key:
            return ""
        return self.key().open(self.reason_sealed, context=f"{self.public_id}:reason")

    def seal_reason(self, reason: str) -> bytes | None:
        context = f"{self.public_id}:reason"
        return self.key().seal(reason, context=context) if reason else None
