"""Trainer states and configurations by the classes of transformers 5.17.0: python3 make_hf.py transformers"""
import os, sys
from transformers.trainer_callback import TrainerState
from transformers import LlamaConfig, GPT2Config
out = sys.argv[1]
def loss(step): return 2.0 + 8.0 / (step + 1) ** 0.5
def state(steps, total, ended, tokens=0, nan=False):
    s = TrainerState(epoch=steps / 100, global_step=steps, max_steps=total, logging_steps=10, eval_steps=20, save_steps=20,
        train_batch_size=8, num_train_epochs=1, num_input_tokens_seen=tokens * steps, total_flos=6 * 48000 * 512 * steps)
    for i in range(10, steps + 1, 10):
        e = {"loss": round(loss(i), 4) if not (nan and i > 20) else float("nan"), "grad_norm": 1.25, "learning_rate": 1e-3 * (1 - i / total), "epoch": i / 100, "step": i}
        if tokens: e["num_input_tokens_seen"] = tokens * i
        s.log_history.append(e)
        if i % 20 == 0:
            s.log_history.append({"eval_loss": loss(i) + 0.05, "eval_runtime": 1.5, "eval_samples_per_second": 10.0, "eval_steps_per_second": 2.0, "epoch": i / 100, "step": i})
    if ended:
        s.log_history.append({"train_runtime": 12.5, "train_samples_per_second": 30.0, "train_steps_per_second": 4.0, "total_flos": s.total_flos, "train_loss": 3.3, "epoch": steps / 100, "step": steps})
    return s
def save(s, folder, config):
    os.makedirs(folder, exist_ok=True)
    s.save_to_json(folder + "/trainer_state.json")
    config.save_pretrained(folder)
llama = LlamaConfig(vocab_size=256, hidden_size=32, intermediate_size=96, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=64, tie_word_embeddings=True)
save(state(20, 60, False), out + "/llama/checkpoint-20", llama)
save(state(40, 60, False), out + "/llama/checkpoint-40", llama)
save(state(60, 60, True, tokens=512), out + "/gpt2", GPT2Config(vocab_size=256, n_embd=32, n_layer=2, n_head=2, n_positions=64))
os.makedirs(out + "/nan", exist_ok=True)
state(40, 60, False, nan=True).save_to_json(out + "/nan/trainer_state.json")
