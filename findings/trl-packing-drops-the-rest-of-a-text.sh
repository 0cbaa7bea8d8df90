#!/usr/bin/env bash
# trl 1.13.0, transformers 5.18.0, accelerate 1.15.0, datasets 5.0.1, torch 2.13.0.
# A guess: packing puts texts one after the other and cuts the stream into rows, so that every token is trained on. SFTConfig(packing=True) packs
# by "bfd", which first cuts each text at max_length and throws the rest away. Of long documents most is not trained on, and tokens of the
# corpus and tokens of the run are two numbers. "wrapped" and "bfd_split" keep all.
# Seen, 16 texts of 51 tokens, max_length 20: 320 tokens of 816 with packing=True alone, 816 with either of the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 datasets==5.0.1 trl==1.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

words = ["<pad>", "<eos>"] + list("abcdefgh")
raw = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<pad>"))
raw.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
texts = Dataset.from_list([{"text": " ".join("abcdefgh"[i % 8] for i in range(50))}] * 16)
config = LlamaConfig(vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, pad_token_id=0,
                     bos_token_id=1, eos_token_id=1)


def tokens(**options):
    args = SFTConfig(output_dir="out", report_to=[], use_cpu=True, bf16=False, gradient_checkpointing=False, packing=True, max_length=20, **options)
    trainer = SFTTrainer(model=LlamaForCausalLM(config), args=args, train_dataset=texts, processing_class=tokenizer)
    return sum(len(row["input_ids"]) for row in trainer.train_dataset)


seen = {"default": tokens(), "bfd": tokens(packing_strategy="bfd"), "wrapped": tokens(packing_strategy="wrapped"),
        "bfd_split": tokens(packing_strategy="bfd_split")}
print("tokens in the packed rows:", seen, "of", 16 * 51)
assert seen == {"default": 320, "bfd": 320, "wrapped": 816, "bfd_split": 816}, seen
PYTHON
