"""`openssl s_server` that demands certificates, and callers of every kind; 13: it is the server that refuses."""

import diagnosis
import zoo
from case import Case, CaseTest, ours
from certificates import Authority, Credentials
from serving import Serving, s_server

BEHIND_TLS = (12, "HTTP2_MISSING")
UNKNOWN = (13, "CERTIFICATE_AUTHORITY_INVALID")
ANYWAY = ("--present-anyway",)


def demanding(authority: Authority, *flags: object) -> Serving:
    return s_server(zoo.server(), "-Verify", "5", "-verify_return_error", "-CAfile", authority.certificate, *flags)


def by(credentials: Credentials) -> list[object]:
    return ours(cert=credentials)


def expired() -> list[object]:
    return by(zoo.root().issue("Expired Caller", start=-9, end=-3))


def stranger() -> list[object]:
    return by(zoo.foreign().issue("Foreign Caller"))


def for_servers() -> list[object]:
    return by(zoo.root().issue("Server Only", usage="serverAuth"))


def incomplete() -> list[object]:
    return by(zoo.intermediate().issue("Incomplete Caller").sent())


def listed() -> list[object]:
    return by(zoo.revoked())


def cases(version: str) -> tuple[Case, ...]:
    """Of that TLS version. With 1.3 the server refuses when the client already takes the handshake for done."""
    flag = f"-tls{version}"

    def by_root(*flags: object) -> Serving:
        return demanding(zoo.root(), flag, *flags)

    return (
        Case(f"nobody_in_{version}", by_root, (13, "CLIENT_CERTIFICATE_MISSING")),
        Case(f"a_good_one_in_{version}", by_root, BEHIND_TLS, caller=lambda: by(zoo.client()), timeout=2),
        Case(
            f"an_expired_one_presented_in_{version}",
            by_root,
            (13, "CERTIFICATE_EXPIRED"),
            "Expired Caller",
            expired,
            ANYWAY,
        ),
        Case(f"a_foreign_one_in_{version}", by_root, UNKNOWN, "Foreign Caller", stranger),
        Case(
            f"one_for_servers_in_{version}",
            by_root,
            (13, "CERTIFICATE_WRONG_PURPOSE"),
            "Server Only",
            for_servers,
            ANYWAY,
        ),
        Case(f"one_without_its_intermediate_in_{version}", by_root, UNKNOWN, "Incomplete Caller", incomplete),
        Case(
            f"a_good_one_for_a_foreign_root_in_{version}",
            lambda: demanding(zoo.foreign(), flag),
            UNKNOWN,
            "caller",
            lambda: by(zoo.client()),
        ),
        Case(
            f"a_good_one_for_a_root_of_the_same_name_in_{version}",
            lambda: demanding(zoo.twin(), flag),
            UNKNOWN,
            "caller",
            lambda: by(zoo.client()),
        ),
        Case(
            f"a_revoked_one_in_{version}",
            lambda: by_root("-crl_check", "-CRL", zoo.revocation_list()),
            (13, "CERTIFICATE_REVOKED"),
            "revoked",
            listed,
        ),
        Case(
            f"nobody_where_one_is_only_asked_for_in_{version}",
            lambda: s_server(zoo.server(), "-verify", "5", flag),
            BEHIND_TLS,
            timeout=2,
        ),
    )


class Tls12Test(CaseTest):
    cases = cases("1_2")


class Tls13Test(CaseTest):
    cases = cases("1_3")


class SecondLookTest(CaseTest):
    """Where a second hello offers more than gRPC would, to see what the server wants, our certificate stays here."""

    SEEN = "read client certificate"

    cases = (
        Case(
            "tls_1_1",
            lambda: demanding(zoo.root(), "-state", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"),
            (12, "PROTOCOL_VERSION_UNSUPPORTED"),
            caller=lambda: by(zoo.client()),
            unlogged=SEEN,
        ),
        Case(
            "group_x25519",
            lambda: demanding(zoo.root(), "-state", "-groups", "X25519"),
            (12, "KEY_EXCHANGE_FAILURE"),
            caller=lambda: by(zoo.client()),
            unlogged=SEEN,
        ),
        Case(
            "cipher_of_old",
            lambda: demanding(zoo.root(), "-state", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"),
            (12, "CIPHER_SUITE_MISMATCH"),
            caller=lambda: by(zoo.client()),
            unlogged=SEEN,
        ),
        # The same of a server that is refused: nobody is told who we are before it is known who asks.
        Case(
            "expired_server",
            lambda: s_server(zoo.expired(), "-state", "-Verify", "5", "-CAfile", zoo.root().certificate),
            (11, "CERTIFICATE_EXPIRED"),
            caller=lambda: by(zoo.client()),
            unlogged=SEEN,
        ),
    )

    def test_a_server_that_sees_it_says_so(self) -> None:
        with demanding(zoo.root(), "-state") as server:
            diagnosis.run([*by(zoo.client()), "diagnose", f"127.0.0.1:{server.port}"], timeout=2)
        self.assertIn(self.SEEN, "".join(server.log))
