"""The same training in PyTorch, written plainly: forward, backward, clipping and AdamW in float32 on random tokens.

python3 train_torch.py ARCH WIDTH LAYERS CONTEXT BATCH SECONDS THREADS prints the median tokens per second, and per second
of processor time, which a busy machine disturbs less, as one JSON object.
"""

import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY = 256


class Attention(nn.Module):
    def __init__(self, width, head, context, rotary):
        super().__init__()
        self.heads, self.head = width // head, head
        self.qkv = nn.Linear(width, 3 * width, bias=not rotary)
        self.out = nn.Linear(width, width, bias=not rotary)
        self.register_buffer("mask", torch.tril(torch.ones(context, context)) == 0)
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
        scores = (q @ k.transpose(2, 3)) / math.sqrt(self.head)
        p = scores.masked_fill(self.mask, float("-inf")).softmax(-1)
        return self.out((p @ v).transpose(1, 2).reshape(b, t, d))


class Gelu(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(F.gelu(self.up(x), approximate="tanh"))


class SwiGlu(nn.Module):
    def __init__(self, width):
        super().__init__()
        inner = (width * 8 // 3 + 15) // 16 * 16
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
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.gain


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


def main():
    arch = sys.argv[1]
    width, layers, context, batch = map(int, sys.argv[2:6])
    seconds, threads = float(sys.argv[6]), int(sys.argv[7])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = Transformer(arch, width, layers, context)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1)
    tokens = torch.randint(VOCABULARY, (batch, context + 1))
    durations, processor = [], []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds or len(durations) < 3:
        before, before_processor = time.perf_counter(), time.process_time()
        logits = model(tokens[:, :-1])
        loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), tokens[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        durations.append(time.perf_counter() - before)
        processor.append(time.process_time() - before_processor)

    def rate(times):
        return batch * context / statistics.median(times[len(times) // 3 :])

    print(json.dumps({"tokens_per_second": rate(durations), "tokens_per_processor_second": rate(processor)}))


main()
