import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from chat import selectors, services
from chat.models import Ban, VisitorSession
from chat.views.duty import staff
from hub.conversations.models import Conversation
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.people.selectors import public_name

answering = audience(Audience.WORKER, Audience.SUPERVISOR)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A page of its own: what a ban does, and to whom, is read before it is proposed. In practice too, by who is in it."""
    mine = Conversation.objects.visible_to(staff(request))
    visits = VisitorSession.objects.filter(conversation__in=mine, opening__isnull=False)
    session = get_object_or_404(
        visits.select_related("conversation", "opening"), conversation__public_id=public_id
    )
    asked = {name: request.POST.get(name, "") for name in ("length", "reason", "words")}
    if request.method != "POST":
        return form_page(request, session, length=Ban.CONVERSATION)
    try:
        services.propose_ban(session=session, by=staff(request), **asked)
    except DomainError as error:
        said = {"error": error.message, "wrong": error.code}
        return form_page(request, session, status=422, **asked, **said)
    return redirect("console:thread", public_id=public_id)


def form_page(
    request: HttpRequest, session: VisitorSession, *, status: int = 200, **asked: object
) -> HttpResponse:
    seconds = selectors.second_persons(session, staff(request))
    context = {
        "conversation": session.conversation,
        "lengths": selectors.lengths(session),
        "reasons": Ban.Reason.choices,
        "seconds": [public_name(worker) for worker in seconds],
    }
    return render(request, "chat/ban.html", context | asked, status=status)


@answering
@post_from("duty:room")
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree, refuse, withdraw or lift: whatever was pressed, the thread shows what stands."""
    rows = Ban.objects.visible_to(staff(request)).with_names()
    ban = get_object_or_404(rows, public_id=public_id)
    acts = {
        "agree": services.agree_ban,
        "refuse": services.refuse_ban,
        "withdraw": services.withdraw_ban,
        "lift": services.lift_ban,
    }
    act = acts.get(request.POST.get("answer", ""), services.refuse_ban)
    try:
        act(ban=ban, by=staff(request))
    except DomainError as error:
        messages.warning(request, str(error.message))
    if request.POST.get("page") == "duty":
        return redirect("duty:room")
    return redirect("console:thread", public_id=ban.conversation.public_id)
