"""The live page: served on this computer alone, to who has the address, and always of one record with its news."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from urllib.parse import urlsplit

import pytest

import backlight
from backlight.run.watched import Watched
from backlight.see.live import Server
from backlight.see.live.addresses import loopback


def train(steps):
    w = backlight.tensor(1.0, requires_grad=True)
    for _ in range(steps):
        loss = (w * 2.0 - 6.0) ** 2
        loss.backward()
        with backlight.no_grad():
            w -= 0.01 * w.grad
            w.grad = None


def asked(url, **headers):
    """Status, body and headers of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


@pytest.fixture
def live():
    """A recording with three steps, and the address of its page."""
    watched = Watched("train.py")
    server = Server(watched)
    server.start()
    watched.start()
    train(3)
    yield watched, server.url
    watched.stop(None)
    server.stop()


def test_the_page_is_that_of_the_report_and_may_ask_its_server_alone(live):
    status, text, headers = asked(live[1])

    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "connect-src 'self'; " in text
    assert "default-src 'none'" in text
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("path", ["/", "/wrong/", "/wrong/record", "/favicon.ico", "//", "/%ff/"])
def test_without_the_token_nothing_is_answered(live, path):
    parts = urlsplit(live[1])

    assert asked(f"http://{parts.netloc}{path}")[:2] == (403, "refused: not the token of this page\n")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:80", "localhost.evil.example"])
def test_a_foreign_host_is_refused(live, host):
    assert asked(live[1], Host=host)[:2] == (403, "refused: not the address of this page\n")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_the_page_of_another_site_is_refused(live, headers):
    for path in ("", "record"):
        assert asked(live[1] + path, **headers)[:2] == (403, "refused: asked by the page of another site\n")


def test_its_own_page_may_ask(live):
    parts = urlsplit(live[1])
    own = {"Origin": f"http://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}

    assert asked(live[1] + "record", **own)[0] == 200


@pytest.mark.parametrize("origin", ["https://{}", "http://{}.evil.example", "http://localhost", ""])
def test_an_origin_that_only_looks_like_its_own_is_refused(live, origin):
    netloc = urlsplit(live[1]).netloc

    assert asked(live[1] + "record", Origin=origin.format(netloc))[0] == 403


def test_headers_of_a_proxy_change_nothing(live):
    netloc = urlsplit(live[1]).netloc

    assert asked(live[1], Host="evil.example", **{"X-Forwarded-Host": netloc, "Forwarded": f"host={netloc}"})[0] == 403


def test_a_token_in_other_letters_or_cut_short_is_none(live):
    parts = urlsplit(live[1])
    for path in (parts.path.swapcase(), parts.path[:-2] + "/", parts.path[:-1] + "x/", "/" + "a" * 60_000 + "/"):
        assert asked(f"http://{parts.netloc}{path}")[0] == 403


@pytest.mark.parametrize("path", ["../../etc/passwd", "..%2f..%2fetc/passwd", "record%00", "record/../x", "scripts/"])
def test_there_is_nothing_but_the_page_and_its_news(live, path):
    assert raw(live[1], path=urlsplit(live[1]).path + path) in (b"404", b"403")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_it_can_only_be_read(live, method):
    assert raw(live[1], method=method) == b"405"


def test_a_request_without_a_host_is_refused(live):
    assert raw(live[1], host=None, version="1.0") == b"403"
    assert raw(live[1], host=None) == b"400"


def test_garbage_is_not_told_on_the_programs_terminal(live, capfd):
    parts = urlsplit(live[1])
    with closing(socket.create_connection((parts.hostname, parts.port), 30)) as connection:
        connection.sendall(b"\x00\xff garbage\r\n\r\n")
        assert connection.recv(100).split()[1] == b"400"

    assert capfd.readouterr().err == ""


def raw(url, method="GET", path="", host="", version="1.1"):
    """The status of an answer to a request that is written by hand."""
    parts = urlsplit(url)
    head = "" if host is None else f"Host: {host or parts.netloc}\r\n"
    with closing(socket.create_connection((parts.hostname, parts.port), 30)) as connection:
        request = f"{method} {path or parts.path} HTTP/{version}\r\n{head}Connection: close\r\n\r\n"
        connection.sendall(request.encode("latin-1"))
        return connection.recv(100).split()[1]


def test_two_hosts_are_refused(live):
    parts = urlsplit(live[1])
    with closing(socket.create_connection((parts.hostname, parts.port), 30)) as connection:
        hosts = f"Host: {parts.netloc}\r\nHost: evil.example\r\n"
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n".encode())
        assert connection.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "0.0.0.0", "192.168.1.1:80", "example.com:80", "[::]:80", ":::80"])
def test_no_other_interface_is_served(address):
    with pytest.raises(ValueError, match=r"is not an address of this computer alone|expected a port"):
        loopback(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("[::1]:80", ("::1", 80)),
        ("[::1]", ("::1", 0)),
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        ("localhost", ("127.0.0.1", 0)),
        ("0", ("127.0.0.1", 0)),
    ],
)
def test_addresses_of_this_computer(address, expected):
    assert loopback(address) == expected


def test_it_listens_on_the_loopback_interface(live):
    assert urlsplit(live[1]).hostname == "127.0.0.1"


def merged(old, news):
    """What live.js makes of a record and its news."""
    after, kept = news["after"], set(news["kept"])
    joined = dict(news)
    for name in ("losses", "parameters"):
        joined[name] = []
        for i, one in enumerate(news[name]):
            before = old[name][i] if i < len(old[name]) else None
            rows = one.get("history", one)
            earlier = {} if before is None else before.get("history", before)
            count = sum(step < after for step in earlier.get("steps", ()))
            full = {
                k: earlier.get(k, [])[:count] + v if isinstance(v, list) and k != "place" else v
                for k, v in rows.items()
            }
            joined[name].append({**one, "history": full} if "history" in one else full)
    steps = [step for step in old["steps"] if step["step"] <= after and step["step"] in kept]
    joined["steps"] = steps + news["steps"]
    joined["graphs"] = old["graphs"] + news["graphs"]
    return {name: part for name, part in joined.items() if name not in ("state", "after", "kept", "orders")}


def test_a_record_and_its_news_are_the_record_of_the_end():
    watched = Watched("train.py")
    watched.recording.keeping.keep = 8
    watched.start()
    train(1)
    known = watched.record()
    for steps in (2, 5, 9, 30, 0):
        if steps:
            train(steps)
        else:
            watched.stop(None)
        after = known["steps"][-1]["step"]
        known = merged(known, {"after": after, **watched.record(after, len(known["graphs"]))})
    expected = watched.record()

    assert json.loads(json.dumps(known)) == json.loads(json.dumps(expected))


def test_the_same_state_is_not_sent_again(live):
    watched, url = live
    told = json.loads(asked(url + "record?after=2&graphs=1")[1])

    assert [step["step"] for step in told["steps"]] == [3]
    assert (told["graphs"], told["kept"], list(told["orders"])) == ([], [1, 2, 3], ["0"])
    assert asked(f"{url}record?state={told['state']}")[0] == 204
    train(1)
    assert asked(f"{url}record?state={told['state']}")[0] == 200
    assert watched.recording.count == 4


@pytest.mark.parametrize("query", ["after=-1", "after=x&graphs=y", "after=99999999999999999999", "after=²"])
def test_odd_questions_are_answered_with_everything(live, query):
    from urllib.parse import quote

    told = json.loads(asked(f"{live[1]}record?{quote(query, safe='=&')}")[1])

    assert len(told["steps"]) == 3


def test_the_command_serves_while_the_script_runs_and_ends_with_it(tmp_path):
    (tmp_path / "train.py").write_text(
        "import torch, sys\nw = torch.tensor(1.0, requires_grad=True)\n(w * w).backward()\nsys.stdin.read()\n"
    )
    words = [sys.executable, "-m", "backlight", "run", "--live", "train.py"]
    program = subprocess.Popen(
        words, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with program:
        line = program.stderr.readline()
        assert line.startswith("backlight: live at http://127.0.0.1:")
        assert asked(line.split()[-1])[0] == 200
        program.stdin.close()
        assert program.wait(60) == 0


def test_a_port_that_is_taken_is_told_before_anything_runs(tmp_path):
    (tmp_path / "train.py").write_text("print('ran')")
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        words = [sys.executable, "-m", "backlight", "run", f"--live={port}", "train.py"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"backlight: --live: cannot serve at {port} (Address already in use); nothing was run\n"


@pytest.mark.parametrize("address", ["0.0.0.0:8000", "example.com:80", "99999"])
def test_the_command_refuses_other_addresses_before_it_runs(tmp_path, address):
    (tmp_path / "train.py").write_text("print('ran')")
    words = [sys.executable, "-m", "backlight", "run", f"--live={address}", "train.py"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("backlight: --live: ")
    assert done.stderr.endswith("; nothing was run\n")
