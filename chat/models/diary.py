from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.hours.models import Opening
from hub.people.models import User


class DiaryEntry(models.Model):
    """What the pair writes of their opening for each other: of the work, never of a client. Never edited."""

    class Kind(models.TextChoices):
        CAME_UP = "came_up", _("What came up")
        IMPROVE = "improve", _("What to improve")

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="diary")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(auto_now_add=True)
    # The form's own random value: sent twice, it is written once.
    key = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["came_up", "improve"]),
                name="chat_diary_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""), name="chat_diary_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"diary entry {self.pk}"
