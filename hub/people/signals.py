"""Sent when somebody's console opens or closes; receivers get `user_id` only."""

from django.dispatch import Signal

presence_changed = Signal()
