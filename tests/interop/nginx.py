"""nginx, with one server{} on a port of its own."""

import contextlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator

import zoo
from serving import Server

NGINX = os.environ.get("NGINX_PROGRAM", "")
SETTINGS = """\
daemon off;
worker_processes 1;
{user}
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} {listen};
    {server}
  }}
}}
"""


@contextlib.contextmanager
def nginx(listen: str, server: str) -> Iterator[Server]:
    """It is handed a socket that listens already, as by an older nginx: it need not be awaited."""
    folder = tempfile.mkdtemp(dir=zoo.FOLDER)
    settings, errors = f"{folder}/nginx.conf", f"{folder}/errors"
    with socket.create_server(("127.0.0.1", 0)) as listener, open(errors, "w+") as log:  # noqa: PTH123
        port = listener.getsockname()[1]
        with open(settings, "w") as file:  # noqa: PTH123
            # Root's worker would be nobody, who may not enter the folder.
            user = "" if os.geteuid() else "user root;"
            file.write(SETTINGS.format(folder=folder, port=port, listen=listen, server=server, user=user))
        line = [NGINX, "-p", folder, "-e", "stderr", "-c", settings]
        env = os.environ | {"NGINX": f"{listener.fileno()};"}
        with subprocess.Popen(line, env=env, pass_fds=(listener.fileno(),), stdout=log, stderr=log) as process:
            serving = Server(port)
            try:
                yield serving
            finally:
                # Its worker would outlive a kill.
                process.terminate()
                process.wait()
                log.seek(0)
                serving.log += log.readlines()
