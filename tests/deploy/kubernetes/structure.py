"""All rules that parsed objects can be held to without running anything."""

from collections.abc import Iterator

from certificates import certificate_faults
from credentials import credential_faults
from environment import environment_faults
from hardening import hardening_faults
from labels import label_faults, selector_faults
from manifest_object import Object
from monitoring import monitoring_faults
from network import network_faults
from pod_security import pod_security_faults
from ports import port_faults
from probes import probe_faults
from rollout import rollout_faults

RULES = (
    label_faults,
    selector_faults,
    pod_security_faults,
    hardening_faults,
    credential_faults,
    environment_faults,
    port_faults,
    probe_faults,
    rollout_faults,
    network_faults,
    certificate_faults,
    # By another program, and so the last.
    monitoring_faults,
)


def structure_faults(objects: list[Object]) -> Iterator[str]:
    for rule in RULES:
        yield from rule(objects)
