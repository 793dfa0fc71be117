from django.db import models
from django.utils.translation import get_language


class ThemeQuerySet(models.QuerySet["Theme"]):
    def current(self) -> "ThemeQuerySet":
        return self.filter(is_active=True).order_by("position", "id")

    def listed(self) -> "ThemeQuerySet":
        """For their keeper: those in use first, in their order."""
        return self.order_by("-is_active", "position", "id")


class Theme(models.Model):
    """What conversations are about, as data: the organisation's own list, the commonest first.

    One that is no longer used is retired, not deleted: earlier conversations keep it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name_fi = models.CharField(max_length=80)
    name_sv = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    name_selko = models.CharField(max_length=80, blank=True)
    # Beginnings of words in any language, by which it is suggested: words bend in Finnish.
    keywords = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    objects = ThemeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        names = {"sv": self.name_sv, "en": self.name_en, "selko": self.name_selko}
        return names.get(get_language() or "") or self.name_fi
