"""The list of themes, as its keeper has it: one that was ever used is retired and not deleted."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Theme, ThemeQuerySet
from hub.foundation.errors import DomainError
from hub.people.models import User
from hub.privacy.services import record_access

LANGUAGES = ("name_fi", "name_sv", "name_en", "name_selko")


class ThemeWords(TypedDict, total=False):
    name_fi: str
    name_sv: str
    name_en: str
    name_selko: str
    keywords: str
    position: int
    is_active: bool


@transaction.atomic
def add_theme_to_list(*, by: User, **words: Unpack[ThemeWords]) -> Theme:
    theme = Theme(slug=free_slug(words["name_fi"]))
    return keep(theme, by=by, action="theme_add", words=words)


@transaction.atomic
def change_theme(*, theme: Theme, by: User, **words: Unpack[ThemeWords]) -> Theme:
    """Conversations that have it follow its new name."""
    return keep(theme, by=by, action="theme_change", words=words)


def keep(theme: Theme, *, by: User, action: str, words: ThemeWords) -> Theme:
    """A keyboard finds a theme by its name: no other one may have it, in any language."""
    for name, value in words.items():
        setattr(theme, name, value)
    theme.keywords = " ".join(dict.fromkeys(theme.keywords.lower().split()))
    for field in LANGUAGES:
        written = getattr(theme, field)
        if written and named(written).exclude(pk=theme.pk).exists():
            raise DomainError(_("Another theme has this name already."), code=field)
    theme.save()
    record_access(by=by, action=action, obj=theme)
    return theme


def named(name: str) -> ThemeQuerySet:
    same = Q()
    for field in LANGUAGES:
        same |= Q(**{f"{field}__iexact": name})
    return Theme.objects.filter(same)


def free_slug(name: str) -> str:
    """From its first name, for good: addresses and files may know it by that."""
    stem = slugify(name)[:50] or "theme"
    taken = {"new"}  # the address of the form for a new one
    taken |= set(Theme.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbers) if slug not in taken)
