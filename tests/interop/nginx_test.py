"""nginx: with and without TLS, HTTP/2, something behind it."""

import contextlib
from collections.abc import Iterator

import zoo
from case import OK, Case, CaseTest, ours
from certificates import Credentials
from nginx import NGINX, nginx
from own_server import echo_server
from serving import Server, Serving
from sockets import nobody


def no_nginx() -> str:
    return "" if NGINX else "there is no nginx"


def pair(credentials: Credentials) -> str:
    return f"ssl_certificate {credentials.file()}; ssl_certificate_key {credentials.key};"


def tls(more: str = "return 200 hello;", listen: str = "ssl http2", credentials: Credentials | None = None) -> Serving:
    return nginx(listen, pair(credentials or zoo.server()) + more)


@contextlib.contextmanager
def before(behind: Serving, more: str = "") -> Iterator[Server]:
    """Something is behind it, without TLS."""
    with behind as there, tls(f"location / {{ grpc_pass grpc://127.0.0.1:{there.port}; }} {more}") as server:
        yield server


@contextlib.contextmanager
def before_ours(more: str = "") -> Iterator[Server]:
    """Our server is behind it, over TLS with this nginx's own certificate."""
    to_it = f"grpc_ssl_certificate {zoo.client().file()}; grpc_ssl_certificate_key {zoo.client().key};"
    with echo_server() as there:
        there_too = f"location / {{ grpc_pass grpcs://127.0.0.1:{there.port}; {to_it} }}"
        with tls(there_too + more) as server:
            yield server


def demanding() -> Serving:
    """TLS lets everybody in; HTTP then says 400."""
    return before_ours(f"ssl_verify_client on; ssl_client_certificate {zoo.root().certificate};")


class NginxTest(CaseTest):
    cases = (
        Case("plain_http_1", lambda: nginx("", "return 200 hello;"), (12, "PLAINTEXT_SERVER"), lacking=no_nginx),
        Case("plain_http_2", lambda: nginx("http2", "return 200 hello;"), (12, "PLAINTEXT_SERVER"), lacking=no_nginx),
        Case("tls_without_http_2", lambda: tls(listen="ssl"), (12, "NO_APPLICATION_PROTOCOL"), lacking=no_nginx),
        Case("grpc_pass_to_our_server", before_ours, OK, lacking=no_nginx),
        Case("grpc_pass_to_nobody", lambda: before(nobody()), (12, "CALL_FAILED"), lacking=no_nginx),
        # HTTP says 200, and the words are no gRPC.
        Case("a_web_server", tls, (12, "CALL_FAILED"), lacking=no_nginx),
        Case("a_web_server_without_the_page", lambda: tls("return 404;"), (12, "CALL_FAILED"), lacking=no_nginx),
        Case("expired", lambda: tls(credentials=zoo.expired()), (11, "CERTIFICATE_EXPIRED"), lacking=no_nginx),
        Case("mutual", demanding, OK, caller=lambda: ours(cert=zoo.client()), lacking=no_nginx),
        Case("mutual_and_no_caller", demanding, (13, "CLIENT_CERTIFICATE_MISSING"), lacking=no_nginx),
        Case(
            "mutual_and_a_foreign_caller",
            demanding,
            (13, "CERTIFICATE_AUTHORITY_INVALID"),
            certificate="Foreign Caller",
            caller=lambda: ours(cert=zoo.foreign().issue("Foreign Caller")),
            lacking=no_nginx,
        ),
        Case(
            "no_server_of_that_name",
            lambda: nginx("ssl http2", "ssl_reject_handshake on;"),
            (12, "SERVER_NAME_UNRECOGNIZED"),
            host="localhost",
            lacking=no_nginx,
        ),
    )
