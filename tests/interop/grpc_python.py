"""A gRPC server by other hands: one method of the health service, without a .proto file.

When it is ready it prints "ready PORT".

    grpc_python.py [CERTIFICATE KEY [ROOTS]]

Without a certificate: plain text. With roots: client certificates of theirs are demanded.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

SERVING = b"\x08\x01"
CHECK = grpc.unary_unary_rpc_method_handler(lambda _request, _context: SERVING)


def main(certificate: str = "", key: str = "", roots: str = "") -> None:
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": CHECK})])
    if certificate:
        pair = (Path(key).read_bytes(), Path(certificate).read_bytes())
        anchors = Path(roots).read_bytes() if roots else None
        port = server.add_secure_port(
            "127.0.0.1:0", grpc.ssl_server_credentials([pair], anchors, require_client_auth=bool(roots))
        )
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"ready {port}", flush=True)  # noqa: T201
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
