import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.hours.models import Opening
from hub.people.models import User


class SurveyResponseQuerySet(models.QuerySet["SurveyResponse"]):
    def visible_to(self, user: User) -> "SurveyResponseQuerySet":
        if user.role not in (User.Role.SUPERVISOR, User.Role.WORKER):
            return self.none()
        return self.filter(opening__unit_id=user.unit_id)


class SurveyResponse(models.Model):
    """An answer after a chat. It knows its opening and nothing finer: no time, no order, no conversation."""

    class Advice(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    class Recommend(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(
        Opening, on_delete=models.PROTECT, related_name="survey_responses"
    )
    got_advice = models.CharField(max_length=8, choices=Advice.choices, blank=True)
    recommend = models.CharField(max_length=8, choices=Recommend.choices, blank=True)
    free_text = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=8)
    # Hash of the ticket's number, which only the visitor's own token gives: a conversation answers once.
    ticket_hash = models.CharField(max_length=64, unique=True)

    objects = SurveyResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(got_advice="", recommend="", free_text=""),
                name="feedback_survey_not_empty",
            )
        ]

    def __str__(self) -> str:
        return "survey response"

    @property
    def words(self) -> tuple[str, str, str]:
        return self.got_advice, self.recommend, self.free_text
