from django.db import models

from hub.hours.models import Opening


class Watch(models.Model):
    """What those who follow an opening were last told of it, so that each point is told once."""

    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, related_name="watch")
    told = models.TextField(default="")

    def __str__(self) -> str:
        return f"watch {self.pk}"
