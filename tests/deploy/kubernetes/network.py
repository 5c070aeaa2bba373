"""Who may call whom."""

from collections.abc import Iterator

from manifest_object import CLIENT, SERVER, Object, dig, items, of_kind, pods, selects, title

# By the README, and on the pods of the component client-job.
CALLER = {"echo-client": "true"}
DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}
CALL = [{"protocol": "TCP", "port": "grpc"}]
FROM_CALLERS = {"from": [{"podSelector": {"matchLabels": CALLER}}], "ports": CALL}
TO_SERVER = {"to": [{"podSelector": {"matchLabels": SERVER}}], "ports": CALL}
RULES = {
    "echo": {"ingress": [FROM_CALLERS], "egress": [DNS]},
    "echo-client": {"ingress": [], "egress": [TO_SERVER, DNS]},
}


def network_faults(objects: list[Object]) -> Iterator[str]:
    policies = of_kind(objects, "NetworkPolicy")
    for policy in policies:
        if dig(policy, "spec", "policyTypes") != ["Ingress", "Egress"]:
            yield f"{title(policy)}: policyTypes are {dig(policy, 'spec', 'policyTypes')}: the other way is open"
        for way, wanted in RULES.get(str(dig(policy, "metadata", "name")), {}).items():
            if items(policy, "spec", way) != wanted:
                yield f"{title(policy)}: {way} is {dig(policy, 'spec', way)}, not {wanted}"
        if not any(selects(selected(policy), pod.labels) for pod in pods(objects)):
            yield f"{title(policy)} selects no pod"
    for pod in pods(objects):
        if pod.serves() and pod.port("grpc") is None:
            yield f"{pod.title}: has no port named grpc, which policies name"
        if not pod.serves() and not selects(CALLER | CLIENT, pod.labels):
            yield f"{pod.title}: its pods are not labelled {CALLER}: the server's policy shuts them out"


def selected(policy: Object) -> dict[str, str]:
    return dig(policy, "spec", "podSelector", "matchLabels") or {}
