from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from feedback import forms, selectors, services
from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.people.models import User


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("front")
def survey(request: HttpRequest) -> HttpResponse:
    form = forms.SurveyForm(request.POST)
    if form.is_valid():
        try:
            services.answer_survey(
                language=get_language() or "fi",
                address=counted_address(request.META),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
    if form.errors:
        return render(request, "feedback/survey.html", {"form": form}, status=422)
    return render(request, "feedback/thanks.html")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {
        "summary": selectors.summary(request.user),
        "openings": selectors.by_opening(request.user),
        "page": "feedback",
    }
    return render(request, "feedback/staff.html", context)
