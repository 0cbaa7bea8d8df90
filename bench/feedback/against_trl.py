#!/usr/bin/env python3
"""Losses and gradients of tune's methods beside trl's own, on the same tensors.

bench/feedback/against_trl.py

Run it with a Python that has torch and trl (1.13); Loglog has to be built (./loglog --version builds it). trl's loss functions are called as
they are, on trainers without data: DPO's, the reward trainer's, and GRPO's with the normalizations grpo, bnpo, dr_grpo and dapo, clipped
on both sides, with KL. Ends with status 1 where a loss or a gradient differs by more than 1e-6.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import torch
import trl
from trl import DPOTrainer, GRPOTrainer, RewardTrainer

ROOT = Path(__file__).resolve().parents[2]
BETA, KL_BETA, LOW, HIGH, LONGEST, GROUP = 0.3, 0.04, 0.2, 0.28, 9, 4
worst = 0.0


def loglog(tensors):
    build = ROOT / "target" / "launch" / "current"
    java = Path((build / "java-home").read_text().strip()) / "bin" / "java"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(tensors, file)
        file.flush()
        out = subprocess.run(
            [java, "-cp", f"{build}/lib/*", ROOT / "bench" / "peers" / "FeedbackLosses.java", file.name],
            check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(out.stdout)


def compare(name, found, expected):
    global worst
    difference = max(abs(a - b) for a, b in zip(found, expected, strict=True))
    worst = max(worst, difference)
    print(f"{name:<28} {len(expected):>3} numbers, largest difference {difference:.1e}")


def trainer(**known):
    """A trainer without data: what its loss does not read is anything."""
    it = MagicMock()
    it.model.training = True
    for name, value in known.items():
        setattr(it, name, value)
    it.accelerator.device = torch.device("cpu")
    it.accelerator.gather.side_effect = it.accelerator.gather_for_metrics.side_effect = lambda x: x
    it.accelerator.num_processes = 1
    return it


def main():
    torch.manual_seed(1)
    torch.set_default_dtype(torch.float64)
    pairs, length, vocabulary = 5, 6, 7
    ids = torch.randint(vocabulary, (2 * pairs, length))
    mask = torch.ones_like(ids)
    mask[:, :2] = 0
    mask[3, 5] = 0
    logits = torch.randn(2 * pairs, length, vocabulary, requires_grad=True)

    def answers(of):
        each = of[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
        return (each * mask[:, 1:]).sum(1)

    reference = answers(torch.randn(2 * pairs, length, vocabulary)).detach()
    logs = answers(logits)
    n = GROUP * 3
    now = (-torch.rand(n, LONGEST)).requires_grad_()
    sampled, still = now.detach() + 0.3 * torch.randn(n, LONGEST), now.detach() + 0.3 * torch.randn(n, LONGEST)
    lengths = torch.randint(1, LONGEST + 1, (n,))
    tokens = (torch.arange(LONGEST)[None] < lengths[:, None]).long()
    rewards = torch.randint(3, (n,)).double()

    def rows(of):
        return [row[:k].tolist() for row, k in zip(of.detach(), lengths)]

    own = loglog({
        "beta": BETA, "chosen": logs[:pairs].tolist(), "rejected": logs[pairs:].tolist(),
        "reference_chosen": reference[:pairs].tolist(), "reference_rejected": reference[pairs:].tolist(),
        "group": {"rewards": rewards.tolist(), "size": GROUP, "clip_low": LOW, "clip_high": HIGH, "beta": KL_BETA,
                  "longest": LONGEST, "now": rows(now), "sampled": rows(sampled), "reference": rows(still)}})
    print(f"trl {trl.__version__}, torch {torch.__version__}")

    it = trainer(beta=BETA, loss_types=["sigmoid"], loss_weights=[1.0], ld_alpha=None, precompute_ref_logps=True,
                 f_divergence_type="reverse_kl", aux_loss_enabled=False, use_weighting=False, label_smoothing=0.0)
    loss = DPOTrainer._compute_loss(
        it, lambda **_: SimpleNamespace(logits=logits),
        {"input_ids": ids, "attention_mask": torch.ones_like(ids), "completion_mask": mask,
         "ref_chosen_logps": reference[:pairs], "ref_rejected_logps": reference[pairs:]}, False)
    compare("dpo, loss", [own["sigmoid"]["loss"]], [loss.item()])
    expected, = torch.autograd.grad(loss, logits, retain_graph=True)
    slopes = torch.tensor(own["sigmoid"]["slopes"])
    found, = torch.autograd.grad((torch.cat([slopes, -slopes]) * logs).sum(), logits, retain_graph=True)
    compare("dpo, gradient of logits", found.flatten().tolist(), expected.flatten().tolist())

    scores = logs.detach().clone().requires_grad_()
    it = trainer(args=SimpleNamespace(center_rewards_coefficient=None), _tp_size=1, _total_train_tokens=0)
    loss = RewardTrainer.compute_loss(
        it, lambda **_: SimpleNamespace(logits=scores[:, None]), {"attention_mask": torch.ones_like(ids)})
    compare("reward model, loss", [own["reward"]["loss"]], [loss.item()])
    expected, = torch.autograd.grad(loss, scores)
    compare("reward model, gradient", own["reward"]["slopes"] + [-s for s in own["reward"]["slopes"]], expected.tolist())

    grouped = rewards.view(-1, GROUP)
    advantages = ((grouped - grouped.mean(1, keepdim=True)) / (grouped.std(1, keepdim=True) + 1e-4)).flatten()
    compare("advantages", own["advantages"], advantages.tolist())
    for kind in ("grpo", "bnpo", "dr_grpo", "dapo"):
        it = trainer(
            beta=KL_BETA, loss_type=kind, epsilon_low=LOW, epsilon_high=HIGH, importance_sampling_level="token",
            top_entropy_quantile=1.0, off_policy_mask_threshold=None, use_vllm=False, aux_loss_enabled=False,
            max_completion_length=LONGEST, current_gradient_accumulation_steps=1, _entropy_bonus_enabled=False,
            args=SimpleNamespace(use_bias_correction_kl=False, delta=None, steps_per_generation=1),
            _get_per_token_logps_and_entropies=lambda *_, **__: (now, torch.zeros_like(now), None))
        loss = GRPOTrainer._compute_loss(it, it.model, {
            "prompt_ids": torch.zeros(n, 1), "prompt_mask": torch.ones(n, 1), "completion_ids": torch.zeros(n, LONGEST),
            "completion_mask": tokens, "advantages": advantages, "old_per_token_logps": sampled,
            "ref_per_token_logps": still, "num_items_in_batch": tokens.sum()})
        compare(f"{kind}, loss", [own[kind]["loss"]], [loss.item()])
        expected, = torch.autograd.grad(loss, now)
        compare(f"{kind}, gradient", own[kind]["slopes"], expected[tokens.bool()].tolist())
    sys.exit(worst > 1e-6)


if __name__ == "__main__":
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    main()
