from django.db import models


class Message(models.Model):
    room = models.CharField(max_length=64, db_index=True)
    sender = models.CharField(max_length=64)
    body = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "yardstick"
        db_table = "yardstick_message"

    def __str__(self) -> str:
        return f"message {self.pk}"
