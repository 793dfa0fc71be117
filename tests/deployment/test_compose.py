"""docker-compose.yml and the Dockerfile as far as they can be judged without a Docker engine."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"migrate"})


def test_an_installation_has_all_its_parts() -> None:
    assert set(SERVICES) == {
        "proxy", "web-1", "web-2", "worker", "beat", "migrate", "postgres", "valkey",
    }  # fmt: skip


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["engines"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["engines"]


def test_compose_holds_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")

    for line in text.splitlines():
        if re.search(r"(SECRET_KEY|SEALING_KEYS|HASH_KEYS|_PASSWORD): ", line):
            assert re.search(r": \$\{[A-Z_]+:\?set [A-Z_]+ in \.env\}$", line), line
    assert not re.search(r"://[^$\s]*:[^$\s@]+@", text)


def test_the_worker_takes_every_queue() -> None:
    assert "webhooks,deliveries,exports,upkeep" in SERVICES["worker"]["command"]


def test_volumes_and_dependencies_are_declared() -> None:
    named = {
        v.split(":")[0]
        for s in SERVICES.values()
        for v in s.get("volumes", [])
        if v[0] != "."
    }
    needed = {name for s in SERVICES.values() for name in s.get("depends_on", {})}

    assert named == set(COMPOSE["volumes"])
    assert needed <= set(SERVICES)


def test_the_proxy_serves_both_web_processes_and_writes_no_access_log() -> None:
    caddyfile = (ROOT / "deploy/Caddyfile").read_text("utf-8")

    assert "reverse_proxy web-1:8000 web-2:8000" in caddyfile
    assert not re.search(r"^\s*log\b", caddyfile, re.MULTILINE)


def test_the_image_runs_as_nobody_special_from_hashed_packages() -> None:
    stages = re.split(
        r"^FROM ", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE
    )[1:]

    assert len(stages) == 2
    assert "--require-hashes" in stages[0]
    assert re.search(r"^USER 10001$", stages[1], re.MULTILINE)
    assert not re.search(r"(SEALING_KEYS|HASH_KEYS|DATABASE_URL)=", "".join(stages))


def test_the_hub_believes_the_proxy_and_nobody_else_about_an_address() -> None:
    (pool,) = COMPOSE["networks"]["outward"]["ipam"]["config"]
    proxy = ip_address(SERVICES["proxy"]["networks"]["outward"]["ipv4_address"])

    assert SERVICES["web-1"]["environment"]["TRUSTED_PROXIES"] == str(proxy)
    assert proxy in ip_network(pool["subnet"])
    assert proxy not in ip_network(pool["ip_range"])
