from collections.abc import Mapping

from django.db import IntegrityError, transaction

from hub.conversations.models import Contact, Identity
from hub.people.models import Unit, User
from hub.privacy.hashing import keyed_hash, keyed_hashes
from hub.privacy.sealing import seal
from hub.privacy.services import record_access

# Which address decides when a client comes with several: the business-scoped id outlives a number.
STRENGTH = (
    Identity.Kind.BSUID,
    Identity.Kind.WA_ID,
    Identity.Kind.PHONE,
    Identity.Kind.PARENT_BSUID,
)


def find_or_create_contact(
    *, unit: Unit, identities: Mapping[str, str], scope: str = "", name: str = ""
) -> Contact:
    """The person behind these addresses (kind -> value), with any new address added to them.

    Two calls at once give one person. Addresses that already belong to somebody else stay theirs: joining
    two people is a human's act.
    """
    if not identities:
        raise ValueError("A contact needs at least one identity")
    try:
        return match_or_create(unit, identities, scope, name)
    except IntegrityError:  # somebody else made the same person at the same moment
        return match_or_create(unit, identities, scope, name)


@transaction.atomic
def match_or_create(
    unit: Unit, identities: Mapping[str, str], scope: str, name: str
) -> Contact:
    known = {kind: find_identity(kind, value, scope) for kind, value in identities.items()}
    contact = strongest(known, scope)
    if contact is None:
        contact = Contact.objects.create(unit=unit, name_sealed=Contact.seal_name(name))
    for kind, value in identities.items():
        if known[kind] is None:
            add_identity(contact, kind, value, scope)
    if name and not contact.name_sealed:
        Contact.objects.filter(pk=contact.pk).update(name_sealed=Contact.seal_name(name))
    return contact


def strongest(known: Mapping[str, Identity | None], scope: str) -> Contact | None:
    """Whom the strongest known address names. A number alone does not outweigh an unknown user id when its
    holder had another id here: numbers are recycled, and the new holder must not see the old one's thread."""
    for kind in STRENGTH:
        identity = known.get(kind)
        if identity and not (unknown_id(known) and has_id(identity.contact, scope)):
            return identity.contact
    return None


def unknown_id(known: Mapping[str, Identity | None]) -> bool:
    return Identity.Kind.BSUID in known and known[Identity.Kind.BSUID] is None


def has_id(contact: Contact, scope: str) -> bool:
    return contact.identities.filter(kind=Identity.Kind.BSUID, scope=scope).exists()


def find_identity(kind: str, value: str, scope: str) -> Identity | None:
    hashes = keyed_hashes(value, purpose=f"identity:{kind}")
    return (
        Identity.objects.select_related("contact")
        .filter(kind=kind, scope=scope, value_hash__in=hashes)
        .first()
    )


def add_identity(contact: Contact, kind: str, value: str, scope: str) -> None:
    Identity.objects.create(
        contact=contact,
        kind=kind,
        scope=scope,
        value_hash=keyed_hash(value, purpose=f"identity:{kind}"),
        value_sealed=seal(value.encode(), purpose="identity"),
    )


@transaction.atomic
def name_worker(*, contact: Contact, worker: User | None, by: User | None) -> None:
    """Name, change or end a client's own worker; a recorded act."""
    Contact.objects.filter(pk=contact.pk).update(named_worker=worker)
    record_access(by=by, action="name_worker", obj=contact)
