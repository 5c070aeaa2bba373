import copy
import unittest
from typing import Any

from manifest_object import Object, title
from rendering import compositions, render
from structure import structure_faults

SPEC = ("spec", "template", "spec")
DEPLOYMENT, JOB = "Deployment/echo", "Job/echo-client"
CONTAINER = (*SPEC, "containers", 0)


class StructureTest(unittest.TestCase):
    def test_no_composition_breaks_a_rule(self) -> None:
        for name, composition in compositions().items():
            with self.subTest(composition=name):
                self.assertEqual(list(structure_faults(render(composition))), [])


class BrokenRuleTest(unittest.TestCase):
    """Each important rule, broken: the fault is named as that and not as another."""

    def broken(self, of: str, *path: Any, by: Any, says: str, composition: tuple[str, ...] = ()) -> None:
        objects: list[Object] = copy.deepcopy(render(composition))
        at: Any = next(each for each in objects if title(each) == of)
        *way, last = path
        for step in way:
            at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
        if isinstance(at, list) and last == len(at):
            at.append(by)
        else:
            at[last] = by
        found = list(structure_faults(objects))
        self.assertTrue(any(says in each for each in found), found)

    def variable(self, name: str, value: str, says: str) -> None:
        objects = render(())
        container = next(each for each in objects if title(each) == DEPLOYMENT)["spec"]["template"]["spec"][
            "containers"
        ][0]
        index = [each["name"] for each in container["env"]].index(name)
        self.broken(DEPLOYMENT, *CONTAINER, "env", index, "value", by=value, says=says)

    def test_restricted(self) -> None:
        context = (*CONTAINER, "securityContext")
        for path, value, says in (
            ((*context, "privileged"), True, "privileged"),
            ((*context, "allowPrivilegeEscalation"), True, "allowPrivilegeEscalation"),
            ((*context, "capabilities", "drop"), ["NET_RAW"], "drop has no ALL"),
            ((*context, "capabilities", "add"), ["SYS_ADMIN"], "SYS_ADMIN is added"),
            ((*context, "procMount"), "Unmasked", "procMount"),
            ((*context, "runAsUser"), 0, "runAsUser is 0"),
            ((*context, "runAsNonRoot"), False, "runAsNonRoot is False"),
            ((*context, "seccompProfile"), {"type": "Unconfined"}, "seccompProfile is"),
            ((*context, "seLinuxOptions"), {"type": "spc_t"}, "seLinuxOptions"),
            ((*context, "seLinuxOptions"), {"user": "system_u"}, "seLinuxOptions"),
            ((*context, "appArmorProfile"), {"type": "Unconfined"}, "appArmorProfile"),
            ((*context, "windowsOptions"), {"hostProcess": True}, "hostProcess"),
            ((*SPEC, "hostNetwork"), True, "hostNetwork"),
            ((*SPEC, "hostPID"), True, "hostPID"),
            ((*SPEC, "hostIPC"), True, "hostIPC"),
            ((*SPEC, "securityContext", "sysctls"), [{"name": "kernel.msgmax", "value": "1"}], "kernel.msgmax"),
            ((*SPEC, "volumes", 1), {"name": "x", "hostPath": {"path": "/"}}, "is a hostPath"),
            ((*CONTAINER, "ports", 0, "hostPort"), 50051, "hostPort"),
            ((*CONTAINER, "livenessProbe", "tcpSocket", "host"), "10.0.0.1", "goes to the host"),
            ((*SPEC, "initContainers"), [{"name": "x"}], "x: allowPrivilegeEscalation"),
            ((*SPEC, "ephemeralContainers"), [{"name": "x"}], "x: capabilities.drop"),
        ):
            with self.subTest(path=path, value=value):
                self.broken(DEPLOYMENT, *path, by=value, says=says)

    def test_hardening(self) -> None:
        self.broken(DEPLOYMENT, *SPEC, "automountServiceAccountToken", by=True, says="token of the API server")
        self.broken("ServiceAccount/echo", "automountServiceAccountToken", by=True, says="automountServiceAccountToken")
        self.broken(DEPLOYMENT, *SPEC, "enableServiceLinks", by=True, says="enableServiceLinks")
        self.broken(DEPLOYMENT, *CONTAINER, "securityContext", "readOnlyRootFilesystem", by=False, says="readOnlyRoot")
        self.broken(DEPLOYMENT, *CONTAINER, "resources", "limits", by={"cpu": "1"}, says="memory: a request")
        self.broken(DEPLOYMENT, *CONTAINER, "resources", "requests", "cpu", by="2", says="cpu: a request")
        for image in ("localhost/tls-echo:latest", "localhost/tls-echo", "host:5000/tls-echo", "tls-echo:9.9.9"):
            self.broken(DEPLOYMENT, *CONTAINER, "image", by=image, says=f"image {image}")

    def test_selectors_and_labels(self) -> None:
        wrong = {"app.kubernetes.io/name": "other"}
        self.broken("Service/echo", "spec", "selector", by=wrong, says="Service/echo: selector")
        self.broken("PodDisruptionBudget/echo", "spec", "selector", "matchLabels", by=wrong, says="selector is")
        self.broken(DEPLOYMENT, "spec", "template", "metadata", "labels", by=wrong, says="no selector finds its pods")
        network = ("network-policy", "client-job")
        self.broken(
            JOB,
            *SPEC[:-1],
            "metadata",
            "labels",
            by=wrong,
            says="the server's policy shuts them out",
            composition=network,
        )
        version = "app.kubernetes.io/version"
        self.broken("Service/echo", "metadata", "labels", version, by="0.0.9", says=f"{version} is 0.0.9")

    def test_references(self) -> None:
        self.broken(DEPLOYMENT, *SPEC, "serviceAccountName", by="default", says="is no account of ours")
        secret = (*SPEC, "volumes", 0, "secret")
        self.broken(DEPLOYMENT, *secret, "secretName", by="other", says="not the one that certgen exports")
        self.broken(DEPLOYMENT, *secret, "defaultMode", by=0o644, says="defaultMode")
        self.broken(DEPLOYMENT, *secret, "optional", by=True, says="is optional")
        self.broken(DEPLOYMENT, *CONTAINER, "volumeMounts", 0, "subPath", by="tls.crt", says="not see updates")
        self.broken(DEPLOYMENT, *CONTAINER, "volumeMounts", 0, "mountPath", by="/etc/other", says="is not mounted")

    def test_ports(self) -> None:
        self.broken("Service/echo", "spec", "ports", 0, "port", by=443, says="port 443 leads to 50051")
        self.broken("Service/echo", "spec", "ports", 0, "targetPort", by="http", says="targetPort is http")
        self.broken("Service/echo", "spec", "ports", 1, by={"name": "health", "port": 50052}, says="ports than one")
        self.broken(DEPLOYMENT, *CONTAINER, "ports", 0, "containerPort", by=443, says="the program listens on")
        self.variable("ECHO_LISTEN", "127.0.0.1:50051", "nobody reaches it there")
        self.variable("ECHO_LISTEN", "0.0.0.0:443", "the program listens on")

    def test_environment(self) -> None:
        self.broken(
            DEPLOYMENT, *CONTAINER, "env", 0, by={"name": "ECHO_DRAIN", "value": "1s"}, says="ECHO_DRAIN=1s is no flag"
        )
        self.broken(DEPLOYMENT, *CONTAINER, "args", by=["--drain", "1s"], says="echo-server has no flag --drain")
        self.variable("ECHO_CLIENT_CERT", "request", "--client-cert request")
        self.variable("ECHO_TARGET", "localhost:1", "which is not this server")
        self.variable("ECHO_SERVER_NAME", "localhost", "the name of no Service")
        line = ["echo-client", "--target", "dns:///echo:50051", "echo", "hello"]
        self.broken(JOB, *CONTAINER, "command", by=line, says="headless", composition=("client-job",))

    def test_memory(self) -> None:
        self.variable("ECHO_MEMORY_QUOTA", "129MiB", "is not at most half of the container's memory")
        self.variable("ECHO_MEMORY_QUOTA", "0", "is not at most half of the container's memory")

    def test_drain(self) -> None:
        self.variable("ECHO_DRAIN_DELAY", "30s", "to leave, and calls would be lost")
        self.variable("ECHO_MAX_CONNECTION_AGE", "60s", "to leave, and calls would be lost")
        self.variable("ECHO_DRAIN_TIMEOUT", "50s", "do not fit in the grace period")
        self.broken(DEPLOYMENT, *SPEC, "terminationGracePeriodSeconds", by=60, says="do not fit in the grace period")
        self.broken(DEPLOYMENT, "spec", "strategy", "rollingUpdate", "maxUnavailable", by=1, says="strategy is")
        self.broken(DEPLOYMENT, "spec", "minReadySeconds", by=1, says="minReadySeconds 1")
        self.broken("PodDisruptionBudget/echo", "spec", "maxUnavailable", by=2, says="maxUnavailable is not 1")

    def test_probes(self) -> None:
        health = {"command": ["echo-client", "--timeout", "5s", "health"]}
        stated = {"periodSeconds": 20, "timeoutSeconds": 3, "failureThreshold": 3}
        self.broken(DEPLOYMENT, *CONTAINER, "readinessProbe", "exec", by=health, says="own --timeout")
        self.broken(
            DEPLOYMENT,
            *CONTAINER,
            "livenessProbe",
            by={**stated, "exec": health},
            says="must not depend on a certificate",
        )
        grpc = {**stated, "grpc": {"port": 50051}}
        self.broken(DEPLOYMENT, *CONTAINER, "livenessProbe", by=grpc, says="not to that named health")
        self.broken(
            DEPLOYMENT,
            *CONTAINER,
            "livenessProbe",
            by=grpc,
            says="not to that named health",
            composition=("health-port",),
        )

    def test_network(self) -> None:
        policy, component = "NetworkPolicy/echo", ("network-policy",)
        rule = {"ports": [{"protocol": "TCP", "port": 50052}]}
        self.broken(policy, "spec", "ingress", 2, by=rule, says="ingress is", composition=component)
        self.broken(policy, "metadata", "name", by="more", says="more: not one of", composition=component)
        self.broken(policy, "spec", "egress", by=[{}], says="egress is", composition=component)
        self.broken(policy, "spec", "policyTypes", by=["Ingress"], says="the other way is open", composition=component)

    def test_monitoring(self) -> None:
        component = ("monitoring",)
        service, monitor, rule = "Service/echo-metrics", "ServiceMonitor/echo", "PrometheusRule/echo"
        first, label = ("spec", "groups", 0, "rules", 0), ("metadata", "labels", "app.kubernetes.io/component")
        for of, path, value, says in (
            (service, ("spec", "publishNotReadyAddresses"), False, "would not be watched"),
            (service, ("spec", "ports", 0, "targetPort"), "grpc", "targetPort is grpc, not metrics"),
            (service, label, "server", "selects []"),
            ("Service/echo", label, "metrics", "selects ['Service/echo'"),
            (monitor, ("spec", "endpoints", 0, "port"), "grpc", "spec is"),
            (monitor, ("kind",), "PodMonitor", "of the monitoring there is"),
            (rule, (*first, "labels", "severity"), "page", "severity is not of"),
            (rule, (*first, "annotations", "summary"), "Soon", "summary is no sentence"),
            (rule, (*first, "expr"), "echo_certificate_expiry_seconds < 1", "promtool: 1: "),
            (rule, (*first, "expr"), "echo_certificate_expiry_seconds <", "promtool: 1: "),
        ):
            with self.subTest(of=of, path=path):
                self.broken(of, *path, by=value, says=says, composition=component)

    def test_certificates(self) -> None:
        component = ("cert-manager",)
        for path, value, says in (
            (("secretName",), "other", "there is no Certificate"),
            (("usages",), ["digital signature", "server auth"], "usages are"),
            (("dnsNames",), ["echo"], "dnsNames are"),
            (("issuerRef", "name"), "echo-self-signed", "issuerRef is"),
            (("renewBefore",), "24h", "30 days to notice"),
        ):
            self.broken("Certificate/echo-tls", "spec", *path, by=value, says=says, composition=component)
        root = "Certificate/echo-ca"
        self.broken(root, "spec", "privateKey", "rotationPolicy", by="Always", says="privateKey", composition=component)
        self.broken(root, "spec", "renewBefore", by="721h", says="before leaves that it signed", composition=component)
        volume = (*SPEC, "volumes", 0, "secret", "secretName")
        self.broken(DEPLOYMENT, *volume, by="echo-ca", says="mounts the root's key", composition=component)
