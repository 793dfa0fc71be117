from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from hub.hours.models import Opening
from hub.people.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def standing(self, now: datetime) -> "NoticeQuerySet":
        """Neither put away nor about what is over."""
        return self.filter(dismissed_at=None, opening__ends_at__gt=now)


class Notice(models.Model):
    """Something about the roster, or a ban to be agreed to, that its reader should know: a kind and whom it is about, no words."""

    class Kind(models.TextChoices):
        SEAT_LOST = "seat_lost"
        SEAT_GIVEN = "seat_given"
        SEAT_REMOVED = "seat_removed"
        SWAP_ASKED = "swap_asked"
        SWAP_ACCEPTED = "swap_accepted"
        SWAP_REFUSED = "swap_refused"
        BAN_ASKED = "ban_asked"

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    dismissed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            # The head of every staff page: what stands for this reader.
            models.Index(
                fields=["recipient"],
                condition=models.Q(dismissed_at=None),
                name="chat_notice_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class CalendarLink(models.Model):
    """The secret address under which a calendar program reads one worker's shifts; only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"calendar {self.pk}"
