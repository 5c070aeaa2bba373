"""gRPC servers in Go, Python and Node: plain, over TLS, mutual, broken. Any answer to the health call is a good one."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import zoo
from case import OK, Case, CaseTest, ours
from certificates import Authority, Credentials
from serving import Serving, program

HERE = Path(__file__).parent
GO = os.environ.get("GO_SERVER", "")
NODE_PACKAGES = os.environ.get("NODE_PACKAGES", "")
TLS_1_1, TLS_1_2, TLS_1_3 = 0x302, 0x303, 0x304
X25519 = 29
UNKNOWN = "CERTIFICATE_AUTHORITY_INVALID"
ANSWER_UNKNOWN, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED = 2, 7, 12, 16


def go(credentials: Credentials | None = None, roots: Authority | None = None, **flags: object) -> Serving:
    line: list[object] = [GO]
    if credentials:
        line += ["-cert", credentials.file(), "-key", credentials.key]
    if roots:
        line += ["-ca", roots.certificate]
    return program([*line, *(f"-{name.replace('_', '-')}={value}" for name, value in flags.items())])


def python(credentials: Credentials | None = None, roots: Authority | None = None) -> Serving:
    pair = [credentials.file(), credentials.key] if credentials else []
    return program([sys.executable, "-B", HERE / "grpc_python.py", *pair, *([roots.certificate] if roots else [])])


def node(credentials: Credentials | None = None, roots: Authority | None = None, **settings: str) -> Serving:
    if credentials:
        settings |= {"cert": str(credentials.file()), "key": str(credentials.key)}
    if roots:
        settings["ca"] = str(roots.certificate)
    command = ["node", HERE / "node/server.js", json.dumps(settings)]
    return program(command, environment={"NODE_PACKAGES": NODE_PACKAGES})


def no_go() -> str:
    return "" if GO else "there is no server in Go"


def no_node() -> str:
    return "" if NODE_PACKAGES else "there is no gRPC for Node"


def mutual() -> list[object]:
    return ours(cert=zoo.client())


def cases(of: Callable[..., Serving], stranger: str, lacking: Callable[[], str] = str) -> tuple[Case, ...]:
    """What each of them can do. `stranger`: the verdict on a certificate of ours that another root issued."""
    return (
        Case("plain", of, (12, "PLAINTEXT_SERVER"), lacking=lacking, spoken_to=False),
        Case("tls", lambda: of(zoo.server()), OK, lacking=lacking),
        Case("tls_by_an_intermediate", lambda: of(zoo.intermediate().issue()), OK, lacking=lacking),
        Case("tls_called_by_name", lambda: of(zoo.server()), OK, host="localhost", lacking=lacking),
        Case("mutual", lambda: of(zoo.server(), zoo.root()), OK, caller=mutual, lacking=lacking),
        Case(
            "mutual_and_no_caller",
            lambda: of(zoo.server(), zoo.root()),
            (13, "CLIENT_CERTIFICATE_MISSING"),
            lacking=lacking,
        ),
        Case(
            "mutual_by_a_root_that_did_not_issue_ours",
            lambda: of(zoo.server(), zoo.foreign()),
            (13, stranger),
            caller=mutual,
            lacking=lacking,
        ),
        Case("expired", lambda: of(zoo.expired()), (11, "CERTIFICATE_EXPIRED"), lacking=lacking),
        Case("foreign", lambda: of(zoo.foreign().issue()), (11, "CERTIFICATE_AUTHORITY_INVALID"), lacking=lacking),
    )


class GoTest(CaseTest):
    cases = (
        *cases(go, UNKNOWN, no_go),
        Case("tls_1_3_only", lambda: go(zoo.server(), min=TLS_1_3), OK, lacking=no_go),
        Case("tls_1_2_only", lambda: go(zoo.server(), max=TLS_1_2), OK, lacking=no_go),
        Case(
            "tls_1_1_only",
            lambda: go(zoo.server(), min=TLS_1_1, max=TLS_1_1),
            (12, "PROTOCOL_VERSION_UNSUPPORTED"),
            lacking=no_go,
        ),
        Case("group_x25519", lambda: go(zoo.server(), group=X25519), (12, "KEY_EXCHANGE_FAILURE"), lacking=no_go),
        Case("a_certificate_is_only_asked_for", lambda: go(zoo.server(), request=True), OK, lacking=no_go),
        Case("unimplemented", lambda: go(zoo.server(), answer=UNIMPLEMENTED), OK, lacking=no_go),
        Case("unauthenticated", lambda: go(zoo.server(), answer=UNAUTHENTICATED), OK, lacking=no_go),
        Case("permission_denied", lambda: go(zoo.server(), answer=PERMISSION_DENIED), OK, lacking=no_go),
        Case("unknown", lambda: go(zoo.server(), answer=ANSWER_UNKNOWN), OK, lacking=no_go),
        Case("unknown_without_a_word", lambda: go(zoo.server(), answer=ANSWER_UNKNOWN, words=""), OK, lacking=no_go),
        Case("not_serving", lambda: go(zoo.server(), not_serving=True), OK, lacking=no_go),
        Case("no_answer", lambda: go(zoo.server(), silent=True), (14, "DEADLINE_EXCEEDED"), timeout=2, lacking=no_go),
    )


class PythonTest(CaseTest):
    # It names no CA when it asks for a certificate, and hangs up without an alert.
    cases = cases(python, "CLIENT_CERTIFICATE_REFUSED")


class NodeTest(CaseTest):
    cases = (
        *cases(node, UNKNOWN, no_node),
        Case("group_x25519", lambda: node(zoo.server(), curve="X25519"), (12, "KEY_EXCHANGE_FAILURE"), lacking=no_node),
    )
