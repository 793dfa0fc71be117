"""What production may not lack is a failed `check --deploy`, not a surprise."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from hub.privacy.sealing import parse_keys


@register(Tags.security, deploy=True)
def keys_are_real(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name in ("SEALING_KEYS", "HASH_KEYS"):
        try:
            keys = parse_keys(tuple(getattr(settings, name)))
        except ValueError as error:
            found.append(Error(f"{name}: {error}", id="hub.E001"))
            continue
        if not keys or "demo" in keys:
            found.append(Error(f"{name} must be set to keys of your own", id="hub.E002"))
    return found


@register(Tags.security, deploy=True)
def demo_is_off(**_: Any) -> list[CheckMessage]:
    if not settings.HUB_DEMO:
        return []
    return [Error("HUB_DEMO has known passwords and no second factor", id="hub.E003")]
