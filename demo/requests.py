"""Made-up people who have asked to be contacted, so that the list is not empty."""

from hub.requests import services
from hub.requests.models import ContactRequest, Details

ASKED = [
    (
        Details(name="Veikko", phone="050 000 0011", subject="Vuokravelka, häätö uhkaa"),
        {"purpose": "call", "when": "morning", "municipality_code": "422"},
    ),
    (
        Details(name="Sanni", phone="050 000 0012", when_note="Tekstiviesti ennen soittoa"),
        {"purpose": "meeting", "when": "afternoon", "municipality_code": "167"},
    ),
    (
        Details(name="Irja", other="kirje: Torikatu 1, Nurmes", subject="Silmälasit"),
        {"purpose": "call", "municipality_code": "541"},
    ),
]


def ask_for_contact() -> None:
    if ContactRequest.objects.exists():
        return
    for details, wish in ASKED:
        services.leave_request(details=details, address=details.name, **wish)
