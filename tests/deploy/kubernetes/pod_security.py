"""The Pod Security Standard "restricted", which contains "baseline", one function a control."""

from collections.abc import Iterator
from typing import Any

from manifest_object import Object, Pod, dig, items, mapping, pods

VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
}
SELINUX_TYPES = {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
PROFILES = {"RuntimeDefault", "Localhost"}
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def pod_security_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        for control in (of_the_node, of_volumes, of_identity, of_profiles, of_containers, of_hosts):
            for fault in control(pod):
                yield f"{pod.title}: restricted: {fault}"


def contexts(pod: Pod) -> list[tuple[str, Object]]:
    """The pod's own security context and those of its containers."""
    return [
        ("pod", mapping(pod.spec, "securityContext")),
        *((str(each.get("name")), mapping(each, "securityContext")) for each in pod.containers),
    ]


def of_the_node(pod: Pod) -> Iterator[str]:
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(key):
            yield f"{key} is set"
    for name, context in contexts(pod):
        if dig(context, "windowsOptions", "hostProcess"):
            yield f"{name}: windowsOptions.hostProcess is set"
    for sysctl in items(pod.spec, "securityContext", "sysctls"):
        if sysctl.get("name") not in SYSCTLS:
            yield f"sysctl {sysctl.get('name')} is not a safe one"


def of_volumes(pod: Pod) -> Iterator[str]:
    for volume in items(pod.spec, "volumes"):
        for kind in set(volume) - {"name"} - VOLUMES:
            yield f"volume {volume.get('name')} is a {kind}"


def of_identity(pod: Pod) -> Iterator[str]:
    yield from everywhere(pod, "runAsNonRoot", lambda value: value is True)
    for name, context in contexts(pod):
        if context.get("runAsUser") == 0:
            yield f"{name}: runAsUser is 0"


def of_profiles(pod: Pod) -> Iterator[str]:
    yield from everywhere(pod, "seccompProfile", lambda value: dig(value, "type") in PROFILES)
    for name, context in contexts(pod):
        if "appArmorProfile" in context and dig(context, "appArmorProfile", "type") not in PROFILES:
            yield f"{name}: appArmorProfile is {context['appArmorProfile']}"
        options = mapping(context, "seLinuxOptions")
        if options.get("type", "") not in SELINUX_TYPES or options.get("user") or options.get("role"):
            yield f"{name}: seLinuxOptions are {options}"
    for key, value in mapping(pod.owner, "spec", "template", "metadata", "annotations").items():
        if key.startswith(APPARMOR) and value != "runtime/default" and not str(value).startswith("localhost/"):
            yield f"the annotation {key} is {value}"


def of_containers(pod: Pod) -> Iterator[str]:
    for container in pod.containers:
        name, context = container.get("name"), mapping(container, "securityContext")
        if context.get("privileged"):
            yield f"{name}: privileged"
        if context.get("allowPrivilegeEscalation") is not False:
            yield f"{name}: allowPrivilegeEscalation is not false"
        if "ALL" not in items(context, "capabilities", "drop"):
            yield f"{name}: capabilities.drop has no ALL"
        for added in set(items(context, "capabilities", "add")) - {"NET_BIND_SERVICE"}:
            yield f"{name}: the capability {added} is added"
        if context.get("procMount", "Default") != "Default":
            yield f"{name}: procMount is {context['procMount']}"


def of_hosts(pod: Pod) -> Iterator[str]:
    for container in pod.containers:
        name = container.get("name")
        for port in items(container, "ports"):
            if port.get("hostPort"):
                yield f"{name}: hostPort {port['hostPort']}"
        lifecycle = mapping(container, "lifecycle")
        handlers = [container.get(each) for each in ("startupProbe", "readinessProbe", "livenessProbe")]
        for handler in (*handlers, lifecycle.get("postStart"), lifecycle.get("preStop")):
            for kind in ("httpGet", "tcpSocket"):
                if dig(handler, kind, "host"):
                    yield f"{name}: a probe or hook goes to the host {dig(handler, kind, 'host')}"


def everywhere(pod: Pod, key: str, good: Any) -> Iterator[str]:
    """By the pod for all its containers, or by each; by none otherwise."""
    (_, of_pod), *of_containers = contexts(pod)
    for name, context in of_containers:
        if not good(context.get(key, of_pod.get(key))):
            yield f"{name}: {key} is {context.get(key, of_pod.get(key))}"
    if key in of_pod and not good(of_pod[key]):
        yield f"the pod's {key} is {of_pod[key]}"
