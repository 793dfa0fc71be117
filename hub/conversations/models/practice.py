from django.db.models import Q

from hub.hours import sources
from hub.people.models import User


def practised_by(user: User) -> Q:
    """Conversations of practice openings in which this worker has a seat."""
    found = Q(pk__in=[])
    for openings in sources.openings_of(user.pk):
        found |= Q(practice__in=openings)
    return found
