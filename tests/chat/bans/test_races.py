"""Two at the same moment: one thing comes of it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from chat import services
from chat.models import Ban, VisitorSession
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError, NotOpen
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.chat.bans.visitor import LIBRARY, propose
from tests.conversations.crowd import at_once


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(
    proposed: Ban, opening: Opening, matti: User, paula: User
) -> None:
    services.join_duty(user=paula)

    answers = at_once(
        partial(services.agree_ban, ban=proposed, by=matti),
        partial(services.refuse_ban, ban=Ban.objects.with_names().get(), by=paula),
        partial(services.agree_ban, ban=Ban.objects.with_names().get(), by=paula),
    )

    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    proposed.refresh_from_db()
    assert len(refused) == 2
    assert proposed.state in ("in_force", "refused")
    settled = AccessEntry.objects.filter(action__in=["agree_ban", "refuse_ban"])
    assert settled.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_agreed_to_or_lapses_never_both(proposed: Ban, matti: User) -> None:
    late = proposed.proposed_at + timedelta(minutes=31)

    agreed, _swept = at_once(
        partial(services.agree_ban, ban=proposed, by=matti),
        partial(Ban.objects.lapse, late),
    )

    proposed.refresh_from_db()
    thread = Conversation.objects.get()
    lapsed = isinstance(agreed, Conflict)
    assert proposed.state == ("lapsed" if lapsed else "in_force")
    assert bool(thread.client_left_at) is not lapsed


@pytest.mark.django_db(transaction=True)
def test_a_ban_ends_or_is_lifted_and_forgets_its_connection_either_way(
    session: VisitorSession, maija: User, matti: User
) -> None:
    ban = services.agree_ban(ban=propose(session, maija, "24"), by=matti)
    over = now() + timedelta(hours=25)

    at_once(
        partial(services.lift_ban, ban=ban, by=maija), partial(Ban.objects.forget, over)
    )

    ban.refresh_from_db()
    assert ban.address_hash == ban.token_hash == ""
    assert services.start_visit(language="fi", address=LIBRARY)


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_with_the_code_at_that_moment_stays_outside(
    session: VisitorSession, maija: User, matti: User
) -> None:
    code = services.issue_code(session=session)
    ban = propose(session, maija)

    at_once(
        partial(services.agree_ban, ban=ban, by=matti),
        partial(services.come_back, code=code),
    )

    thread = Conversation.objects.get()
    assert thread.client_left_at
    assert not thread.client_may_return
    with pytest.raises(DomainError):
        services.come_back(code=code)


@pytest.mark.parametrize("act", [services.issue_code, services.delete])
def test_an_act_under_way_when_the_ban_comes_is_refused(
    session: VisitorSession, maija: User, matti: User, act: Callable[..., object]
) -> None:
    """`session` was read before: by a request that goes on after the two have agreed."""
    services.agree_ban(ban=propose(session, maija), by=matti)

    with pytest.raises(NotOpen):
        act(session=session)

    assert VisitorSession.objects.get().code_hash is None
    assert Conversation.objects.get().client_deleted_at is None
