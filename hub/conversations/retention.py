from datetime import datetime

from django.db import transaction

from hub.conversations import sources
from hub.conversations.models import Conversation, ConversationQuerySet, Message


class ClosedChats:
    """Anonymous chats some time after they ended (`CHAT_RETENTION_HOURS`): key first, then the rows.

    What is to be recorded stays until the record system has accepted it. What nobody has taken in that time,
    nobody will: it ends here. So does a question that nobody has ended in `QUESTION_RETENTION_DAYS`.
    """

    name = "closed_chats"

    def due(self, now: datetime) -> ConversationQuerySet:
        return Conversation.objects.past_keeping(now).filter(purged_at=None)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    @transaction.atomic
    def purge(self, *, now: datetime, limit: int) -> int:
        claimed = list(
            self.due(now)
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        rows = Conversation.objects.filter(pk__in=claimed).unclosed()
        for late, decision in (
            (rows.questions(), Conversation.Decision.EXPIRED),
            (rows.waiting(), Conversation.Decision.NEVER_TAKEN),
        ):
            late.update(status=Conversation.Status.CLOSED, closed_at=now, decision=decision)
        destroy(claimed, now=now)
        return len(claimed)


def destroy(claimed: list[int], *, now: datetime) -> None:
    """What is counted is frozen, then the key goes, then the words and what they were about.

    Call it inside a transaction: nothing goes that has not been counted.
    """
    sources.freeze(claimed)
    Conversation.objects.filter(pk__in=claimed).update(
        data_key=b"",
        preview_sealed=None,
        reason_sealed=None,
        municipality=None,
        client_theme=None,
        purged_at=now,
    )
    Message.objects.filter(conversation__in=claimed).delete()
    Conversation.themes.through.objects.filter(conversation__in=claimed).delete()
