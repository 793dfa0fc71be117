import re
import time
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.people.models import User
from hub.records import selectors, services
from hub.records.models import Export
from hub.records.payloads import Unreadable, parse
from hub.records.signature import is_genuine

ACK_BYTES = 64 * 1024


def staff(request: HttpRequest) -> User:
    """`AudienceMiddleware` lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("A staff view without a member of staff")
    return request.user


@csrf_exempt
@audience(Audience.PROVIDER)
@require_POST
def acknowledge(request: HttpRequest) -> JsonResponse:
    if int(request.headers.get("Content-Length") or 0) > ACK_BYTES:
        return JsonResponse({"error": "too large"}, status=413)
    body = request.body
    if not signed(request, body):
        return JsonResponse({"error": "bad signature"}, status=401)
    try:
        answer = parse(body)
    except Unreadable:
        return JsonResponse({"error": "not an acknowledgement"}, status=400)
    export = services.record_acknowledgement(answer=answer, body=body, now=now())
    if export is None:
        return JsonResponse({"error": "unknown package"}, status=404)
    return JsonResponse({"package_id": str(answer.package_id)})


def signed(request: HttpRequest, body: bytes) -> bool:
    return is_genuine(
        body,
        timestamp=request.headers.get("X-Hub-Timestamp", ""),
        signature=request.headers.get("X-Hub-Signature", ""),
        secret=settings.RECORD_SYSTEM_ACK_SECRET,
        now=time.time(),
    )


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = selectors.list_page(
        staff(request),
        before=int(before) if re.fullmatch("[0-9]{1,18}", before) else None,
    )
    context = {"listing": page, "page": "exports"}
    return render(request, "records/list.html", context)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return download(request, public_id, "application/pdf", ".pdf")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def package(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return download(request, public_id, "application/zip", ".zip")


def download(
    request: HttpRequest, public_id: uuid.UUID, kind: str, ending: str
) -> HttpResponse:
    export = get_object_or_404(
        Export.objects.visible_to(staff(request)).select_related("conversation"),
        public_id=public_id,
    )
    try:
        found = services.read_package(export=export, by=staff(request))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("records:list")
    response = HttpResponse(
        found.document if ending == ".pdf" else found.data, content_type=kind
    )
    response["Content-Disposition"] = f'attachment; filename="{export.package_id}{ending}"'
    return response


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("records:list")
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    export = get_object_or_404(
        Export.objects.visible_to(staff(request)), public_id=public_id
    )
    try:
        services.retry_export(export=export, by=staff(request))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("records:list")
