"""The BagIt zip (RFC 8493): same content, same bytes."""

import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from hub.records.packaging.content import (
    DOCUMENT_CATEGORY,
    SERVICE_PROCESS,
    SERVICE_TASK,
    Content,
    File,
    Line,
)
from hub.records.packaging.document import LANGUAGE, render, title

SCHEMA_VERSION = 1
MEDIA_TYPES = {
    "json": "application/json", "pdf": "application/pdf",
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp",
}  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's first day: no clock of ours in the bytes


@dataclass(frozen=True, slots=True, repr=False)
class Package:
    id: uuid.UUID
    data: bytes
    digest: str

    @property
    def document(self) -> bytes:
        return self.read("data/document.pdf")

    def read(self, path: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(f"{self.id}/{path}")


@translation.override(LANGUAGE)
def build(content: Content) -> Package:
    payload = {
        "data/document.pdf": render(content),
        "data/thread.json": encode(thread(content)),
        **files(content),
    }
    payload["data/metadata.json"] = encode(metadata(content, payload))
    data = archive(content.package_id, {**payload, **tags(content, payload)})
    return Package(content.package_id, data, sha256(data))


def files(content: Content) -> dict[str, bytes]:
    """What was sent in the thread beside words, as the hub cleaned it."""
    bringing = [line for line in content.lines if line.file]
    return {line.path: line.file.data for line in bringing if line.file and line.file.data}


def tags(content: Content, payload: Mapping[str, bytes]) -> dict[str, bytes]:
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    info = {
        "Source-Organization": one_line(content.organisation.name),
        "Contact-Email": one_line(content.organisation.email),
        "External-Identifier": str(content.package_id),
        "Bagging-Date": f"{content.created_at.astimezone(UTC):%Y-%m-%d}",
        "Payload-Oxum": oxum,
    }
    files = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(
            f"{name}: {value}\n" for name, value in info.items()
        ).encode(),
        "manifest-sha256.txt": manifest(payload),
    }
    return {**files, "tagmanifest-sha256.txt": manifest(files)}


def manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(
        f"{sha256(data)}  {path}\n" for path, data in sorted(files.items())
    ).encode()


def archive(name: uuid.UUID, files: Mapping[str, bytes]) -> bytes:
    """Stored, not deflated: another version of zlib would give other bytes, and the PDF is packed already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            target.writestr(entry, data)
    return buffer.getvalue()


def thread(content: Content) -> dict[str, Any]:
    return {
        "schema": "contact-hub/thread",
        "schema_version": SCHEMA_VERSION,
        "package_id": str(content.package_id),
        "conversation_id": str(content.conversation),
        "channel": content.channel,
        "messages": [message(line) for line in content.lines],
    }


def message(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "seq": line.seq,
        "sent_at": iso(line.sent_at),
        "received_at": iso(line.received_at),
        "sender": {"role": line.role, "display": line.display},
        "type": "attachment" if line.file else "text",
        "text": line.text,
        "attachments": [attachment(line, line.file)] if line.file else [],
        "redacted": False,
    }


def attachment(line: Line, file: File) -> dict[str, str | int]:
    about: dict[str, str | int] = {
        "name": file.name, "media_type": file.media_type, "size": file.size,
    }  # fmt: skip
    if file.data is None:
        return about | {"withheld": file.withheld}
    return about | {"path": line.path, "sha256": sha256(file.data)}


def metadata(content: Content, payload: Mapping[str, bytes]) -> dict[str, Any]:
    organisation = content.organisation
    return {
        "schema": "contact-hub/metadata",
        "schema_version": SCHEMA_VERSION,
        "package_id": str(content.package_id),
        "version": content.version,
        "replaces": None,
        "document_oid": f"{organisation.oid}.11.{content.created_at.astimezone(UTC).year}.{content.serial}",
        "title": title(content),
        "document_type": code(DOCUMENT_CATEGORY, "asiakaskertomusmerkintä"),
        "service_task": code(SERVICE_TASK, "työikäisten palvelut"),
        "service_process": code(SERVICE_PROCESS, None),
        "matter_id": None,
        "client": client(content),
        "controller": {
            "oid": f"{organisation.oid}.19.0",
            "business_id": organisation.business_id,
            "name": organisation.name,
        },
        "unit": {"oid": f"{organisation.oid}.10.0", "name": organisation.unit},
        "professionals": [
            {"title": who.title, "name": who.name} for who in content.professionals
        ],
        "channel": content.channel,
        "period": {"start": iso(content.started_at), "end": iso(content.ended_at)},
        "languages": [content.language],
        "confidentiality": {"secret": True, "basis": "703/2023"},
        "retention_hint": {"class": "työikäisten palvelut", "basis": "703/2023"},
        "originating_system": {"name": "contact-hub", "schema_version": SCHEMA_VERSION},
        "message_count": len(content.lines),
        "redactions": [],
        "created_at": iso(content.created_at),
        "created_by": content.created_by,
        "files": [described(path, data) for path, data in sorted(payload.items())],
    }


def client(content: Content) -> dict[str, Any]:
    who = content.client
    return {
        "personal_identity_code": None,
        "temporary_id": None,
        "reference": str(who.reference) if who.reference else None,
        "name": who.name or None,
        "name_verified": False,
        "municipality": who.municipality or None,
        "identification_method": who.identification,
    }


def code(system: str, display: str | None) -> dict[str, str | None]:
    return {"system": system, "code": None, "display": display}


def described(path: str, data: bytes) -> dict[str, str | int]:
    kind = MEDIA_TYPES[path.rpartition(".")[2]]
    return {"path": path, "media_type": kind, "size": len(data), "sha256": sha256(data)}


def encode(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def one_line(text: str) -> str:
    return " ".join(text.split())


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
