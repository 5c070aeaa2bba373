"""`openssl s_server` with every fault that it can be given; with none, the verdict is that it speaks no HTTP/2."""

import zoo
from case import Case, CaseTest, ours
from certificates import Credentials
from serving import Serving, s_server

BEHIND_TLS = (12, "HTTP2_MISSING")
OLD = ("-cipher", "DEFAULT@SECLEVEL=0")


def named(name: str, *names: str) -> Credentials:
    return zoo.root().issue(name, names=names)


def with_list() -> list[object]:
    return [*ours(), "--crl", zoo.revocation_list()]


class CertificateTest(CaseTest):
    """Their certificate: exit 11. Nothing follows a failed verification."""

    cases = (
        Case("nothing_wrong_but_no_http2", lambda: s_server(zoo.server()), BEHIND_TLS, timeout=2),
        Case("expired", lambda: s_server(zoo.expired()), (11, "CERTIFICATE_EXPIRED"), "localhost"),
        Case(
            "not_yet_valid", lambda: s_server(zoo.root().issue(start=3)), (11, "CERTIFICATE_NOT_YET_VALID"), "localhost"
        ),
        Case(
            "foreign_root",
            lambda: s_server(zoo.foreign().issue()),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
            "Foreign Root",
        ),
        Case(
            "foreign_root_that_is_sent_along",
            lambda: s_server(zoo.foreign().issue().sent(zoo.foreign().certificate)),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
        ),
        Case("root_of_the_same_name_with_another_key", lambda: s_server(zoo.twin().issue()), (11, "ROOT_KEY_DIFFERS")),
        Case(
            "root_of_the_same_name_that_is_sent_along",
            lambda: s_server(zoo.twin().issue().sent(zoo.twin().certificate)),
            (11, "ROOT_KEY_DIFFERS"),
        ),
        Case(
            "self_signed",
            lambda: s_server(zoo.self_signed()),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
            "Zoo Self",
        ),
        Case(
            "self_signed_and_trusted",
            lambda: s_server(zoo.self_signed()),
            BEHIND_TLS,
            timeout=2,
            caller=lambda: ours(ca=zoo.self_signed().certificate),
        ),
        Case("intermediate_sent", lambda: s_server(zoo.intermediate().issue()), BEHIND_TLS, timeout=2),
        Case(
            "intermediate_missing",
            lambda: s_server(zoo.intermediate().issue().sent()),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
        ),
        Case(
            "intermediate_missing_that_the_caller_has_itself",
            lambda: s_server(zoo.intermediate().issue().sent()),
            (11, "CHAIN_INCOMPLETE"),
            caller=lambda: ours(cert=zoo.intermediate().issue("caller")),
        ),
        Case(
            # It looks the same as a root that is foreign: only whose own chain has it can tell.
            "upper_intermediate_missing",
            lambda: s_server(zoo.lower().issue().sent(zoo.lower().certificate)),
            (11, "CERTIFICATE_AUTHORITY_INVALID"),
            "Zoo Lower Intermediate",
        ),
        Case(
            "upper_intermediate_missing_that_the_caller_has_itself",
            lambda: s_server(zoo.lower().issue().sent(zoo.lower().certificate)),
            (11, "CHAIN_INCOMPLETE"),
            caller=lambda: ours(cert=zoo.intermediate().issue("caller")),
        ),
        Case(
            "intermediates_in_the_wrong_order_which_tls_allows",
            lambda: s_server(zoo.lower().issue().sent(zoo.intermediate().certificate, zoo.lower().certificate)),
            BEHIND_TLS,
            timeout=2,
        ),
        Case(
            "a_chain_of_many_that_are_none_of_its",
            lambda: s_server(zoo.server().sent(*[zoo.foreign().certificate] * 60)),
            BEHIND_TLS,
            timeout=2,
        ),
        Case(
            "expired_intermediate",
            lambda: s_server(zoo.expired_intermediate().issue()),
            (11, "CERTIFICATE_EXPIRED"),
            "Zoo Expired Intermediate",
        ),
        Case(
            "wrong_name",
            lambda: s_server(named("a", "DNS:a.zoo.test")),
            (11, "CERTIFICATE_HOSTNAME_MISMATCH"),
            "CN=a",
        ),
        Case(
            "wrong_name_that_is_asked_for",
            lambda: s_server(named("a", "DNS:a.zoo.test")),
            BEHIND_TLS,
            flags=("--server-name", "a.zoo.test"),
            timeout=2,
        ),
        # Others refuse it; gRPC C++ does not.
        Case("address_as_a_dns_name", lambda: s_server(named("a", "DNS:127.0.0.1")), BEHIND_TLS, timeout=2),
        Case(
            "no_names_and_called_by_address",
            lambda: s_server(named("127.0.0.1")),
            (11, "CERTIFICATE_COMMON_NAME_ONLY"),
        ),
        # gRPC C++ looks at the common name if there is no other.
        Case(
            "no_names_but_the_common_one", lambda: s_server(named("localhost")), BEHIND_TLS, host="localhost", timeout=2
        ),
        Case(
            "for_clients_only",
            lambda: s_server(zoo.root().issue(usage="clientAuth")),
            (11, "CERTIFICATE_WRONG_PURPOSE"),
        ),
        Case(
            "for_any_purpose_only",
            lambda: s_server(zoo.root().issue(usage="anyExtendedKeyUsage")),
            (11, "CERTIFICATE_PURPOSE_ANY_ONLY"),
        ),
        Case(
            "key_usage_that_tls_has_no_use_for",
            lambda: s_server(zoo.root().issue(key_usage="nonRepudiation")),
            (11, "CERTIFICATE_KEY_USAGE_UNFIT"),
        ),
        Case(
            "unknown_critical_extension",
            lambda: s_server(zoo.root().issue(more=("1.2.3.4=critical,ASN1:NULL",))),
            (11, "UNKNOWN_CRITICAL_EXTENSION"),
        ),
        Case("issued_by_a_leaf", lambda: s_server(zoo.leaf_that_issues().issue()), (11, "ISSUER_NOT_CA")),
        Case("rsa_1024", lambda: s_server(zoo.root().issue(key="rsa:1024"), *OLD), (11, "CERTIFICATE_KEY_TOO_WEAK")),
        Case("rsa_2048", lambda: s_server(zoo.root().issue(key="rsa:2048")), BEHIND_TLS, timeout=2),
        Case("sha1", lambda: s_server(zoo.root().issue(digest="sha1"), *OLD), (11, "CERTIFICATE_SIGNATURE_TOO_WEAK")),
        Case(
            "revoked",
            lambda: s_server(zoo.revoked()),
            (11, "CERTIFICATE_REVOKED"),
            caller=with_list,
        ),
        Case("not_revoked", lambda: s_server(zoo.server()), BEHIND_TLS, caller=with_list, timeout=2),
        Case("revoked_and_no_list_given", lambda: s_server(zoo.revoked()), BEHIND_TLS, timeout=2),
        Case(
            "nothing_stapled_though_the_certificate_promises",
            lambda: s_server(zoo.root().issue(more=("tlsfeature=status_request",))),
            BEHIND_TLS,
            timeout=2,
        ),
    )


class ProtocolTest(CaseTest):
    """What the two sides have not in common: exit 12."""

    cases = (
        Case("tls_1_1", lambda: s_server(zoo.server(), "-tls1_1", *OLD), (12, "PROTOCOL_VERSION_UNSUPPORTED")),
        Case("tls_1_2", lambda: s_server(zoo.server(), "-tls1_2"), BEHIND_TLS, timeout=2),
        Case("tls_1_3", lambda: s_server(zoo.server(), "-tls1_3"), BEHIND_TLS, timeout=2),
        Case("no_alpn", lambda: s_server(zoo.server(), alpn=""), (12, "NO_APPLICATION_PROTOCOL")),
        Case("no_alpn_in_tls_1_2", lambda: s_server(zoo.server(), "-tls1_2", alpn=""), (12, "NO_APPLICATION_PROTOCOL")),
        Case("http_1_1_by_alpn", lambda: s_server(zoo.server(), alpn="http/1.1"), (12, "NO_APPLICATION_PROTOCOL")),
        Case("group_x25519", lambda: s_server(zoo.server(), "-groups", "X25519"), (12, "KEY_EXCHANGE_FAILURE")),
        Case("group_p_384", lambda: s_server(zoo.server(), "-groups", "P-384"), (12, "KEY_EXCHANGE_FAILURE")),
        Case(
            "group_p_384_in_tls_1_2",
            lambda: s_server(zoo.server(), "-tls1_2", "-groups", "P-384"),
            (12, "KEY_EXCHANGE_FAILURE"),
        ),
        Case(
            "cipher_of_old",
            lambda: s_server(zoo.server(), "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"),
            (12, "CIPHER_SUITE_MISMATCH"),
        ),
        # Two faults: with no version in common it never comes to the certificate.
        Case(
            "tls_1_1_and_expired",
            lambda: s_server(zoo.expired(), "-tls1_1", *OLD),
            (12, "PROTOCOL_VERSION_UNSUPPORTED"),
        ),
        # The other way round, the certificate comes first: gRPC never gets to ALPN.
        Case(
            "expired_and_no_alpn",
            lambda: s_server(zoo.expired(), alpn=""),
            (11, "CERTIFICATE_EXPIRED"),
        ),
    )


def by_name(*flags: object) -> Serving:
    """It has a second certificate, for other.zoo.test."""
    other = zoo.root().issue("other", names=("DNS:other.zoo.test",))
    return s_server(
        zoo.server(), "-servername", "other.zoo.test", "-cert2", other.certificate, "-key2", other.key, *flags
    )


class ServerNameTest(CaseTest):
    """Certificates by SNI."""

    cases = (
        Case(
            "name_unknown_to_the_server",
            lambda: by_name("-servername_fatal"),
            (12, "SERVER_NAME_UNRECOGNIZED"),
            host="localhost",
        ),
        Case("name_unknown_and_only_warned_of", by_name, BEHIND_TLS, host="localhost", timeout=2),
        # s_server has no ALPN beside its second certificate: that this is the verdict shows which was sent.
        Case(
            "name_known_to_the_server",
            by_name,
            (12, "NO_APPLICATION_PROTOCOL"),
            flags=("--server-name", "other.zoo.test"),
        ),
    )
