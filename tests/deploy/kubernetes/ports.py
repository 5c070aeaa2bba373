"""From a Service's port to the address that the program listens on."""

from collections.abc import Iterator

from command import command, duplicates, settings
from manifest_object import METRICS, Object, dig, items, mapping, of_kind, pods, title
from quantity import port_of

# Listens for the node too, not for the pod alone.
EVERY = ("0.0.0.0:", "[::]:")
# Of headless Services: whether pods that are not ready have their addresses there, and why.
UNREADY = {
    "echo-headless": (False, "pods that drain would stay in the name"),
    METRICS: (True, "pods that are not ready would not be watched"),
}


def port_faults(objects: list[Object]) -> Iterator[str]:
    for pod in pods(objects):
        for container in pod.containers:
            addresses = listeners(container) if pod.serves() else {}
            for fault in (*address_faults(addresses), *stated_faults(container, addresses)):
                yield f"{pod.title}: {fault}"
    for service in of_kind(objects, "Service"):
        yield from (f"{title(service)}: {fault}" for fault in kind_faults(service))
        yield from (f"{title(service)}: {fault}" for fault in service_faults(service, objects))


def listeners(container: Object) -> dict[str, str | None]:
    said = settings(command(container), container).said
    more = {name: said[f"--{name}-listen"] for name in ("health", "metrics") if f"--{name}-listen" in said}
    return {"grpc": said.get("--listen"), **more}


def address_faults(addresses: dict[str, str | None]) -> Iterator[str]:
    for address in addresses.values():
        if not str(address).startswith(EVERY) or port_of(address) is None:
            yield f"listens on {address}: nobody reaches it there"
    for each in duplicates([port_of(address) for address in addresses.values()]):
        yield f"port {each} is of two listeners"


def stated_faults(container: Object, addresses: dict[str, str | None]) -> Iterator[str]:
    wanted = [(name, port_of(address), "TCP") for name, address in addresses.items()]
    stated = [tuple(map(each.get, ("name", "containerPort", "protocol"))) for each in items(container, "ports")]
    if sorted(stated, key=str) != sorted(wanted, key=str):
        yield f"ports are {stated}, but the program listens on {wanted}"


def kind_faults(service: Object) -> Iterator[str]:
    spec = mapping(service, "spec")
    if spec.get("type") != "ClusterIP":
        yield f"type is {spec.get('type')}, not ClusterIP"
    name = dig(service, "metadata", "name")
    if name in UNREADY:
        if spec.get("clusterIP") != "None":
            yield "is not headless: clusterIP is not None"
        if spec.get("publishNotReadyAddresses") is not UNREADY[name][0]:
            yield f"publishNotReadyAddresses is not {UNREADY[name]}"
    elif "clusterIP" in spec:
        yield "has a clusterIP, which is the cluster's to choose"


def service_faults(service: Object, objects: list[Object]) -> Iterator[str]:
    ports = items(service, "spec", "ports")
    # And no other: the port of health checks is in the clear, and for the node alone.
    name, protocol = ("metrics", "http") if dig(service, "metadata", "name") == METRICS else ("grpc", "https")
    wanted = {"name": name, "targetPort": name, "protocol": "TCP", "appProtocol": protocol}
    if len(ports) != 1:
        yield "has more or fewer ports than one"
    for port in ports:
        for key, value in wanted.items():
            if port.get(key) != value:
                yield f"port: {key} is {port.get(key)}, not {value}"
        for pod in pods(objects):
            if pod.serves() and port.get("port") != pod.port(port.get("targetPort")):
                yield f"port {port.get('port')} leads to {pod.port(port.get('targetPort'))}: a client of the pods fails"
