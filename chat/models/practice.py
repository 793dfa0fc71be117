import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.visits import VisitorSession
from hub.hours.models import Opening
from hub.people.models import User


class ScriptRunQuerySet(models.QuerySet["ScriptRun"]):
    def running(self) -> "ScriptRunQuerySet":
        return self.filter(state=ScriptRun.State.RUNNING)


class ScriptRun(models.Model):
    """A scripted visitor in a practice opening: which script, and how far it has come. The row is the job."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Played to its end")
        STOPPED = "stopped", _("Stopped")

    visitor = models.OneToOneField(
        VisitorSession, on_delete=models.CASCADE, related_name="script"
    )
    script = models.CharField(max_length=40)
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    step = models.PositiveSmallIntegerField(default=0)
    # Since when it is at this step, and after which message of the thread.
    at_step_since = models.DateTimeField()
    after_seq = models.PositiveIntegerField(default=0)
    nudged = models.BooleanField(default=False)

    objects = ScriptRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped"]),
                name="chat_script_run_state_known",
            ),
        ]
        indexes = [
            # The sweep, every few seconds.
            models.Index(
                fields=["id"], condition=Q(state="running"), name="chat_script_run_running"
            ),
        ]

    def __str__(self) -> str:
        return f"script run {self.pk}"


class PracticeFeedbackQuerySet(models.QuerySet["PracticeFeedback"]):
    def visible_to(self, user: User) -> "PracticeFeedbackQuerySet":
        if not user.keeps_roster:
            return self.none()
        return self.filter(opening__unit_id=user.unit_id)


class PracticeFeedback(models.Model):
    """What those who practised say of the tool. It knows its opening and no time; its writer only if they wished."""

    KEPT = timedelta(days=365)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(
        Opening, on_delete=models.CASCADE, related_name="practice_feedback"
    )
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    worked = models.TextField(max_length=2000, blank=True)
    did_not = models.TextField(max_length=2000, blank=True)
    free_text = models.TextField(max_length=2000, blank=True)
    # The form's own random value: sent twice, it is written once.
    key = models.UUIDField(unique=True)

    objects = PracticeFeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(worked="", did_not="", free_text=""),
                name="chat_practice_feedback_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"practice feedback {self.pk}"
