"""From frozen values to the bytes of a package; no model, no clock, no network."""

from hub.records.packaging.bag import Package, build
from hub.records.packaging.content import (
    Client,
    Content,
    File,
    Line,
    Organisation,
    Professional,
    package_id,
)

__all__ = [
    "Client",
    "Content",
    "File",
    "Line",
    "Organisation",
    "Package",
    "Professional",
    "build",
    "package_id",
]
