#!/usr/bin/env python3
"""Holds footfault against lychee: the same links, the same server, the same limits, one run.

    python3 benches/lychee/run.py [--quick] [--only NAME] [--lychee BINARY] [--footfault BINARY]

Builds footfault and the server with cargo, and installs lychee into target/lychee the first time (it takes
some minutes and is no dependency of the project). All traffic stays on this machine. Prints a Markdown table
and, last, whether every link was found alive that is. Needs Linux, where all of 127.0.0.0/8 is loopback.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LYCHEE = "0.24.2"
TIMEOUT = 20
CONCURRENCY = 512
PER_HOST = 64


def host(number, net=10):
    return f"127.{net + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def spread(count, hosts, kind):
    """`count` links over `hosts` hosts in turn."""
    return [(host(number % hosts), kind, number) for number in range(count)]


def silent(count, hosts, dead):
    """The first `dead` hosts of each thousand never answer."""
    return [
        (host(number % hosts), "silent" if number % hosts < dead else "page", number)
        for number in range(count)
    ]


def crowd():
    """A thousand links to one host, before a thousand to five hundred."""
    return [(host(0), "late", number) for number in range(1000)] + [
        (host(1 + number % 500), "late", number) for number in range(1000, 2000)
    ]


def cases(quick):
    count = 2000 if quick else 20000
    for hosts in (50, 1000, 20000):
        hosts = min(hosts, count)
        yield f"{count:,} links, {hosts:,} hosts", spread(count, hosts, "page")
        yield f"{count:,} links, {hosts:,} hosts, 200 ms late", spread(count, hosts, "late")
    yield f"{count:,} links, 250 of 1,000 hosts silent", silent(count, 1000, 250)
    yield "1,000 links to one host before 1,000 to 500 hosts, 200 ms late", crowd()


def report(folder, links, port):
    path = Path(folder) / "links.md"
    lines = ["# Links", ""]
    lines += [f"- <http://{name}:{port}/{kind}/{number}>" for name, kind, number in links]
    path.write_text("\n".join(lines) + "\n")
    return path


def measure(command, output):
    """Runs a command; wall seconds, CPU seconds, peak memory in megabytes."""
    with open(output, "w") as out, open(str(output) + ".err", "w") as err:
        started = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run_footfault(binary, path, folder):
    output = Path(folder) / "footfault.json"
    figures = measure(
        [binary, "check", path, "--allow-private", "--no-cache", "--format", "json", "--fail-on", "never",
         "--concurrency", str(CONCURRENCY), "--per-host", str(PER_HOST), "--per-host-interval", "0ms",
         "--timeout", f"{TIMEOUT}s"],
        output,
    )
    verdicts = {}
    for probe in json.loads(output.read_text())["probes"]:
        verdicts[probe["verdict"]] = verdicts.get(probe["verdict"], 0) + 1
    return figures, verdicts.get("alive", 0), verdicts


def run_lychee(binary, path, folder):
    output = Path(folder) / "lychee.json"
    figures = measure(
        [binary, "--no-progress", "--format", "json", "--output", output, "--max-concurrency", str(CONCURRENCY),
         "--host-concurrency", str(PER_HOST), "--host-request-interval", "0ms", "--timeout", str(TIMEOUT), path],
        Path(folder) / "lychee.out",
    )
    stats = json.loads(output.read_text())
    seen = {key: stats.get(key, 0) for key in ("successful", "timeouts", "errors", "unknown")}
    return figures, stats["successful"], seen


def build():
    """Paths of footfault and the server, built for speed."""
    found = {}
    command = ["cargo", "build", "--release", "--bin", "footfault", "--example", "loopback-web",
               "--message-format", "json-render-diagnostics"]
    for line in subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        message = json.loads(line)
        if message.get("executable"):
            found[message["target"]["name"]] = message["executable"]
    return found["footfault"], found["loopback-web"]


def install():
    folder = ROOT / "target" / "lychee"
    binary = folder / "bin" / "lychee"
    if not binary.exists():
        subprocess.run(["cargo", "install", "lychee", "--version", LYCHEE, "--locked", "--root", folder], check=True)
    return str(binary)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the links")
    parser.add_argument("--only", default="", help="only the rows whose name holds this")
    parser.add_argument("--lychee", help="a lychee to use instead of installing one")
    parser.add_argument("--footfault", help="a footfault to use instead of building one")
    parser.add_argument("--server", help="a server to use instead of building one")
    given = parser.parse_args()
    footfault, server_binary = given.footfault, given.server
    if not (footfault and server_binary):
        built = build()
        footfault, server_binary = footfault or built[0], server_binary or built[1]
    lychee = given.lychee or install()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    print(f"Timeout {TIMEOUT} s, {CONCURRENCY} requests at once, {PER_HOST} to one host, no pauses; "
          f"{os.cpu_count()} processors shared with the server; lychee {LYCHEE}.\n")
    print("| links | tool | seconds | links/s | CPU s | peak MB | alive |")
    print("|---|---|--:|--:|--:|--:|--:|")
    complete = True
    for name, links in cases(given.quick):
        if given.only not in name:
            continue
        expected = sum(kind != "silent" for _, kind, _ in links)
        for tool, run, binary in (("footfault", run_footfault, footfault), ("lychee", run_lychee, lychee)):
            # A server for each run, so that neither tool meets what the other left behind.
            server = subprocess.Popen([server_binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            port = int(server.stdout.readline())
            with tempfile.TemporaryDirectory() as folder:
                path = report(folder, links, port)
                (wall, cpu, peak), alive, seen = run(binary, path, folder)
            server.stdin.close()
            server.wait()
            note = "" if alive == expected else f" of {expected} ({seen})"
            if tool == "footfault":
                complete = complete and alive == expected
            print(f"| {name} | {tool} | {wall:.1f} | {len(links) / wall:,.0f} | {cpu:.1f} | {peak:.0f} | {alive}{note} |",
                  flush=True)
    print("\nfootfault found every link alive that is." if complete else "\nfootfault lost links.")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
