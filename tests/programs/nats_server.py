# SPDX-License-Identifier: Apache-2.0
"""A NATS server with JetStream on loopback, and as much of a client as tests need."""
import base64
import json
import shutil
import signal
import socket
import ssl
import subprocess
import time

import e2e
from running import free_port

PATIENCE = 30  # seconds


class Server:
    """nats-server, whose stream outlives it; `keys`: a folder of netcap keys for mutual TLS, `names`: the
    server's, and that of who asks it here; `user`: in its URL; `network`: another one that it is in;
    `text`: all of its settings."""

    def __init__(self, folder, keys=None, names=(), settings="", jetstream=True, user="", network=None,
                 text=None):
        if not shutil.which("nats-server"):
            raise e2e.Skip("nats-server is not installed")
        self.port, self.keys, self.names, self.user, self.process = free_port(), keys, names, user, None
        self.host, self.within = (network.host, network.within) if network else ("127.0.0.1", [])
        self.log = folder / "nats.log"
        self.config = folder / "nats.conf"
        store = f'jetstream {{ store_dir: "{folder}/store", max_memory_store: 64MB, max_file_store: 4GB }}'
        tls = "" if not keys else f"""
            tls {{ cert_file: "{keys}/{names[0]}.crt", key_file: "{keys}/{names[0]}.key",
                   ca_file: "{keys}/ca.crt", verify: true }}"""
        self.config.write_text(text.replace("0.0.0.0:4222", f"{self.host}:{self.port}") if text else f"""
            listen: "{self.host}:{self.port}"
            {store if jetstream else ""}
            {tls}
            {settings}
            """)
        self.start()

    @property
    def url(self):
        return f"nats://{self.user}{self.host}:{self.port}"

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.within, "nats-server", "-c", self.config], stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with socket.create_connection((self.host, self.port), 1) as greeting:
                    if greeting.recv(4) == b"INFO":
                        return
            except OSError:
                pass
            assert time.monotonic() < until and self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def has_stream(self):
        with Client(self) as client:
            return "state" in client.ask("$JS.API.STREAM.INFO.NETCAP", {})

    def messages(self):
        """All that the stream has: (subject, headers, body) of each."""
        with Client(self) as client:
            info = client.ask("$JS.API.STREAM.INFO.NETCAP", {})
            if "state" not in info:
                return []  # there is no stream yet
            state = info["state"]
            return [client.message(number)
                    for number in range(state["first_seq"], state["last_seq"] + 1)]


class Client:
    """Of NATS' protocol what asks for the messages of a stream."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port), PATIENCE)
        self.file = self.socket.makefile("rb")
        self.file.readline()
        if server.keys:
            context = ssl.create_default_context(cafile=f"{server.keys}/ca.crt")
            name = f"{server.keys}/{server.names[1]}"
            context.load_cert_chain(f"{name}.crt", f"{name}.key")
            context.check_hostname = False
            self.socket = context.wrap_socket(self.socket)
            self.file = self.socket.makefile("rb")
        self.socket.sendall(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n'
                            b"SUB _INBOX.archive.test 1\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def ask(self, subject, question):
        data = json.dumps(question).encode()
        self.socket.sendall(f"PUB {subject} _INBOX.archive.test {len(data)}\r\n".encode() + data + b"\r\n")
        while True:
            line = self.file.readline().split()
            assert line, "the server has hung up"
            if line[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")
            elif line[0] in (b"MSG", b"HMSG"):
                body = self.file.read(int(line[-1]) + 2)
                return json.loads(body[int(line[-2]) if line[0] == b"HMSG" else 0:-2] or b"{}")

    def publish(self, subject, body, **headers):
        head = b"NATS/1.0\r\n" + b"".join(f"{key.replace('_', '-')}: {value}\r\n".encode()
                                          for key, value in headers.items()) + b"\r\n"
        self.socket.sendall(f"HPUB {subject} {len(head)} {len(head) + len(body)}\r\n".encode() + head + body + b"\r\n")

    def message(self, number):
        found = self.ask("$JS.API.STREAM.MSG.GET.NETCAP", {"seq": number})["message"]
        lines = base64.b64decode(found.get("hdrs", "")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        return found["subject"], headers, base64.b64decode(found.get("data", ""))
