"""Provider bodies: the files, and one-off ones in the same shape."""

import json
from pathlib import Path
from typing import Any

from whatsapp_bridge.signature import sign

FOLDER = Path(__file__).parent / "payloads"
NUMBER = "106540352242922"
SECRET = b"test-app-secret"
PATH = "/whatsapp/webhook/demo/"
FILES = sorted(FOLDER.glob("*__*.json"))


def value(**content: Any) -> dict[str, Any]:
    return {"metadata": {"phone_number_id": NUMBER}, **content}


def body(*values: Any, field: str = "messages") -> bytes:
    changes = [{"field": field, "value": found} for found in values]
    document = {"object": "whatsapp_business_account", "entry": [{"changes": changes}]}
    return json.dumps(document).encode()


def text(wamid: str, words: str = "Hei", **fields: Any) -> dict[str, Any]:
    sender = {"from": "358401234567", "from_user_id": "FI.1"}
    message = {
        "id": wamid,
        "timestamp": "1790000000",
        "type": "text",
        "text": {"body": words},
    }
    return message | sender | fields


def status(wamid: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"id": wamid, "status": name, "timestamp": "1790000100", **fields}


def signed(content: bytes, secret: bytes = SECRET) -> dict[bytes, bytes]:
    return {b"x-hub-signature-256": sign(content, secret=secret).encode()}
