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
FROM_PROMETHEUS = {
    "from": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}},
        }
    ],
    "ports": [{"protocol": "TCP", "port": "metrics"}],
}
TO_SERVER = {"to": [{"podSelector": {"matchLabels": SERVER}}], "ports": CALL}
RULES = {
    "echo": {"ingress": [FROM_CALLERS, FROM_PROMETHEUS], "egress": [DNS]},
    "echo-client": {"ingress": [], "egress": [TO_SERVER, DNS]},
}


def network_faults(objects: list[Object]) -> Iterator[str]:
    policies = of_kind(objects, "NetworkPolicy")
    # One more that selects the server would shut callers out, or let in those whom this one does not.
    yield from (f"{title(each)}: not one of {list(RULES)}" for each in policies if name_of(each) not in RULES)
    for policy in policies:
        if dig(policy, "spec", "policyTypes") != ["Ingress", "Egress"]:
            yield f"{title(policy)}: policyTypes are {dig(policy, 'spec', 'policyTypes')}: the other way is open"
        for way, wanted in RULES.get(name_of(policy), {}).items():
            if items(policy, "spec", way) != wanted:
                yield f"{title(policy)}: {way} is {dig(policy, 'spec', way)}, not {wanted}"
        if not any(selects(selected(policy), pod.labels) for pod in pods(objects)):
            yield f"{title(policy)} selects no pod"
    for pod in pods(objects):
        if pod.serves() and pod.port("grpc") is None:
            yield f"{pod.title}: has no port named grpc, which policies name"
        if not pod.serves() and not selects(CALLER | CLIENT, pod.labels):
            yield f"{pod.title}: its pods are not labelled {CALLER}: the server's policy shuts them out"


def name_of(policy: Object) -> str:
    return str(dig(policy, "metadata", "name"))


def selected(policy: Object) -> dict[str, str]:
    return dig(policy, "spec", "podSelector", "matchLabels") or {}
