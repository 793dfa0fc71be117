"""What a package says, before it has a form."""

import uuid
from dataclasses import dataclass
from datetime import datetime

# Code sets of the national code server; their values are loaded by the organisation, not known here.
SERVICE_TASK = "1.2.246.537.6.1221"
SERVICE_PROCESS = "1.2.246.537.6.1277.201701"
DOCUMENT_CATEGORY = "1.2.246.537.6.1505"


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    unit: str
    business_id: str
    email: str

    @property
    def oid(self) -> str:
        """National root: the business id without hyphen and leading zeros."""
        return f"1.2.246.10.{self.business_id.replace('-', '').lstrip('0') or '0'}"


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """`reference` is the hub's own number of an identified contact; a chat visitor has none."""

    reference: uuid.UUID | None = None
    name: str = ""
    municipality: str = ""
    identification: str = "none"


@dataclass(frozen=True, slots=True, repr=False)
class Professional:
    title: str
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """`data` is None for one that the record does not get; `withheld` says why."""

    name: str
    media_type: str
    size: int
    data: bytes | None
    withheld: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    id: int
    seq: int
    sent_at: datetime
    received_at: datetime
    role: str
    display: str
    text: str
    file: File | None = None

    @property
    def path(self) -> str:
        """Where its file lies in the package."""
        assert self.file
        return f"data/attachments/{self.seq}_{self.file.name}"


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """`created_at` and `version` come from the export's row, so that a rebuild is the same to the byte."""

    organisation: Organisation
    conversation: uuid.UUID
    version: int
    serial: int
    channel: str
    language: str
    started_at: datetime
    ended_at: datetime
    created_at: datetime
    created_by: str
    client: Client
    professionals: tuple[Professional, ...]
    lines: tuple[Line, ...]

    @property
    def package_id(self) -> uuid.UUID:
        return package_id(self.organisation.oid, self.conversation, self.version)


def package_id(oid: str, conversation: uuid.UUID, version: int) -> uuid.UUID:
    """The same thread and version always have the same id, whoever builds it and when."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{oid}/{conversation}/{version}")
