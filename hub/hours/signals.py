"""What openings tell the rooms above."""

from django.dispatch import Signal

# After commit, with `unit_id`: an opening closed or opened again, so the door may have moved.
opening_moved = Signal()
