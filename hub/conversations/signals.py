"""Sent after commit, with `conversation_id` only. Losing one loses nothing: receivers also sweep."""

from django.dispatch import Signal

conversation_closed = Signal()
# A visitor waits, was taken, left or was closed: whoever shows a queue looks again.
conversation_moved = Signal()
