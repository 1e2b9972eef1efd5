"""Every container is small, without rights, and asked whether it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.commands.part import PORTS, PROBES
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
OURS = {"gateway", "worker", "rasa", "migrate"}
# What a part is told beside its settings (bot/commands/part.py).
ALSO = {"AFTERGLOW_RASA_URL", "AFTERGLOW_CHANNEL_KEY", "AFTERGLOW_ACTIONS_URL"}


def documents() -> Iterator[dict]:
    """Every object of the base."""
    for file in sorted((DEPLOY / "kustomize" / "base").glob("*.yaml")):
        yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def compose() -> dict:
    """The services of the compose file."""
    return yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))["services"]


PODS = {
    one["metadata"]["name"]: one["spec"]["template"]["spec"]
    for one in documents()
    if one.get("kind") in ("Deployment", "Job")
}


def of_kind(kind: str) -> dict[str, dict]:
    """Objects of this kind by name."""
    return {one["metadata"]["name"]: one for one in documents() if one.get("kind") == kind}


def test_all_parts_are_there():
    """In both worlds, each started by its own word."""
    assert set(PODS) >= OURS and set(compose()) >= OURS
    for name in OURS:
        assert compose()[name]["command"] == ["part", name]
        assert PODS[name]["containers"][0]["args"] == ["part", name]


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_no_rights(name):
    """Not root, nothing to gain, a root filesystem that cannot be written, limits, no API token."""
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        locked = container["securityContext"]
        assert locked["readOnlyRootFilesystem"] and locked["runAsNonRoot"]
        assert locked["allowPrivilegeEscalation"] is False
        assert locked["capabilities"] == {"drop": ["ALL"]}
        for bound in ("requests", "limits"):
            assert set(container["resources"][bound]) == {"cpu", "memory"}


@pytest.mark.parametrize("name", sorted(OURS - {"migrate"}))
def test_a_part_is_asked_where_it_answers(name):
    """The probes ask the port and the page that the part itself knows; one may always be away."""
    [container] = PODS[name]["containers"]
    assert container["ports"][0]["containerPort"] == PORTS[name]
    for probe in ("startupProbe", "readinessProbe"):
        assert container[probe]["httpGet"] == {"path": PROBES[name], "port": "http"}
    assert container["livenessProbe"]
    assert of_kind("PodDisruptionBudget")[name]["spec"]["minAvailable"] == 1
    assert of_kind("HorizontalPodAutoscaler")[name]["spec"]["minReplicas"] >= 2


def test_only_the_gateway_can_be_reached():
    """Everything is closed by default; from outside one rule opens, and only to the gateway."""
    policies = of_kind("NetworkPolicy")
    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    outside = [
        rule
        for rule in policies.values()
        for entry in rule["spec"].get("ingress", ())
        if any("namespaceSelector" in source for source in entry["from"])
    ]
    [gateway] = outside
    assert gateway["spec"]["podSelector"] == {"matchLabels": {"app": "gateway"}}
    [rule] = of_kind("Ingress")["gateway"]["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == "gateway"


@pytest.mark.parametrize("name", compose())
def test_a_composed_container_has_no_rights(name):
    """The same in compose; and each is asked, except the one that ends by itself."""
    service = compose()[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert ("test" in service["healthcheck"]) == (name != "migrate")
    assert "ports" not in service or name == "nginx"


def test_every_variable_is_one_that_is_read():
    """A misspelt setting would be ignored without a word."""
    known = {PREFIX + name.upper() for name in Settings.__dataclass_fields__} | ALSO
    told = set(of_kind("ConfigMap")["afterglow-settings"]["data"])
    for name in OURS:
        told |= set(compose()[name]["environment"])
    assert {one for one in told if one.startswith(PREFIX)} <= known


def test_no_secret_is_written_down():
    """Neither a Secret object nor a value: who deploys makes them."""
    assert not of_kind("Secret")
    for line in (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.endswith(("PASSWORD", "KEY", "SECRET")):
            assert value == ""


def test_the_image_is_built_from_the_locked_packages_for_nobody():
    """Hashes are required, the user is a number, and what is copied exists."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes requirements.lock" in text and "USER 10001:10001" in text
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    for source in (name for names in copied for name in names if not name.startswith(("-", "/"))):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()
