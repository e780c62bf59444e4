"""Makes sampling/transforms.json: logits before and after the processors of the `transformers` package.

    make_sampling_fixtures.py          (needs torch and transformers; made with transformers 5)

Each case has settings under the names that Continuo codes them with, a prompt, what was generated, the logits, and the
expected logits (null where a token is forbidden). The order is that of `GenerationMixin._get_logits_processor`.
"""

import json
import pathlib

import numpy
import torch
from transformers.generation import logits_process as process

here = pathlib.Path(__file__).parent / "sampling"
here.mkdir(exist_ok=True)
random = numpy.random.default_rng(7)

chains = [
    {"temperature": 0.7},
    {"top_k": 5},
    {"top_k": 100},
    {"top_p": 0.9},
    {"top_p": 0.3},
    {"min_p": 0.2},
    {"typical_p": 0.2},
    {"typical_p": 0.9},
    {"epsilon_cutoff": 0.05},
    {"eta_cutoff": 0.1},
    {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.8},
    {"no_repeat_ngram_size": 2},
    {"no_repeat_ngram_size": 1},
    {"temperature": 1.5, "top_k": 12, "top_p": 0.8, "min_p": 0.05},
    {"repetition_penalty": 1.2, "no_repeat_ngram_size": 2, "temperature": 0.6, "top_k": 15, "top_p": 0.95,
     "min_p": 0.01, "typical_p": 0.9, "epsilon_cutoff": 0.02, "eta_cutoff": 0.05},
]
makers = {
    "repetition_penalty": process.RepetitionPenaltyLogitsProcessor,
    "no_repeat_ngram_size": process.NoRepeatNGramLogitsProcessor,
    "temperature": process.TemperatureLogitsWarper,
    "top_k": process.TopKLogitsWarper,
    "top_p": process.TopPLogitsWarper,
    "min_p": process.MinPLogitsWarper,
    "typical_p": process.TypicalLogitsWarper,
    "epsilon_cutoff": process.EpsilonLogitsWarper,
    "eta_cutoff": lambda value: process.EtaLogitsWarper(value, device="cpu"),
}
cases = []
for settings in chains:
    for scale in (0.5, 3.0):
        logits = [round(float(x), 4) for x in random.normal(size=24) * scale]
        if "top_p" not in settings:  # which of two equal tokens top-p keeps is not specified
            logits[9] = logits[4]
        prompt = [int(x) for x in random.integers(0, 24, 6)]
        generated = [int(x) for x in random.integers(0, 24, 5)] + prompt[:2] + prompt[:1]
        scores = torch.tensor([logits])
        for name, make in makers.items():
            if name in settings:
                scores = make(settings[name])(torch.tensor([prompt + generated]), scores)
        after = [None if x == float("-inf") else x for x in scores[0].tolist()]
        cases.append(dict(settings=settings, prompt=prompt, generated=generated, logits=logits, expected=after))
(here / "transforms.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
