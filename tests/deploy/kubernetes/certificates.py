"""What cert-manager is asked for is what certgen would make."""

from collections.abc import Iterator

from command import exec_settings
from manifest_object import Object, called_services, dig, items, mapping, of_kind, pods, title
from quantity import seconds

DAY = 24 * 3600
# Time to notice that renewing fails.
NOTICE = 30 * DAY
LEAVES = {"echo-tls": ["server auth", "client auth"], "echo-client-tls": ["client auth"]}
KEY = {"algorithm": "ECDSA", "size": 256}
LEAF_KEY = {**KEY, "encoding": "PKCS8", "rotationPolicy": "Always"}
# A root that is renewed keeps its key, so that leaves of before and after go together.
ROOT_KEY = {**KEY, "rotationPolicy": "Never"}
ROOT_SECRET, ROOT_ISSUER, SIGNING_ISSUER = "echo-ca", "echo-self-signed", "echo-ca"


def certificate_faults(objects: list[Object]) -> Iterator[str]:
    certificates = of_kind(objects, "Certificate")
    issuers = {dig(each, "metadata", "name"): each.get("spec") for each in of_kind(objects, "Issuer")}
    wanted = {ROOT_ISSUER: {"selfSigned": {}}, SIGNING_ISSUER: {"ca": {"secretName": ROOT_SECRET}}}
    if certificates and issuers != wanted:
        yield f"Issuers are {issuers}, not {wanted}"
    longest = max((time(each, "duration") for each in certificates if not is_root(each)), default=0)
    for each in certificates:
        faults = root_faults(each, longest) if is_root(each) else leaf_faults(each, objects)
        yield from (f"{title(each)}: {fault}" for fault in (*common_faults(each), *faults))
    for pod in pods(objects):
        for volume in items(pod.spec, "volumes"):
            if dig(volume, "secret", "secretName") == ROOT_SECRET:
                yield f"{pod.title}: mounts the root's key"


def is_root(certificate: Object) -> bool:
    return dig(certificate, "metadata", "name") == ROOT_SECRET


def time(certificate: Object, key: str) -> float:
    return seconds(dig(certificate, "spec", key)) or 0


def common_faults(certificate: Object) -> Iterator[str]:
    spec = mapping(certificate, "spec")
    if spec.get("secretName") != dig(certificate, "metadata", "name"):
        yield "secretName is not its own name"
    if time(certificate, "renewBefore") < NOTICE or time(certificate, "duration") < 2 * time(
        certificate, "renewBefore"
    ):
        yield f"duration {spec.get('duration')}, renewBefore {spec.get('renewBefore')}: not 30 days to notice a failure"
    issuer = ROOT_ISSUER if is_root(certificate) else SIGNING_ISSUER
    wanted = {"group": "cert-manager.io", "kind": "Issuer", "name": issuer}
    if spec.get("issuerRef") != wanted:
        yield f"issuerRef is {spec.get('issuerRef')}, not {wanted}"


def root_faults(certificate: Object, longest: float) -> Iterator[str]:
    spec = mapping(certificate, "spec")
    if spec.get("isCA") is not True or spec.get("usages") != ["cert sign", "crl sign"]:
        yield "is no CA"
    if spec.get("privateKey") != ROOT_KEY:
        yield f"privateKey is {spec.get('privateKey')}, not {ROOT_KEY}"
    if not spec.get("commonName"):
        yield "has no commonName: its subject would be empty, and no leaf could name its issuer"
    if time(certificate, "renewBefore") < longest:
        yield "would end before leaves that it signed"


def leaf_faults(certificate: Object, objects: list[Object]) -> Iterator[str]:
    spec, name = mapping(certificate, "spec"), str(dig(certificate, "metadata", "name"))
    if "isCA" in spec:
        yield "says isCA"
    wanted = ["digital signature", *LEAVES.get(name, [])]
    if spec.get("usages") != wanted:
        yield f"usages are {spec.get('usages')}, not {wanted}"
    if spec.get("privateKey") != LEAF_KEY:
        yield f"privateKey is {spec.get('privateKey')}, not {LEAF_KEY}"
    names = items(spec, "dnsNames")
    if spec.get("commonName") not in names:
        yield f"commonName {spec.get('commonName')} is not in dnsNames"
    wanted = called_services(objects) if "server auth" in items(spec, "usages") else [name]
    if sorted(names) != sorted(wanted):
        yield f"dnsNames are {names}, not {wanted}"
    for pod in pods(objects):
        for container in pod.containers:
            called = exec_settings(container).said.get("--server-name")
            if name == "echo-tls" and called and called not in names:
                yield f"the probe calls the server {called}, which dnsNames do not have"
