"""
A bag of character n-grams and words, hashed, with one linear layer: what words alone say. A trial (trials.ts); not served.

    python lexical.py --rows rows.jsonl --texts texts.jsonl --out outputs.bin
"""

import argparse
import json
import re
import zlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

BUCKETS = 2**20


def grams(text: str) -> list[int]:
    text = text.lower()
    words = re.findall(r"\w+", text)
    parts = [f"w {word}" for word in words] + [f"p {a} {b}" for a, b in zip(words, words[1:])]
    for size in (1, 2, 3, 4, 5):
        parts += [f"c {text[i : i + size]}" for i in range(len(text) - size + 1)]
    return [zlib.crc32(part.encode()) % BUCKETS for part in sorted(set(parts))]


class Bags(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.EmbeddingBag(BUCKETS, 1, mode="sum", sparse=False)
        nn.init.zeros_(self.weights.weight)
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, bags: list[list[int]]) -> torch.Tensor:
        flat = torch.tensor([one for bag in bags for one in bag])
        starts = torch.tensor([0, *np.cumsum([len(bag) for bag in bags])[:-1]])
        scale = torch.tensor([1 / max(1, len(bag)) ** 0.5 for bag in bags])
        return self.weights(flat, starts).squeeze(1) * scale + self.bias


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("rows", "texts", "out"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    lines = lambda path: [json.loads(line) for line in open(path, encoding="utf8") if line.strip()]  # noqa: E731
    rows = lines(options.rows)
    bags = [grams(row["text"]) for row in rows]
    truth = torch.tensor([float(row["violating"]) for row in rows])
    weights = torch.tensor([row["weight"] for row in rows])
    torch.manual_seed(1)
    model = Bags()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(8):
        for batch in torch.randperm(len(rows)).split(256):
            out = model([bags[i] for i in batch])
            loss = (F.binary_cross_entropy_with_logits(out, truth[batch], reduction="none") * weights[batch]).mean()
            optimiser.zero_grad()
            (loss + 1e-4 * model.weights.weight.square().sum() / len(batch)).backward()
            optimiser.step()
    with torch.no_grad():
        model([grams(row["text"]) for row in lines(options.texts)]).numpy().astype("<f4").tofile(options.out)


if __name__ == "__main__":
    main()
