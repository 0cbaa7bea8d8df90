#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# Of a mixture of experts with output_router_logits, the Trainer divides the cross-entropy by the tokens of all micro-batches of a step, but
# adds the router's balancing loss of each micro-batch whole. gradient_accumulation_steps multiplies its coefficient, in the gradient and in the
# logged loss, so that the same batch in more pieces trains another model. eval_loss has the balancing loss in it as well, and is no cross-entropy.
# Seen, coefficient 0.02, 8 sequences a step, learning rate 0: logged 4.206, 4.246, 4.326, 4.487 in 1, 2, 4, 8 pieces; cross-entropy
# 4.166; eval_loss 4.206.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import MixtralConfig, MixtralForCausalLM, Trainer, TrainingArguments, set_seed

T, VOCABULARY, COEFFICIENT = 16, 64, 0.02
x = torch.randint(0, VOCABULARY, (8, T), generator=torch.Generator().manual_seed(1))
rows = [{"input_ids": row, "labels": row} for row in x]
for pieces in (1, 2, 4, 8):
    set_seed(0)
    model = MixtralForCausalLM(MixtralConfig(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
        num_local_experts=4, num_experts_per_tok=2, output_router_logits=True, router_aux_loss_coef=COEFFICIENT))
    args = TrainingArguments("out", max_steps=1, per_device_train_batch_size=8 // pieces, gradient_accumulation_steps=pieces, logging_steps=1,
                             report_to=[], use_cpu=True, disable_tqdm=True, save_strategy="no", learning_rate=0.0, per_device_eval_batch_size=8)
    trainer = Trainer(model, args, train_dataset=rows, eval_dataset=rows)
    trainer.train()
    logged, evaluated = trainer.state.log_history[0]["loss"], trainer.evaluate()["eval_loss"]
    with torch.no_grad():
        output = model(x, labels=x)
        entropy = torch.nn.functional.cross_entropy(output.logits[:, :-1].reshape(-1, VOCABULARY), x[:, 1:].reshape(-1)).item()
    balance = COEFFICIENT * output.aux_loss.item()
    print(f"{pieces} pieces: logged {logged:.4f}, eval_loss {evaluated:.4f}, cross-entropy {entropy:.4f}, balancing loss {balance:.4f}")
    assert abs(logged - entropy - pieces * balance) < 0.005
    assert abs(evaluated - entropy - balance) < 1e-4
PYTHON
