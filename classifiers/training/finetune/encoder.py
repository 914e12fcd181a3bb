"""multilingual-e5-small as a torch module: float weights from the graph that classifiers/encoder/build.ts writes."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

WIDTH = 384
HEADS = 12
LAYERS = 12
# Matrices of a layer as the graph names them. Query, key and value are one matrix; the query carries 1/sqrt(d) already.
MATRICES = ("qkv", "ao", "fi", "fo")


class LowRank(nn.Module):
    """A linear layer whose matrix moves by a low-rank product only (Hu et al., LoRA, 2021)."""

    def __init__(self, base: nn.Linear, rank: int, scale: float = 2.0):
        super().__init__()
        self.base = base
        self.scale = scale
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def merged(self) -> torch.Tensor:
        return self.base.weight + self.scale * (self.b @ self.a).to(self.base.weight.dtype)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, self.merged(), self.base.bias)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.ao = nn.Linear(WIDTH, WIDTH)
        self.fi = nn.Linear(WIDTH, 4 * WIDTH)
        self.fo = nn.Linear(4 * WIDTH, WIDTH)
        self.aln = nn.LayerNorm(WIDTH, eps=1e-12)
        self.oln = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = 0.0

    def drop(self, x: torch.Tensor) -> torch.Tensor:
        return F.dropout(x, self.dropout, True) if self.training and self.dropout > 0 else x

    def forward(self, x: torch.Tensor, penalty: torch.Tensor) -> torch.Tensor:
        batch, tokens, _ = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU the fused attention's backward pass is several times slower in bfloat16.
        attention = torch.softmax(q @ k.transpose(-1, -2) + penalty, -1)
        context = (attention @ v).transpose(1, 2).reshape(batch, tokens, WIDTH)
        x = self.aln(self.drop(self.ao(context)) + x)
        return self.oln(self.drop(self.fo(F.gelu(self.fi(x)))) + x)


class Encoder(nn.Module):
    def __init__(self, graph: str):
        super().__init__()
        tensors = {one.name: numpy_helper.to_array(one) for one in onnx.load(graph).graph.initializer}
        self.register_buffer("words", torch.tensor(tensors["words"]))
        self.register_buffer("positions", torch.tensor(tensors["positions"]))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self._copy(self.norm.weight, tensors["emb.ln.w"])
        self._copy(self.norm.bias, tensors["emb.ln.b"])
        for i, layer in enumerate(self.layers):
            for name in MATRICES:
                graph_name = matrix_name(i, name)
                self._copy(getattr(layer, name).weight, tensors[f"{graph_name}.weight"].T)
                self._copy(getattr(layer, name).bias, tensors[f"{graph_name}.bias"])
            for name in ("aln", "oln"):
                self._copy(getattr(layer, name).weight, tensors[f"l{i}.{name}.w"])
                self._copy(getattr(layer, name).bias, tensors[f"l{i}.{name}.b"])

    @staticmethod
    def _copy(parameter: torch.Tensor, values) -> None:
        parameter.data.copy_(torch.tensor(values.copy()))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, trained_from: int, upto: int) -> list[torch.Tensor]:
        """Hidden states after the embeddings and after every layer up to `upto`. Layers below `trained_from` take no gradient."""
        with torch.no_grad():
            x = self.norm(self.words[ids] + self.positions[: ids.shape[1]])
            penalty = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(mask == 0, -1e4)[:, None, None, :]
            states = [x]
            for layer in self.layers[: min(trained_from, upto)]:
                x = layer(x, penalty)
                states.append(x)
        for layer in self.layers[trained_from:upto]:
            x = layer(x, penalty)
            states.append(x)
        return states


def matrix_name(layer: int, name: str) -> str:
    return f"layer{layer}.qkv" if name == "qkv" else f"l{layer}.{name}"
