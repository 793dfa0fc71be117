import uuid

from django.db import models

from hub.conversations.models import Theme
from hub.people.models import Unit, User


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> "AnswerQuerySet":
        return self.filter(unit_id=user.unit_id) if user.answers_clients else self.none()

    def current(self) -> "AnswerQuerySet":
        return self.filter(is_active=True)


class Answer(models.Model):
    """A text the unit's workers send again and again. It holds nothing of any client."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="answers")
    title = models.CharField(max_length=120)
    text_fi = models.TextField()
    text_sv = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    keywords = models.CharField(max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="answers")
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"answer {self.pk}"

    def text(self, language: str) -> str:
        """In the client's language, or in Finnish where nobody has written it in theirs."""
        return {"sv": self.text_sv, "en": self.text_en}.get(language) or self.text_fi

    def speaks(self, language: str) -> bool:
        return language in ("fi", "selko") or self.text(language) != self.text_fi
