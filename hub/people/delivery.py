"""Mail to staff."""

import logging

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36

from hub.people.models import User

logger = logging.getLogger(__name__)
TEMPLATE = "account/email/password_reset_key_{}.txt"


def mail_password_link(*, user_id: int | None) -> None:
    """A deaf mail server is the keepers' trouble: whoever asked can only ask again."""
    if user_id is None:  # nobody has the address that was asked about
        return
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    mail(user, TEMPLATE, password_path(user))


def mail(user: User, template: str, path: str) -> bool:
    """`template` names subject and message, in the reader's language; both get `organisation` and `link`."""
    words = {"organisation": settings.ORGANISATION_NAME, "link": own_origin() + path}
    with translation.override(user.language):
        subject = render_to_string(template.format("subject"), words).strip()
        body = render_to_string(template.format("message"), words).strip()
    try:
        EmailMessage(subject, body, to=[user.email]).send()
    except OSError:
        logger.exception("A mail did not go out", extra={"user_id": user.pk})
        return False
    return True


def password_path(user: User) -> str:
    key = default_token_generator.make_token(user)
    who = int_to_base36(user.pk)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": who, "key": key})


def own_origin() -> str:
    """The name we gave ourselves: which of the allowed hosts a request names is the asker's choice."""
    own = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]
    return own[0] if own else f"http://localhost:{settings.HUB_PORT}"
