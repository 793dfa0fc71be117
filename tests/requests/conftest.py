from typing import Any

import pytest
from django.test import Client

from hub.people.models import Unit
from hub.requests import services
from hub.requests.models import ContactRequest, Details

KEY = "k" * 43


@pytest.fixture
def asked(unit: Unit) -> ContactRequest:
    """Kaisa has asked, on the page, to be called."""
    details = Details(name="Kaisa", phone="040 123 4567", subject="Vuokravelka")
    return services.leave_request(details=details)


@pytest.fixture
def form(unit: Unit) -> dict[str, Any]:
    return {
        "key": KEY, "name": "Kaisa", "phone": "040 123 4567", "other": "", "purpose": "call",
        "when": "morning", "when_note": "", "subject": "Vuokravelka",
    }  # fmt: skip


@pytest.fixture
def visitor() -> Client:
    return Client()
