"""Writes Tests/Fixtures/Tokenisers/subwords.json: small tokenisers of every kind with the ids and texts that the reference packages
give for hostile text.

Usage: python Tests/Fixtures/make_subword_fixtures.py      (needs: pip install tokenizers sentencepiece transformers)

The kinds are those of Benchmarks/tokenisers/vocabularies.py, trained on a few kilobytes. Run it after make_tokeniser_fixtures.py, whose
manifest it extends.
"""

import base64
import json
import pathlib
import sys
import tempfile

import sentencepiece
import tokenizers
from tokenizers import Tokenizer, models

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Benchmarks" / "tokenisers"))

import hostile  # noqa: E402
import vocabularies  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent / "Tokenisers"
RULES = "41\t61\nFB01\t66 69\nE9\t65\n65 301\t65\n3000\t20\n9\t20\nA\t20\nAD\t\n"
REAL = (
    "In the beginning God created the heaven and the earth. And the earth was without form, and void; and darkness was upon "
    "the face of the deep. And the Spirit of God moved upon the face of the waters. And God said, Let there be light: and there "
    "was light. And God saw the light, that it was good: and God divided the light from the darkness. "
)


def sentence_piece(folder, name, options):
    """The bytes of a small model with a small character map."""
    options = dict(options)
    rules = folder / "rules.tsv"
    rules.write_text(RULES)
    if options.pop("normalization_rule_name", None) != "identity":
        options["normalization_rule_tsv"] = str(rules)
    else:
        options["normalization_rule_name"] = "identity"
    size = 420 if options.get("byte_fallback") else 160
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"), model_prefix=str(folder / name), vocab_size=size, minloglevel=2,
        character_coverage=1.0, hard_vocab_limit=False, **options,
    )  # fmt: skip
    return (folder / f"{name}.model").read_bytes()


def main():
    texts = [text[:250] for text in hostile.documents(150_000, seed=41, real=REAL * 3)][:14]
    texts += ["", " ", "\n", "  a  b ", "<s>God</s>", "▁a ▁", "naïve ＡＢＣ ﬁ", "Don't 1234567 x²"]
    plain = (REAL * 12).replace(". ", ".\n") + "naïve é ﬁ ж 本 語 the 123 456\n" * 4
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "text.txt").write_text(plain)
        for kind, options in vocabularies.SENTENCEPIECE.items():
            data = sentence_piece(folder, kind, options)
            model = sentencepiece.SentencePieceProcessor(model_proto=data)
            broken = hostile.broken(texts[:4])
            found.append(
                dict(
                    name=kind, model=base64.b64encode(data).decode(), ids=[model.encode(text) for text in texts],
                    texts=[model.decode(model.encode(text)) for text in texts],
                    broken=[[base64.b64encode(text).decode(), model.encode(text)] for text in broken],
                )
            )  # fmt: skip
        character_map = vocabularies.piece_model(folder / "sp-unigram.model").normalizer_spec.precompiled_charsmap
    for kind, (tokeniser, trainer) in vocabularies.trained(character_map).items():
        trainer.vocab_size = 400 if isinstance(tokeniser.model, models.BPE) else 160
        tokeniser.train_from_iterator(plain.splitlines(), trainer)
        vocabularies.added(tokeniser)
        contents = json.loads(tokeniser.to_str())
        if kind == "llama2":
            contents["pre_tokenizer"] = None
        tokeniser = Tokenizer.from_str(json.dumps(contents))
        ids = [tokeniser.encode(text, add_special_tokens=False).ids for text in texts]
        found.append(dict(name=kind, json=contents, ids=ids, texts=[tokeniser.decode(one) for one in ids]))
    target = FOLDER / "subwords.json"
    fixture = dict(inputs=texts, kinds=found)
    target.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    manifest["subwords.json"] = {
        "made_by": "Tests/Fixtures/make_subword_fixtures.py",
        "reference": f"tokenizers {tokenizers.__version__}, sentencepiece {sentencepiece.__version__}",
        "contents": "small tokenisers of every kind, the reference's ids of hostile texts and the texts of these ids",
        "bytes": target.stat().st_size,
    }
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print({entry["name"]: sum(map(len, entry["ids"])) for entry in found}, target.stat().st_size)


if __name__ == "__main__":
    main()
