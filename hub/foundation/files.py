"""A file in a request and in an answer."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub.foundation.errors import DomainError

# Whatever it is after all, it runs nothing and reaches nothing from our address.
SANDBOX = "default-src 'none'; sandbox"


def uploaded(request: HttpRequest) -> bytes:
    """The one file of a form; raises DomainError where none came, or none that the hub would hold in memory."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        data: bytes = file.read()
        return data
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        words = _("The file is too large (%(megabytes)s MB at most).")
        most = {"megabytes": settings.CHAT_ATTACHMENT_MEGABYTES}
        raise DomainError(words % most, code="large")
    raise DomainError(_("Choose a file first."), code="none")


def handed_out(name: str, media_type: str, data: bytes) -> HttpResponse:
    """To be saved, never shown in the page's place. The name is ours and plain."""
    answer = shown(media_type, data)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def shown(media_type: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
