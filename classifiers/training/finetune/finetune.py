"""
Fits encoder layers and a head to labelled texts. Reads rows and one configuration, writes float tensors. Called by
classifiers/training/train.ts; measures nothing itself: the figures are made in TypeScript, with the encoder that is served.

    python finetune.py --rows rows.jsonl --texts texts.jsonl --graph model.onnx --tokenizer tokenizer.json --config config.json --out DIR

rows.jsonl: {"text", "lang", "violating", "categories", "context", "weight"}, and where a teacher is given "teacher": its
outputs. texts.jsonl: {"text"}; the outputs for them go to DIR/outputs.bin (floats, [texts, OUTPUTS]). The run goes on from
DIR/checkpoint.pt where one of the same configuration is. --start names folders of finished runs whose mean it begins with.
"""

import argparse
import json
import math
import os
import random
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F

from encoder import LAYERS, MATRICES, WIDTH, Encoder, LowRank, matrix_name
from text_noise import IdentitySwap, everyday, without_marks

CATEGORIES = ("threat", "instruction", "incitement", "solicitation", "recruitment", "glorification")
CONTEXTS = ("news", "research", "counter_speech", "art", "figurative", "political", "identity", "other")
OUTPUTS = 1 + len(CATEGORIES) + len(CONTEXTS)
CONTEXT_AT = 1 + len(CATEGORIES)
PREFIX = "query: "

DEFAULTS = {
    "seed": 1,
    "trained_layers": 6,  # the last ones; 0 leaves the encoder as it is
    "rank": 0,  # above 0: low-rank changes only
    "head_layers": [8, 10, 12],
    "hidden": 64,
    "tasks": True,  # categories and context beside `violating`
    "epochs": 5,
    "batch": 32,
    "rate": 5e-5,
    "rate_decay": 0.9,  # per layer, downwards
    "head_rate": 1e-3,
    "weight_decay": 0.05,
    "dropout": 0.1,
    "head_dropout": 0.3,
    "task_loss": 0.3,
    "noise": 0.3,  # share of texts with everyday noise
    "joined": 0.1,  # share of texts that get an everyday text, often of another language, before or after them
    "identity": 0.5,  # share of texts whose identity terms are exchanged
    "teacher": 0.0,  # share of the loss that follows the teacher's outputs (Hinton et al., Distilling the Knowledge, 2015)
    "max_tokens": 192,
}


class Head(nn.Module):
    """One hidden layer over the unit-length means of some layers: the form of classifiers/model/head.ts."""

    def __init__(self, layers: list[int], hidden: int, dropout: float):
        super().__init__()
        self.layers = layers
        self.dropout = dropout
        self.norm = nn.BatchNorm1d(WIDTH * len(layers), affine=False)
        self.first = nn.Linear(WIDTH * len(layers), hidden)
        self.second = nn.Linear(hidden, OUTPUTS)

    def features(self, states: list[torch.Tensor], mask: torch.Tensor) -> torch.Tensor:
        weights = (mask / mask.sum(1, keepdim=True))[:, None, :].float()
        return torch.cat([F.normalize((weights @ states[i].float()).squeeze(1), dim=-1) for i in self.layers], -1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        hidden = F.relu(self.first(self.norm(features)))
        return self.second(F.dropout(hidden, self.dropout, self.training))

    def folded(self) -> list[np.ndarray]:
        """[w1, b1, w2, b2] that take features as they are."""
        if isinstance(self.norm, nn.Identity):
            return [t.detach().numpy().astype(np.float32) for t in (self.first.weight, self.first.bias, self.second.weight.T, self.second.bias)]
        scale = 1 / torch.sqrt(self.norm.running_var + self.norm.eps)
        w1 = self.first.weight * scale
        b1 = self.first.bias - w1 @ self.norm.running_mean
        w2 = self.second.weight.T  # [hidden, OUTPUTS]
        return [t.detach().numpy().astype(np.float32) for t in (w1, b1, w2, self.second.bias)]


def pad(sequences: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    # Few shapes: a product of a shape not met before is compiled first, which takes longer than the product.
    longest = -(-max(map(len, sequences)) // 16) * 16
    ids = torch.ones(len(sequences), longest, dtype=torch.long)
    mask = torch.zeros(len(sequences), longest)
    for i, sequence in enumerate(sequences):
        ids[i, : len(sequence)] = torch.tensor(sequence)
        mask[i, : len(sequence)] = 1
    return ids, mask


def batches(lengths: np.ndarray, size: int, rng: random.Random) -> list[np.ndarray]:
    """Shuffled batches of texts of like length."""
    order = np.array(rng.sample(range(len(lengths)), len(lengths)))
    out = []
    for start in range(0, len(order), size * 16):
        chunk = order[start : start + size * 16]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        out += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(out)
    return [one for one in out if len(one) == size]  # the rest of an epoch is left out, another one each time


class Run:
    def __init__(self, rows: list[dict], graph: str, tokenizer: str, config: dict, terms: dict[str, list[str]]):
        self.config = config
        self.rng = random.Random(config["seed"])
        self.tokenizer = Tokenizer.from_file(tokenizer)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(config["max_tokens"])
        self.rows = rows
        self.swap = IdentitySwap(terms)
        self.fillers = [r["text"] for r in self.rows if not r["violating"] and r["context"] == "other" and len(r["text"]) < 200]
        self.targets = torch.zeros(len(self.rows), OUTPUTS)
        for i, row in enumerate(self.rows):
            self.targets[i, 0] = float(row["violating"])
            for category in row["categories"]:
                self.targets[i, 1 + CATEGORIES.index(category)] = 1
            self.targets[i, CONTEXT_AT + CONTEXTS.index(row["context"])] = 1
        self.weights = torch.tensor([row["weight"] for row in self.rows])
        if config["teacher"] > 0:
            taught = torch.tensor([row["teacher"] for row in self.rows])
            contexts = torch.softmax(taught[:, CONTEXT_AT:], -1)
            soft = torch.cat([torch.sigmoid(taught[:, :CONTEXT_AT]), contexts], 1)
            self.targets = (1 - config["teacher"]) * self.targets + config["teacher"] * soft
        self.lengths = np.array([len(ids) for ids in self.ids([row["text"] for row in self.rows])])
        # bfloat16 in the products, float in the copies that the optimiser moves.
        self.encoder = Encoder(graph).to(torch.bfloat16)
        # One beginning for all seeds, so that their results may be averaged (Wortsman et al., Model soups, 2022).
        torch.manual_seed(0)
        self.head = Head(config["head_layers"], config["hidden"], config["head_dropout"])
        torch.manual_seed(config["seed"])
        self.first_trained = LAYERS - config["trained_layers"]
        self.upto = max(config["head_layers"])
        for parameter in self.encoder.parameters():
            parameter.requires_grad_(False)
        self.pairs: list[tuple[torch.Tensor, torch.Tensor]] = []
        groups = []
        for i in range(self.first_trained, self.upto):
            layer = self.encoder.layers[i]
            layer.dropout = config["dropout"]
            if config["rank"] > 0:
                for name in MATRICES:
                    setattr(layer, name, LowRank(getattr(layer, name), config["rank"]).to(torch.bfloat16))
                trained = [p for name in MATRICES for p in (getattr(layer, name).a, getattr(layer, name).b)]
            else:
                trained = list(layer.parameters())
            masters = [p.detach().float().clone() for p in trained]
            for parameter in trained:
                parameter.requires_grad_(True)
            self.pairs += list(zip(trained, masters))
            rate = config["rate"] * config["rate_decay"] ** (self.upto - 1 - i)
            groups.append({"params": masters, "lr": rate, "weight_decay": config["weight_decay"]})
        groups.append({"params": list(self.head.parameters()), "lr": config["head_rate"], "weight_decay": 0.01})
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.base_rates = [group["lr"] for group in self.optimiser.param_groups]

    def ids(self, texts: list[str]) -> list[list[int]]:
        return [one.ids for one in self.tokenizer.encode_batch([PREFIX + text for text in texts])]

    def varied(self, row: dict) -> str:
        config, rng = self.config, self.rng
        text = without_marks(row["text"], rng)
        if rng.random() < config["identity"]:
            text = self.swap(text, row["lang"], rng)
        if rng.random() < config["noise"]:
            text = everyday(text, rng)
        if rng.random() < config["joined"]:
            filler = rng.choice(self.fillers)
            text = f"{filler} {text}" if rng.random() < 0.5 else f"{text} {filler}"
        return text

    def logits(self, texts: list[str]) -> torch.Tensor:
        ids, mask = pad(self.ids(texts))
        states = self.encoder(ids, mask, self.first_trained, self.upto)
        return self.head(self.head.features(states, mask))

    def loss(self, out: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        loss = F.binary_cross_entropy_with_logits(out[:, 0], targets[:, 0], reduction="none")
        if self.config["tasks"]:
            categories = F.binary_cross_entropy_with_logits(out[:, 1:CONTEXT_AT], targets[:, 1:CONTEXT_AT], reduction="none")
            context = F.cross_entropy(out[:, CONTEXT_AT:], targets[:, CONTEXT_AT:], reduction="none")
            loss = loss + self.config["task_loss"] * (categories.sum(1) + context)
        return loss

    def fit(self, checkpoint: str) -> None:
        config = self.config
        per_epoch = len(batches(self.lengths, config["batch"], random.Random(0)))
        steps = per_epoch * config["epochs"]
        step, first_epoch, started = 0, 0, time.time()
        if os.path.exists(checkpoint):
            kept = torch.load(checkpoint, weights_only=False)
            first_epoch, step = kept["epoch"] + 1, kept["step"]
            self.load(kept)
            print(f"goes on after epoch {kept['epoch']}", flush=True)
        for epoch in range(first_epoch, config["epochs"]):
            self.encoder.train()
            self.head.train()
            total = 0.0
            for batch in batches(self.lengths, config["batch"], self.rng):
                warm = min(1.0, (step + 1) / (0.1 * steps))
                factor = warm * 0.5 * (1 + math.cos(math.pi * max(0.0, step / steps - 0.1) / 0.9))
                step += 1
                for group, base in zip(self.optimiser.param_groups, self.base_rates):
                    group["lr"] = base * factor
                out = self.logits([self.varied(self.rows[i]) for i in batch])
                loss = (self.loss(out, self.targets[batch]) * self.weights[batch]).mean()
                loss.backward()
                total += loss.item()
                for parameter, master in self.pairs:
                    master.grad = parameter.grad.float() if parameter.grad is not None else None
                    parameter.grad = None
                nn.utils.clip_grad_norm_([m for _, m in self.pairs if m.grad is not None], 1.0)
                self.optimiser.step()
                self.optimiser.zero_grad()
                with torch.no_grad():
                    for parameter, master in self.pairs:
                        parameter.copy_(master)
                if step % 100 == 0:
                    print(f"step {step}/{steps} {time.time() - started:.0f} s", flush=True)
            print(f"epoch {epoch + 1}/{config['epochs']} loss {total / per_epoch:.3f} {time.time() - started:.0f} s", flush=True)
            torch.save(self.state(epoch, step), f"{checkpoint}.part")
            os.replace(f"{checkpoint}.part", checkpoint)

    def start(self, folders: list[str]) -> None:
        """Begins with the mean of what finished runs learned."""
        runs = [read_tensors(folder) for folder in folders]
        values = {name: torch.tensor(np.mean([run[name] for run in runs], axis=0)) for name in runs[0]}
        masters = {id(parameter): master for parameter, master in self.pairs}
        with torch.no_grad():
            for i in range(self.first_trained, self.upto):
                layer = self.encoder.layers[i]
                named = [(getattr(layer, name), f"{matrix_name(i, name)}.weight", f"{matrix_name(i, name)}.bias") for name in MATRICES]
                named += [(getattr(layer, name), f"l{i}.{name}.w", f"l{i}.{name}.b") for name in ("aln", "oln")]
                for module, weight, bias in named:
                    matrix = values[weight].T if values[weight].dim() == 2 else values[weight]
                    for parameter, own in ((module.weight, matrix), (module.bias, values[bias])):
                        parameter.copy_(own)
                        masters[id(parameter)].copy_(own)
            # The normalisation was folded into the weights: from here on it does nothing.
            self.head.norm = nn.Identity()
            self.head.first.weight.copy_(values["head.w1"])
            self.head.first.bias.copy_(values["head.b1"])
            self.head.second.weight.copy_(values["head.w2"].T)
            self.head.second.bias.copy_(values["head.b2"])

    @torch.no_grad()
    def outputs(self, texts: list[str]) -> np.ndarray:
        self.encoder.eval()
        self.head.eval()
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = np.zeros((len(texts), OUTPUTS), dtype="<f4")
        for at in range(0, len(order), 32):
            chunk = order[at : at + 32]
            out[chunk] = self.logits([texts[i] for i in chunk]).numpy()
        return out

    def state(self, epoch: int, step: int) -> dict:
        return {
            "epoch": epoch,
            "step": step,
            "masters": [master for _, master in self.pairs],
            "head": self.head.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "rng": self.rng.getstate(),
            "torch": torch.get_rng_state(),
        }

    def load(self, kept: dict) -> None:
        with torch.no_grad():
            for (parameter, master), values in zip(self.pairs, kept["masters"]):
                master.copy_(values)
                parameter.copy_(values)
        self.head.load_state_dict(kept["head"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.rng.setstate(kept["rng"])
        torch.set_rng_state(kept["torch"])

    @torch.no_grad()
    def tensors(self) -> dict[str, np.ndarray]:
        """The trained layers as the graph names them (matrices [inputs, outputs]), then the head."""
        out: dict[str, np.ndarray] = {}
        masters = {id(parameter): master for parameter, master in self.pairs}
        value = lambda p: masters.get(id(p), p).float()  # noqa: E731
        for i in range(self.first_trained, self.upto):
            layer = self.encoder.layers[i]
            for name in MATRICES:
                module = getattr(layer, name)
                low = isinstance(module, LowRank)
                matrix = module.base.weight.float() + module.scale * value(module.b) @ value(module.a) if low else value(module.weight)
                bias = module.base.bias.float() if low else value(module.bias)
                out[f"{matrix_name(i, name)}.weight"] = matrix.T.contiguous().numpy()
                out[f"{matrix_name(i, name)}.bias"] = bias.numpy()
            for name in ("aln", "oln"):
                out[f"l{i}.{name}.w"] = value(getattr(layer, name).weight).numpy()
                out[f"l{i}.{name}.b"] = value(getattr(layer, name).bias).numpy()
        for name, values in zip(("head.w1", "head.b1", "head.w2", "head.b2"), self.head.folded()):
            out[name] = values
        return out


def write_tensors(tensors: dict[str, np.ndarray], folder: str) -> None:
    """tensors.bin: little-endian floats one after another; tensors.json: where each begins and its shape."""
    index, at = {}, 0
    with open(os.path.join(folder, "tensors.bin"), "wb") as file:
        for name, values in tensors.items():
            flat = np.ascontiguousarray(values, dtype="<f4")
            file.write(flat.tobytes())
            index[name] = {"start": at, "shape": list(flat.shape)}
            at += flat.size
    with open(os.path.join(folder, "tensors.json"), "w", encoding="utf8") as file:
        json.dump(index, file)


def read_tensors(folder: str) -> dict[str, np.ndarray]:
    flat = np.fromfile(os.path.join(folder, "tensors.bin"), dtype="<f4")
    with open(os.path.join(folder, "tensors.json"), encoding="utf8") as file:
        index = json.load(file)
    return {name: flat[at["start"] : at["start"] + math.prod(at["shape"])].reshape(at["shape"]) for name, at in index.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("rows", "texts", "graph", "tokenizer", "config", "terms", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--start", nargs="*", default=[])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with open(options.rows, encoding="utf8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    with open(options.config, encoding="utf8") as file:
        given = json.load(file)
    with open(options.terms, encoding="utf8") as file:
        terms = json.load(file)
    unknown = set(given) - set(DEFAULTS)
    if unknown:
        raise SystemExit(f"Unknown settings: {', '.join(sorted(unknown))}")
    os.makedirs(options.out, exist_ok=True)
    run = Run(rows, options.graph, options.tokenizer, DEFAULTS | given, terms)
    if options.start:
        run.start(options.start)
    run.fit(os.path.join(options.out, "checkpoint.pt"))
    with open(options.texts, encoding="utf8") as file:
        texts = [json.loads(line)["text"] for line in file if line.strip()]
    run.outputs(texts).tofile(os.path.join(options.out, "outputs.bin"))
    write_tensors(run.tensors(), options.out)


if __name__ == "__main__":
    main()
