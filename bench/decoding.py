"""Decoding beside llama.cpp: tokens of a second of processor time, one thread, greedy from nothing, each row's peers in turn."""

import pathlib
import statistics
import subprocess
import tempfile

from turns import ROOT, Peer, java

# Width, layers, heads, tokens.
SHAPES = [(256, 6, 8, 400), (256, 6, 4, 400), (512, 8, 8, 400)]
TYPES = ["f32", "bf16", "q8_0", "q4_0", "tq2_0"]
TEXT = "Mr President, the elephant voted."


def compiled(node, folder):
    """llama.cpp's peer, from node-llama-cpp's library and the headers of the source that it was built from; None without."""
    library = next(node.glob("node_modules/@node-llama-cpp/linux-x64/bins/*/libllama.v*.so"), None)
    bundle = node / "node_modules/node-llama-cpp/llama/gitRelease.bundle"
    if library is None or not bundle.exists():
        print(f"{node}: found no node-llama-cpp for Linux on x86-64, expected npm install node-llama-cpp; Loglog alone")
        return None
    source = folder / "llama.cpp"
    subprocess.run(["git", "clone", "-q", "--depth", "1", str(bundle), str(source)], check=True, capture_output=True)
    program = folder / "decode_llama"
    subprocess.run(
        ["gcc", "-O2", "-o", program, ROOT / "bench/peers/decode_llama.c", f"-I{source}/include", f"-I{source}/ggml/include",
         library, *library.parent.glob("libggml.v*.so"), library.parent / "libggml-base.so", "-lm",
         f"-Wl,-rpath,{library.parent}", f"-Wl,-rpath-link,{library.parent}"], check=True)
    return program, library.parent


def measure(path, rounds, node):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        peer = compiled(node, folder) if node else None
        for shape in SHAPES:
            models = folder / "x".join(map(str, shape))
            models.mkdir()
            loglog = Peer(java(path, "DecodeSpeed.java", models, *shape, TEXT), greets=True)
            print("{} x {}, {} heads of {}, {} tokens, one thread: tokens of a processor second".format(
                *shape[:3], shape[0] // shape[2], shape[3]))
            for kind in TYPES:
                ours, theirs = [], []
                file = f"{kind}.gguf"
                line = f"  {kind:6}"
                other = None
                if peer:
                    other = Peer([peer[0], models / file, str(shape[3]), "1", TEXT, peer[1]], greets=True)
                    other.ask("warm")
                for _ in range(rounds):
                    ours.append(loglog.ask(file)[1])
                    if other:
                        theirs.append(other.ask("go")[1])
                line += f" loglog {statistics.median(ours):6.0f}"
                if other:
                    ratios = [a / b for a, b in zip(ours, theirs)]
                    bits = loglog.greeting["bits"][kind] - other.greeting["bits"]
                    line += " llama.cpp {:6.0f} ratio {:.2f} ({:.2f} to {:.2f}); bits of a text differ by {:.4f} of {:.1f}".format(
                        statistics.median(theirs), statistics.median(ratios), min(ratios), max(ratios), bits,
                        other.greeting["bits"])
                    other.end()
                print(line, flush=True)
            loglog.end()
