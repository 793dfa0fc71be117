"""The themes an installation begins with: those of the Joensuu trial. They are its own to change."""

from typing import Any

from django.db import migrations

THEMES = [
    ("supplementary-support", "Täydentävä toimeentulotuki", "Kompletterande utkomststöd", "Supplementary income support",
     "täydentäv kompletterand supplementar toimeentulotu utkomststö tukihakemu hakemukse"),
    ("preventive-support", "Ehkäisevä toimeentulotuki", "Förebyggande utkomststöd", "Preventive income support",
     "ehkäisev förebyggand preventiv toimeentulotu utkomststö"),
    ("contact-details", "Työntekijöiden yhteystiedot", "Arbetstagarnas kontaktuppgifter", "Workers' contact details",
     "yhteystie puhelinnumer kontaktuppgif soittoaik puhelinaik telefontid"),
    ("rent-deposit", "Vuokravakuus", "Hyresgaranti", "Rent deposit",
     "vuokravakuu vuokratakuu takuuvuokr hyresgarant hyresdeposi deposit"),
    ("rent", "Vuokranmaksu", "Hyresbetalning", "Paying rent",
     "vuokranmaks vuokrarästi vuokravel vuokraa vuokran hyresskul hyran hyresräkn rent"),
    ("childrens-needs", "Lasten vaatteet ja harrastukset", "Barns kläder och hobbyer", "Children's clothes and hobbies",
     "lastenvaat vaattei harrastu barnkläd hobby clothes hobbies"),
    ("glasses", "Silmälasit", "Glasögon", "Glasses", "silmälas silmälääkär glasögon optik glasses spectacles"),
    ("food", "Ruoka-apu", "Matutdelning", "Food distribution",
     "ruoka ruoan ruokaa ruokaj ruokak leipäjon matutdeln matkass food"),
    ("funeral", "Hautausavustus", "Begravningsbidrag", "Funeral assistance",
     "hautau hautajai begravning funeral burial"),
    ("studies", "Opiskelu ja opintotuki", "Studier och studiestöd", "Studies and study benefits",
     "opintotu opintolain opiskel studiestö studielån studier student tuition"),
]  # fmt: skip


def begin(apps: Any, schema_editor: Any) -> None:
    Theme = apps.get_model("conversations", "Theme")
    if Theme.objects.exists():
        return
    Theme.objects.bulk_create(
        Theme(slug=slug, name_fi=fi, name_sv=sv, name_en=en, keywords=words, position=place)
        for place, (slug, fi, sv, en, words) in enumerate(THEMES, 1)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0009_theme_words'),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
