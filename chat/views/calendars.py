from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chat import selectors, services
from chat.views.roster import roster_staff, staff
from hub.foundation.audience import Audience, audience
from hub.foundation.posts import post_from


@audience(Audience.PROVIDER)
@require_safe
def feed(_: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which has no account: the secret in its address decides."""
    shifts = selectors.calendar_of(token)
    if shifts is None:
        raise Http404
    return HttpResponse(shifts, content_type="text/calendar; charset=utf-8")


@roster_staff
@post_from("roster:page")
def renew(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the new address: it is stored nowhere, so no other page could."""
    if request.POST.get("stop"):
        services.stop_calendar(user=staff(request))
        return redirect("roster:page")
    token = services.renew_calendar(user=staff(request))
    link = request.build_absolute_uri(reverse("roster_calendar", args=[token]))
    return render(request, "roster/calendar.html", {"link": link, "page": "roster"})
