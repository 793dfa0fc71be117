import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hub.conversations.models import Conversation
from hub.foundation.audience import Audience, audience
from hub.foundation.posts import post_from
from hub.guidance import selectors, services
from hub.guidance.forms import AnswerForm, written
from hub.guidance.models import Answer
from hub.people.models import User


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    """The answers; asked for from a conversation, each leads back into it."""
    text = request.GET.get("q", "")[:100]
    context = {
        "answers": selectors.answers(staff(request), text),
        "q": text,
        "thread": thread_of(request),
        "page": "answers",
    }
    return render(request, "guidance/bank.html", context)


def thread_of(request: HttpRequest) -> Conversation | None:
    try:
        public_id = uuid.UUID(request.GET.get("thread", ""))
    except ValueError:
        return None
    return (
        Conversation.objects.visible_to(staff(request)).filter(public_id=public_id).first()
    )


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The composer's list."""
    found = selectors.quick(staff(request), request.GET.get("q", "")[:100])
    language = request.GET.get("language", "")
    rows = [
        {"answer": a, "text": a.text(language), "speaks": a.speaks(language)} for a in found
    ]
    return render(request, "guidance/_options.html", {"rows": rows})


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = staff(request)
        services.add_answer(unit=user.unit, by=user, **form.cleaned_data)
        return saved(request)
    return shown(request, form)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    answer = mine(request, public_id)
    form = AnswerForm(request.POST or None, initial=written(answer))
    if request.method == "POST" and form.is_valid():
        services.edit_answer(answer=answer, by=staff(request), **form.cleaned_data)
        return saved(request)
    return shown(request, form, answer)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("guidance:bank")
def retire(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    retired = request.POST.get("retired") == "1"
    answer = mine(request, public_id)
    services.retire_answer(answer=answer, by=staff(request), retired=retired)
    return saved(request)


def mine(request: HttpRequest, public_id: uuid.UUID) -> Answer:
    rows = Answer.objects.visible_to(staff(request))
    return get_object_or_404(rows, public_id=public_id)


def saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, gettext("Saved."))
    return redirect("guidance:bank")


def shown(
    request: HttpRequest, form: AnswerForm, answer: Answer | None = None
) -> HttpResponse:
    context = {"form": form, "answer": answer, "page": "answers"}
    status = 422 if form.is_bound else 200
    return render(request, "guidance/answer.html", context, status=status)
