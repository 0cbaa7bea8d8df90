"""The same training in PyTorch at its best: scaled_dot_product_attention, fused AdamW, compiled or not, in float32 or autocast
to bfloat16, on random tokens.

python3 train_torch.py ARCH WIDTH LAYERS CONTEXT BATCH THREADS WAY... makes a model for each WAY (eager-float32, compiled-float32,
eager-bfloat16, compiled-bfloat16), trains a few steps with each, and greets with a line of JSON. Then each line of its input,
"WAY SECONDS", is answered by one of JSON: tokens of the median step, its seconds, and its seconds of processor time.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY = 256
WARM_STEPS = 4


class Attention(nn.Module):
    def __init__(self, width, head, context, rotary):
        super().__init__()
        self.heads, self.head = width // head, head
        self.qkv = nn.Linear(width, 3 * width, bias=not rotary)
        self.out = nn.Linear(width, width, bias=not rotary)
        self.rotary = rotary
        angles = torch.outer(torch.arange(context), 10000 ** (-torch.arange(0, head, 2) / head))
        self.register_buffer("cos", torch.cat([angles.cos(), angles.cos()], -1))
        self.register_buffer("sin", torch.cat([angles.sin(), angles.sin()], -1))

    def turn(self, x):
        half = self.head // 2
        return x * self.cos + torch.cat([-x[..., half:], x[..., :half]], -1) * self.sin

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (p.view(b, t, self.heads, self.head).transpose(1, 2) for p in self.qkv(x).split(d, 2))
        if self.rotary:
            q, k = self.turn(q), self.turn(k)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).reshape(b, t, d))


class Gelu(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(F.gelu(self.up(x), approximate="tanh"))


class SwiGlu(nn.Module):
    def __init__(self, width):
        super().__init__()
        inner = (width * 8 // 3 + 31) // 32 * 32
        self.gate_up = nn.Linear(width, 2 * inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, x):
        gate, up = self.gate_up(x).chunk(2, -1)
        return self.down(F.silu(gate) * up)


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.rms_norm(x, x.shape[-1:], self.gain, 1e-5)


class Block(nn.Module):
    def __init__(self, arch, width, head, context):
        super().__init__()
        llama = arch == "llama"
        norm = RmsNorm if llama else nn.LayerNorm
        self.norm1, self.norm2 = norm(width), norm(width)
        self.attention = Attention(width, head, context, llama)
        self.feed_forward = SwiGlu(width) if llama else Gelu(width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.feed_forward(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, arch, width, layers, context):
        super().__init__()
        head = 16 if width < 128 else 32
        self.embedding = nn.Embedding(VOCABULARY, width)
        self.positions = None if arch == "llama" else nn.Parameter(torch.randn(context, width) * 0.02)
        self.blocks = nn.Sequential(*(Block(arch, width, head, context) for _ in range(layers)))
        self.norm = RmsNorm(width) if arch == "llama" else nn.LayerNorm(width)

    def forward(self, tokens):
        x = self.embedding(tokens)
        if self.positions is not None:
            x = x + self.positions
        return self.norm(self.blocks(x)) @ self.embedding.weight.T


class Training:
    def __init__(self, way, arch, width, layers, context, batch):
        self.compiled, precision = way.split("-")[0] == "compiled", way.split("-")[1]
        self.autocast = precision == "bfloat16"
        torch.manual_seed(1)
        self.model = Transformer(arch, width, layers, context)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
        self.tokens = torch.randint(VOCABULARY, (batch, context + 1))
        self.count = batch * context
        self.loss_of = torch.compile(self.loss) if self.compiled else self.loss

    def loss(self, inputs, targets):
        logits = self.model(inputs)
        return F.cross_entropy(logits.reshape(-1, VOCABULARY).float(), targets.reshape(-1))

    def step(self):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.autocast):
            loss = self.loss_of(self.tokens[:, :-1], self.tokens[:, 1:])
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def measure(self, seconds):
        durations, processor = [], []
        start = time.perf_counter()
        while time.perf_counter() - start < seconds or len(durations) < 3:
            before, before_processor = time.perf_counter(), time.process_time()
            self.step()
            durations.append(time.perf_counter() - before)
            processor.append(time.process_time() - before_processor)
        return {"tokens": self.count, "seconds": statistics.median(durations),
                "processor_seconds": statistics.median(processor)}


def main():
    arch = sys.argv[1]
    width, layers, context, batch, threads = map(int, sys.argv[2:7])
    torch.set_num_threads(threads)
    trainings = {way: Training(way, arch, width, layers, context, batch) for way in sys.argv[7:]}
    losses = {way: [training.step() for _ in range(WARM_STEPS)][-1] for way, training in trainings.items()}
    print(json.dumps({"torch": torch.__version__, "losses": losses}), flush=True)
    for line in sys.stdin:
        way, seconds = line.split()
        print(json.dumps(trainings[way].measure(float(seconds))), flush=True)


main()
