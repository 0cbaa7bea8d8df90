"""What the scripts of this folder share: processes that stay up and measure in turn, so that all see the same machine."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def class_path():
    out = ROOT / "models" / "target" / "bench-class-path"
    subprocess.run(
        ["mvn", "-q", "-B", "-pl", "models", "-am", "compile", "-Dloglog.build", "dependency:build-classpath",
         f"-Dmdep.outputFile={out}"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # The last of the rooms to write it is models, which knows the others.
    return os.pathsep.join([str(ROOT / "models" / "target" / "classes"), out.read_text().strip()])


def java(path, program, *arguments):
    """The command that runs a program of bench/peers in a JVM as the launcher starts it for training."""
    # The JDK that the launcher found; the one on the path may be older.
    found = ROOT / "target" / "launch" / "current" / "java-home"
    home = os.environ.get("JAVA_HOME") or (found.read_text().strip() if found.exists() else None)
    binary = os.path.join(home, "bin", "java") if home else "java"
    return [binary, "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC",
            "-Xmn64m", "-cp", path, str(ROOT / "bench" / "peers" / program), *map(str, arguments)]


def python(program, *arguments):
    """The command that runs a program of bench/peers in the Python that PEER_PYTHON names."""
    return [os.environ.get("PEER_PYTHON", "python3"), str(ROOT / "bench" / "peers" / program), *map(str, arguments)]


class Peer:
    """A process that measures when it is sent a line, and answers with a line of JSON."""

    def __init__(self, command, greets=False, environment=None):
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.greeting = json.loads(self.line()) if greets else None

    def line(self):
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{' '.join(map(str, self.command[:2]))} ... ended with status {self.process.wait()}")
        return answer

    def ask(self, what):
        """Tokens per second, by the clock and of a second of processor time."""
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.line())
        return answer["tokens"] / answer["seconds"], answer["tokens"] / max(answer["processor_seconds"], 1e-9)

    def end(self):
        self.process.stdin.close()
        self.process.wait()
