"""The encoder as one would run it in Python: torch, 32-bit floats, mean over the last layer. Prints seconds as JSON."""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "classifiers" / "training" / "finetune"))

import torch  # noqa: E402
from encoder import LAYERS, Encoder  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

graph, tokenizer_file, texts_file, batch = sys.argv[1:5]
encoder = Encoder(graph).eval()
tokenizer = Tokenizer.from_file(tokenizer_file)
tokenizer.enable_truncation(256)
tokenizer.enable_padding()


def embed(texts: list[str]) -> torch.Tensor:
    encodings = tokenizer.encode_batch(["query: " + text for text in texts])
    ids = torch.tensor([one.ids for one in encodings])
    mask = torch.tensor([one.attention_mask for one in encodings])
    with torch.no_grad():
        states = encoder(ids, mask, LAYERS, LAYERS)[-1]
        weights = mask[:, :, None].to(states.dtype)
        return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)


texts = json.loads(Path(texts_file).read_text(encoding="utf8"))
size = int(batch)
embed(texts[:size])
start = time.perf_counter()
for at in range(0, len(texts), size):
    embed(texts[at : at + size])
print(json.dumps({"seconds": time.perf_counter() - start, "threads": torch.get_num_threads()}))
