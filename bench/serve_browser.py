#!/usr/bin/env python3
"""What a person waits for in front of ./loglog serve, in headless Chromium, over the store of serve_store.py (10,000 runs, of which 100 have 10,000
rows), and TensorBoard on the same 40 of these curves.

    pip install playwright==1.63.0 tensorboard==2.21.0      # Playwright drives the system's Chromium: CHROMIUM, or /usr/bin/chromium
    python3 bench/serve_browser.py /tmp/store               # --without-tensorboard leaves TensorBoard out

Prints, each with the figure to hold: the first page until its list and its chart are there; the list sorted and filtered, from the event to the new
rows; 100 curves of 10,000 points until they are drawn, and frames a second while they are dragged; a row of a live run from its write to the screen;
the server's resident memory with ten clients; both servers' time to the first chart, and their ratio. Ends with status 1 where one is missed.

Each page is opened in a window that is there already, once all is at rest: Chromium itself works for a second or more on a new window (the scripts of its
own tab strip), and a page just loaded still asks for studies and terms. The server is started twice: without an index of the runs (LOGLOG_CACHE is a
temporary folder), and with the one that the first kept when it ended. Processor times are the server's own (Linux), and say more than
seconds do where the machine is busy.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from serve_store import LONG, ROWS, RUNS, long_runs, make  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("store", type=pathlib.Path)
parser.add_argument("--port", type=int, default=8097)
parser.add_argument("--without-tensorboard", action="store_true")
parser.add_argument("--loglog", nargs="+", default=[str(pathlib.Path(__file__).parent.parent / "loglog")], help="how the program is started")
options = parser.parse_args()
base = f"http://127.0.0.1:{options.port}"
missed = []


def figure(what, value, limit, unit, at_least=False):
    good = value >= limit if at_least else value <= limit
    print(f"{'ok  ' if good else 'MISS'} {what}: {value:.3g} {unit} ({'at least' if at_least else 'at most'} {limit:g})", flush=True)
    if not good:
        missed.append(what)


def ask(path, **fields):
    with urllib.request.urlopen(base + path + "?" + urllib.parse.urlencode(fields, doseq=True)) as answer:
        return answer.read()


def answers(url):
    try:
        urllib.request.urlopen(url).read()
        return True
    except OSError:
        return False


def processes(pid):
    """A process and all that it started, and they."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(stat.parent.name))
        except OSError:
            pass  # it has ended meanwhile
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def processor_time(pid):
    """Seconds, of the user and of the system."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0


os.environ["LOGLOG_CACHE"] = tempfile.mkdtemp()
live = options.store / "live" / "run"


def write_live(step):
    with open(live / "metrics.jsonl", "a") as out:
        out.write(json.dumps({"step": step, "tokens": step * 64, "flops": step * 4096, "loss": 2 + 3 / step, "seconds": step / 10}) + "\n")


make(options.store)
shutil.rmtree(live, ignore_errors=True)
live.mkdir(parents=True)
live.joinpath("run.json").write_text(json.dumps({"params": 1000, "tokens": 64000, "steps": 1000, "seed": 1}))
write_live(1)

ROWS_THERE = "() => document.querySelectorAll('#runs tbody tr').length > 0"
DRAWN = "() => document.getElementById('chart')?.dataset.rows !== undefined"
NOW = "() => performance.now() / 1000"

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-quic"])

    def rest():
        """Waits until this script's processes, browser and servers among them, have used little of a processor for half a second."""
        quiet = 0
        for _ in range(300):
            before = sum(map(processor_time, processes(os.getpid())))
            time.sleep(0.1)
            quiet = quiet + 1 if sum(map(processor_time, processes(os.getpid()))) - before <= 0.01 else 0
            if quiet == 5:
                return

    def page_of(width=1400):
        page = browser.new_context(viewport={"width": width, "height": 1000}).new_page()
        page.set_default_timeout(120_000)
        rest()
        return page

    def start(what):
        page = page_of()
        began = time.time()
        server = subprocess.Popen(options.loglog + ["serve", str(options.store), "--port", str(options.port)], stdout=subprocess.PIPE, text=True)
        server.stdout.readline()
        print(f"     {what}: until the server answers: {time.time() - began:.2f} s, {processor_time(server.pid):.2f} s of processor time")
        page.goto(base + "/runs")
        page.wait_for_function(DRAWN)
        print(f"     from the start of the server to its first chart: {time.time() - began:.2f} s, {processor_time(server.pid):.2f} s of processor time")
        page.context.close()
        return server

    server = start("without an index of the runs")
    server.terminate()
    server.wait()
    server = start("with an index")
    try:
        firsts = []
        for _ in range(5):
            page = page_of()
            page.goto(base + "/runs", wait_until="commit")
            page.wait_for_function(ROWS_THERE)
            usable = page.evaluate(NOW)
            page.wait_for_function(DRAWN)
            firsts.append((usable, page.evaluate(NOW)))
            if len(firsts) < 5:
                page.context.close()
        figure(f"first page of {RUNS} runs, its list", sorted(f[0] for f in firsts)[2], 1, "s")
        figure("first page, its chart", sorted(f[1] for f in firsts)[2], 1, "s")
        rest()

        AFTER = """async act => {
            const body = document.querySelector('#runs tbody');
            const began = performance.now();
            const changed = new Promise(done => new MutationObserver((_, o) => { o.disconnect(); done(); }).observe(body, {childList: true}));
            if (act.startsWith('sort')) [...document.querySelectorAll('#runs thead button')].find(b => b.textContent.startsWith(act.slice(5))).click();
            else { const [field, text] = act.split(' '); const input = document.getElementById(field); input.value = text; input.dispatchEvent(new Event('input')); }
            await changed;
            body.getBoundingClientRect();
            return performance.now() - began;
        }"""
        sorts = [page.evaluate(AFTER, f"sort {column}") for column in ["loss", "params", "name", "loss", "FLOP", "params", "status"]]
        figure("list sorted, from the click to the rows (median of 7)", sorted(sorts)[3], 100, "ms")
        filters = [page.evaluate(AFTER, act) for act in ["name 0001", "name 002", "where params>5K", "where loss<2.05", "name run-00", "where tokens>3K", "name 00"]]
        figure("list filtered, from the key to the rows (median of 7)", sorted(filters)[3], 100, "ms")
        page.context.close()

        names = long_runs()
        page = page_of()
        page.goto(base + "/runs?x=tokens&" + urllib.parse.urlencode({"run": names}, doseq=True), wait_until="commit")
        page.wait_for_function(DRAWN)
        page.wait_for_function(ROWS_THERE)
        print(f"     {LONG} curves of {ROWS} points drawn, first: {page.evaluate(NOW):.2f} s")
        page.reload(wait_until="commit")
        page.wait_for_function(DRAWN)
        print(f"     again: {page.evaluate(NOW):.2f} s")
        page.wait_for_timeout(2000)
        fps = page.evaluate("""async seconds => {
            const over = document.querySelector('#chart .u-over');
            const box = over.getBoundingClientRect();
            const send = (type, x, target) => target.dispatchEvent(new MouseEvent(type, {clientX: x, clientY: box.top + 50, shiftKey: true, button: 0, bubbles: true}));
            const middle = box.left + box.width / 2;
            send('mousedown', middle, over);
            const began = performance.now();
            const gaps = [];
            let last = began;
            for (let now = began; now < began + 1000 * seconds;) {
                send('mousemove', middle + 200 * Math.sin((now - began) / 300), window);
                now = await new Promise(requestAnimationFrame);
                gaps.push(now - last);
                last = now;
            }
            const elapsed = performance.now() - began;
            send('mouseup', middle, window);
            gaps.sort((a, b) => a - b);
            return {frames: +document.getElementById('chart').dataset.frames, elapsed, p95: gaps[Math.floor(gaps.length * 0.95)]};
        }""", 4)
        figure(f"{LONG} curves of {ROWS} points dragged", fps["frames"] / fps["elapsed"] * 1000, 50, "frames a second", at_least=True)
        print(f"     nineteen frames of twenty come within {fps['p95']:.1f} ms")
        page.context.close()

        page = page_of()
        page.goto(base + "/runs?run=live/run")
        page.wait_for_function(DRAWN)
        delays = []
        for step in range(2, 12):
            time.sleep(0.35)
            rows = page.evaluate("() => document.getElementById('chart').dataset.rows")
            written = time.time()
            write_live(step)
            page.wait_for_function("before => document.getElementById('chart').dataset.rows !== before", arg=rows, polling="raf")
            delays.append(time.time() - written)
        figure("a live run's row on the screen, the slowest of ten", max(delays), 1, "s")
        page.context.close()

        over = time.time() + 15

        def client(i):
            stream = urllib.request.urlopen(base + "/api/live")
            while time.time() < over:
                ask("/api/runs", limit=200, sort=["loss", "params", "updated"][i % 3])
                ask("/api/curves", run=names[10 * i:10 * i + 10], columns=1000, smooth=0.9)
                time.sleep(0.2)
            stream.close()

        clients = [threading.Thread(target=client, args=(i,)) for i in range(10)]
        for c in clients:
            c.start()
        resident = 0
        while any(c.is_alive() for c in clients):
            resident = max(resident, int(next(line for line in open(f"/proc/{server.pid}/status") if line.startswith("VmRSS")).split()[1]) / 1024)
            time.sleep(0.2)
        figure("resident memory with ten clients", resident, 512, "MiB")
        top = int(next(line for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM")).split()[1]) / 1024
        figure("greatest resident memory of the whole session", top, 512, "MiB")
    finally:
        server.terminate()
        server.wait()

    if not options.without_tensorboard:
        logs = options.store.with_name(options.store.name + "-events")
        if not logs.exists():
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.event_file_writer import EventFileWriter

            for i, name in enumerate(names):
                writer = EventFileWriter(str(logs / name.replace("/", "-")))
                for line in open(options.store / name / "metrics.jsonl"):
                    row = json.loads(line)
                    writer.add_event(Event(wall_time=1.7e9 + row["seconds"], step=row["step"], summary=Summary(value=[Summary.Value(tag="loss", simple_value=row["loss"])])))
                writer.close()
        only, of_them = pathlib.Path(tempfile.mkdtemp()), pathlib.Path(tempfile.mkdtemp())
        few = names[:40]
        for name in few:
            (only / name).parent.mkdir(exist_ok=True)
            (only / name).symlink_to((options.store / name).resolve())
            (of_them / name.replace("/", "-")).symlink_to((logs / name.replace("/", "-")).resolve())

        arrived = set()

        def watched():
            arrived.clear()
            page = page_of()
            page.on("requestfinished", lambda request: arrived.add(request.url.split("/")[-1]))
            return page

        def drawn(page, chart, values):
            page.wait_for_function(chart, polling=50)
            while values and values not in arrived:
                page.wait_for_timeout(10)

        def first_chart(command, url, chart, values=None):
            page = watched()
            began = time.time()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while not answers(url):
                    time.sleep(0.05)
                page.goto(url, wait_until="commit")
                drawn(page, chart, values)
                cold = time.time() - began
                page.context.close()
                page = watched()
                again = time.time()
                page.goto(url, wait_until="commit")
                drawn(page, chart, values)
                warm = time.time() - again
                page.context.close()
                return cold, warm
            finally:
                process.terminate()
                process.wait()

        # Their canvas is there, empty, seconds before the values: the chart counts from when both are, which is still before they are drawn.
        chart_of_theirs = """() => { const deep = root => [...root.querySelectorAll('*')].some(e => (e.tagName === 'CANVAS' && e.width > 50 && e.closest('line-chart, .chart-view, scalar-card-component, scalar-card'))
            || (e.tagName === 'path' && e.closest('line-chart') && (e.getAttribute('d') ?? '').length > 200) || (e.shadowRoot && deep(e.shadowRoot))); return deep(document); }"""
        port = options.port + 1
        theirs = first_chart([sys.executable, "-m", "tensorboard.main", "--logdir", str(of_them), "--port", str(port)], f"http://localhost:{port}/", chart_of_theirs, "timeSeries")
        ours = first_chart(options.loglog + ["serve", str(only), "--port", str(options.port)],
                           base + "/runs?" + urllib.parse.urlencode({"run": few}, doseq=True), DRAWN)
        print(f"     first chart of the same curves, server's start included: ours {ours[0]:.2f} s, TensorBoard's {theirs[0]:.2f} s; server running: ours {ours[1]:.2f} s, TensorBoard's {theirs[1]:.2f} s")
        figure("our time to the first chart as a share of TensorBoard's, server's start included", ours[0] / theirs[0], 0.2, "")
        figure("the same of a running server", ours[1] / theirs[1], 0.2, "")
        shutil.rmtree(only)
        shutil.rmtree(of_them)
    browser.close()
shutil.rmtree(os.environ["LOGLOG_CACHE"])
sys.exit(1 if missed else 0)
