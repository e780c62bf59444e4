"""Makes Tests/Fixtures/Encoders: tiny random encoders and encoder-decoders written by transformers, with what they give.

Run with Python 3, torch and transformers:  python make_encoder_fixtures.py
The directories hold random weights of a fixed seed. `expected.json` has, for encoders, `ids`, `segments` and `lengths` of padded
rows, the last `hidden` states and (where there is a head) `logits`; for encoder-decoders `source`, `lengths`, `target`, the
encoder's `hidden` states, the `logits` of the target, and what greedy and beam search write from the first source. `buckets.json`
has the relative position buckets of the offsets -300 ... 300, `byt5.json` texts with the ids of ByT5's tokeniser.
"""

import json
import pathlib
import shutil

import torch
import transformers
from transformers.models.t5.modeling_t5 import T5Attention

HERE = pathlib.Path(__file__).parent / "Encoders"
VOCABULARY = 40

BERT = dict(
    vocab_size=VOCABULARY,
    hidden_size=12,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=20,
    max_position_embeddings=16,
)
DISTILBERT = dict(vocab_size=VOCABULARY, dim=12, n_layers=2, n_heads=3, hidden_dim=20, max_position_embeddings=16)
T5 = dict(
    d_model=12,
    d_kv=5,
    d_ff=20,
    num_layers=3,
    num_decoder_layers=2,
    num_heads=3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=12,
    decoder_start_token_id=0,
)
TEXTS = ["", "A cat.", " two  spaces\n", "naïve – 東京 🙂", "<extra_id_0> x <extra_id_124></s> y", "<pad>a</s>", "\x00\x7f"]


def randomise(model):
    """Far from the initial values, so that no part (gain, bias, position) is without effect."""
    torch.manual_seed(7)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return model.eval()


def rounded(tensor):
    def walk(value):
        return [walk(part) for part in value] if isinstance(value, list) else round(value, 6)

    return walk(tensor.tolist())


def write(path, value):
    path.write_text(json.dumps(value, separators=(",", ":"), ensure_ascii=True) + "\n")


def padded_rows(length, short):
    ids = torch.randint(0, VOCABULARY, (2, length))
    mask = torch.ones(2, length, dtype=torch.long)
    mask[1, short:] = 0
    return ids, mask


def make_encoder(name, model, has_segments):
    folder = HERE / name
    randomise(model).save_pretrained(folder)
    ids, mask = padded_rows(13, 8)
    inputs = dict(input_ids=ids, attention_mask=mask, output_hidden_states=True)
    segments = torch.zeros_like(ids)
    if has_segments:
        segments[:, 5:] = 1
        inputs["token_type_ids"] = segments
    with torch.no_grad():
        output = model(**inputs)
    expected = dict(
        ids=ids.tolist(), segments=segments.tolist(), lengths=[13, 8], hidden=rounded(output.hidden_states[-1])
    )
    if "logits" in output:
        expected["logits"] = rounded(output.logits)
    write(folder / "expected.json", expected)


def make_t5(name, config, untied):
    folder = HERE / name
    model = transformers.T5ForConditionalGeneration(config)
    if untied:
        # As the checkpoints of T5 1.1 have it; transformers 5 ties networks that it makes itself.
        model.lm_head.weight = torch.nn.Parameter(torch.randn(config.vocab_size, config.d_model) * 0.2)
    model = randomise(model)
    model.save_pretrained(folder)
    source, mask = padded_rows(13, 8)
    target = torch.randint(0, VOCABULARY, (2, 11))
    with torch.no_grad():
        output = model(input_ids=source, attention_mask=mask, decoder_input_ids=target)
        written = {
            method: model.generate(source[:1], max_new_tokens=8, min_new_tokens=8, do_sample=False, num_beams=beams)[0, 1:]
            for method, beams in [("greedy", 1), ("beam", 3)]
        }
    write(
        folder / "expected.json",
        dict(
            source=source.tolist(),
            lengths=[13, 8],
            target=target.tolist(),
            hidden=rounded(output.encoder_last_hidden_state),
            logits=rounded(output.logits),
            **{method: ids.tolist() for method, ids in written.items()},
        ),
    )
    return folder


def make_buckets():
    offsets = torch.arange(-300, 301)
    tables = []
    for count, distance in [(32, 128), (8, 12), (16, 100)]:
        for bidirectional in [True, False]:
            table = T5Attention._relative_position_bucket(offsets, bidirectional, count, distance)
            tables.append(dict(count=count, distance=distance, bidirectional=bidirectional, buckets=table.tolist()))
    write(HERE / "buckets.json", tables)


def make_byt5(folder):
    tokeniser = transformers.ByT5Tokenizer()
    tokeniser.save_pretrained(folder)
    write(
        HERE / "byt5.json",
        [
            dict(text=text, ids=tokeniser(text).input_ids, size=len(tokeniser), decoded=tokeniser.decode(tokeniser(text).input_ids))
            for text in TEXTS
        ],
    )


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    make_encoder("bert-masked", transformers.BertForMaskedLM(transformers.BertConfig(**BERT)), True)
    make_encoder("bert-bare", transformers.BertModel(transformers.BertConfig(**BERT)), True)
    make_encoder("distilbert-masked", transformers.DistilBertForMaskedLM(transformers.DistilBertConfig(**DISTILBERT)), False)
    make_t5("t5-relu-tied", transformers.T5Config(vocab_size=VOCABULARY, **T5), False)
    gated = transformers.T5Config(vocab_size=384, feed_forward_proj="gated-gelu", tie_word_embeddings=False, **T5)
    make_byt5(make_t5("byt5-gated-untied", gated, True))
    make_buckets()
