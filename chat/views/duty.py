from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chat import selectors, services
from hub.foundation.audience import Audience, audience
from hub.foundation.posts import post_from
from hub.people.models import User


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def room(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {"duty": selectors.duty_room(request.user), "page": "duty"}
    if request.headers.get("HX-Request"):
        return render(request, "chat/_duty.html", context)
    if request.user.keeps_roster:
        context["gaps"] = selectors.gaps(request.user)
    return render(request, "chat/duty.html", context)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("duty:room")
def presence(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    services.set_away(user=request.user, away=request.POST.get("away") == "1")
    return redirect("duty:room")
