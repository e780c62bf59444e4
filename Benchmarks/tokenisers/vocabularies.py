"""The tokenisers that are compared: converted from GGUF files, or trained here with every normaliser and model.

Each goes into a folder of its own, as `tokenizer.json` or `tokenizer.model`.
"""

import collections
import json
import pathlib
import sys

import sentencepiece
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
GPT4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEEPSEEK = [
    r"\p{N}{1,3}",
    "[一-龥\u3040-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
]


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


def byte_level(prefix=False, pattern=True):
    return pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=pattern)


def sequence(*steps):
    return pre_tokenizers.Sequence(list(steps))


def byte_level_bpe(pre_tokenizer, normalizer=None, **model):
    tokeniser = Tokenizer(models.BPE(**model))
    tokeniser.pre_tokenizer, tokeniser.decoder = pre_tokenizer, decoders.ByteLevel()
    if normalizer:
        tokeniser.normalizer = normalizer
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    return tokeniser, trainers.BpeTrainer(
        vocab_size=4000, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )


def character_bpe(pre_tokenizer, decoder, normalizer=None, options=(), **model):
    tokeniser = Tokenizer(models.BPE(unk_token="<unk>", **model))
    tokeniser.pre_tokenizer, tokeniser.decoder = pre_tokenizer, decoder
    if normalizer:
        tokeniser.normalizer = normalizer
    return tokeniser, trainers.BpeTrainer(
        vocab_size=4000, special_tokens=["<unk>", "<s>", "</s>"], limit_alphabet=600, show_progress=False, **dict(options)
    )


def unigram(normalizer, pre_tokenizer):
    tokeniser = Tokenizer(models.Unigram())
    if normalizer:
        tokeniser.normalizer = normalizer
    tokeniser.pre_tokenizer, tokeniser.decoder = pre_tokenizer, decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    return tokeniser, trainers.UnigramTrainer(
        vocab_size=6000, special_tokens=special, unk_token="<unk>", show_progress=False
    )


def word_piece(normalizer, pre_tokenizer):
    tokeniser = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokeniser.normalizer, tokeniser.pre_tokenizer = normalizer, pre_tokenizer
    tokeniser.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return tokeniser, trainers.WordPieceTrainer(
        vocab_size=4000, special_tokens=special, limit_alphabet=800, show_progress=False
    )


def whole_words(pre_tokenizer, normalizer):
    tokeniser = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokeniser.pre_tokenizer, tokeniser.normalizer = pre_tokenizer, normalizer
    return tokeniser, trainers.WordLevelTrainer(vocab_size=3000, special_tokens=["[UNK]"], show_progress=False)


def trained(character_map):
    """Untrained tokenisers of the `tokenizers` package, with their trainers, by name."""
    bert = normalizers.BertNormalizer
    form = {name: getattr(normalizers, name)() for name in ("NFC", "NFD", "NFKC", "NFKD")}
    t5 = normalizers.Sequence([normalizers.Precompiled(character_map), normalizers.Replace(Regex(" {2,}"), " ")])
    llama = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    sentence = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    lower = normalizers.Sequence([form["NFKC"], normalizers.Lowercase(), normalizers.StripAccents()])
    return {
        "gpt2": byte_level_bpe(byte_level()),
        "gpt2-prefix": byte_level_bpe(byte_level(prefix=True)),
        "smollm": byte_level_bpe(sequence(pre_tokenizers.Digits(individual_digits=True), byte_level())),
        "llama3": byte_level_bpe(
            sequence(split(GPT4 % "{1,3}"), byte_level(pattern=False)), ignore_merges=True
        ),
        "qwen2": byte_level_bpe(sequence(split(GPT4 % ""), byte_level(pattern=False)), form["NFC"]),
        "gpt4o": byte_level_bpe(sequence(split(GPT4O), byte_level(pattern=False))),
        "deepseek": byte_level_bpe(sequence(*map(split, DEEPSEEK), byte_level(pattern=False))),
        "llama2": character_bpe(pre_tokenizers.Split("▁", "merged_with_next"), sentence, llama, fuse_unk=True),
        "metaspace": character_bpe(pre_tokenizers.Metaspace(), decoders.Metaspace()),
        "word-ends": character_bpe(
            pre_tokenizers.Whitespace(), decoders.BPEDecoder("</w>"), lower,
            options=[("end_of_word_suffix", "</w>")], end_of_word_suffix="</w>",
        ),
        "word-beginnings": character_bpe(
            pre_tokenizers.WhitespaceSplit(), decoders.WordPiece("##"), form["NFD"],
            options=[("continuing_subword_prefix", "##")], continuing_subword_prefix="##",
        ),
        "t5": unigram(t5, pre_tokenizers.Metaspace()),
        "unigram-nfkc": unigram(form["NFKC"], pre_tokenizers.Metaspace(prepend_scheme="first")),
        "unigram-words": unigram(
            normalizers.Sequence([normalizers.Nmt(), form["NFKD"], normalizers.Strip()]),
            sequence(pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()),
        ),
        "bert-uncased": word_piece(bert(), pre_tokenizers.BertPreTokenizer()),
        "bert-cased": word_piece(bert(lowercase=False, strip_accents=False), pre_tokenizers.BertPreTokenizer()),
        "bert-accents": word_piece(
            bert(lowercase=True, strip_accents=False, handle_chinese_chars=False, clean_text=False),
            sequence(pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("merged_with_previous")),
        ),
        "whole-words": whole_words(
            sequence(pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.Whitespace()), form["NFKD"]
        ),
        "delimiters": whole_words(
            sequence(pre_tokenizers.CharDelimiterSplit(" "), split(r"\d+|[\p{Lu}&&[^A-F]]", "merged_with_next")),
            normalizers.Lowercase(),
        ),
    }  # fmt: skip


SENTENCEPIECE = {
    "sp-unigram": dict(model_type="unigram"),
    "sp-unigram-bytes": dict(model_type="unigram", byte_fallback=True, normalization_rule_name="identity"),
    "sp-unigram-user": dict(model_type="unigram", user_defined_symbols=["God", "<sep>", "of the", "界界"]),
    "sp-unigram-suffix": dict(model_type="unigram", treat_whitespace_as_suffix=True),
    "sp-bpe": dict(model_type="bpe", normalization_rule_name="nmt_nfkc_cf"),
    "sp-bpe-llama": dict(
        model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False
    ),
    "sp-bpe-user": dict(
        model_type="bpe", byte_fallback=True, user_defined_symbols=["God", "<sep>", "\n", "界界"], add_dummy_prefix=False
    ),
    "sp-char": dict(model_type="char"),
    "sp-word": dict(model_type="word"),
}


def added(tokeniser):
    """Some added tokens with each of the flags."""
    from tokenizers import AddedToken

    tokeniser.add_tokens(
        [
            AddedToken("new york", normalized=True), AddedToken("<w>", single_word=True, normalized=False),
            AddedToken("Å", normalized=True), AddedToken("the LORD", normalized=False, single_word=True),
        ]
    )  # fmt: skip
    tokeniser.add_special_tokens(
        [
            AddedToken("<mask>", lstrip=True, normalized=False, special=True),
            AddedToken("<r>", rstrip=True, normalized=False, special=True),
        ]
    )


def train_all(folder, texts):
    """Trains what is not there yet; gives the names."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "training.txt"
    if not lines.exists():
        clean = ("".join(text.split("\0")) for text in texts)
        lines.write_text("\n".join(line for text in clean for line in text.splitlines() if line.strip())[:3_000_000])
    for name, options in SENTENCEPIECE.items():
        target = folder / name
        if not (target / "tokenizer.model").exists():
            target.mkdir(exist_ok=True)
            options = dict(vocab_size=10000, hard_vocab_limit=False, character_coverage=0.98) | options
            sentencepiece.SentencePieceTrainer.train(
                input=str(lines), model_prefix=str(target / "tokenizer"), minloglevel=2, max_sentence_length=20000, **options
            )
    character_map = piece_model(folder / "sp-unigram" / "tokenizer.model").normalizer_spec.precompiled_charsmap
    text = lines.read_text().splitlines()
    # The trainer of unigrams wants every character in the vocabulary.
    common = {c for c, _ in collections.Counter("".join(text)).most_common(1500)}
    simple = ["".join(c for c in line if c in common and c not in "<>") for line in text]
    names = list(SENTENCEPIECE)
    for name, (tokeniser, trainer) in trained(character_map).items():
        names.append(name)
        target = folder / name / "tokenizer.json"
        if target.exists():
            continue
        target.parent.mkdir(exist_ok=True)
        tokeniser.train_from_iterator(simple if isinstance(tokeniser.model, models.Unigram) else text, trainer)
        added(tokeniser)
        if name == "llama2":
            # Words were for training only: the model sees a text as one.
            tokeniser = Tokenizer.from_str(json.dumps(json.loads(tokeniser.to_str()) | dict(pre_tokenizer=None)))
        if name == "t5":
            tokeniser.post_processor = processors.TemplateProcessing("$A </s>", "$A </s> $B </s>", [("</s>", 1)])
        tokeniser.save(str(target))
    return names


def piece_model(path=None):
    from transformers.utils import sentencepiece_model_pb2_new as proto

    model = proto.ModelProto()
    if path:
        model.ParseFromString(pathlib.Path(path).read_bytes())
    return model


def from_gguf(path, folder, name):
    """Converts the vocabulary of a GGUF file to what the reference packages read."""
    import gguf

    fields = gguf.GGUFReader(path).fields

    def value(key):
        field = fields.get(f"tokenizer.ggml.{key}")
        return None if field is None else field.contents()

    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    tokens, kinds = value("tokens"), value("token_type")
    if value("model") == "gpt2":
        vocabulary = {token: id for id, token in enumerate(tokens)}
        special = [(id, tokens[id]) for id, kind in enumerate(kinds) if kind in (3, 4)]
        tokeniser = json.loads(byte_level_bpe(sequence(pre_tokenizers.Digits(True), byte_level()))[0].to_str())
        tokeniser["model"] |= dict(vocab=vocabulary, merges=[merge.split(" ") for merge in value("merges")])
        tokeniser["added_tokens"] = [
            dict(id=id, content=text, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
            for id, text in special
        ]
        (target / "tokenizer.json").write_text(json.dumps(tokeniser, ensure_ascii=False))
        return [name]
    scores = value("scores")
    model = piece_model()
    for token, score, kind in zip(tokens, scores, kinds):
        piece = model.pieces.add()
        piece.piece, piece.score, piece.type = token, score, int(kind)
    spec = model.trainer_spec
    spec.model_type, spec.byte_fallback = 2, True
    spec.unk_id, spec.bos_id, spec.eos_id, spec.pad_id = 3, 2, 1, 0
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = bool(value("add_space_prefix") is not False)
    model.normalizer_spec.remove_extra_whitespaces = False
    (target / "tokenizer.model").write_bytes(model.SerializeToString())
    target = folder / f"{name}-json"
    target.mkdir(exist_ok=True)
    (target / "tokenizer.json").write_text(json.dumps(gemma(tokens, scores, kinds), ensure_ascii=False))
    return [name, f"{name}-json"]


def gemma(tokens, scores, kinds):
    """`tokenizer.json` as Gemma's: merges are all pairs of pieces that together are one."""
    ids = {token: id for id, token in enumerate(tokens)}
    merges = []
    for id, token in enumerate(tokens):
        if kinds[id] != 1:
            continue
        local = [
            (ids[token[:cut]], ids[token[cut:]]) for cut in range(1, len(token)) if token[:cut] in ids and token[cut:] in ids
        ]
        merges += [(-scores[id], pair) for pair in sorted(local)]
    merges.sort(key=lambda merge: merge[0])
    tokeniser = json.loads(character_bpe(None, None, normalizers.Replace(" ", "▁"), fuse_unk=True)[0].to_str())
    tokeniser["model"] |= dict(
        vocab=ids, merges=[[tokens[left], tokens[right]] for _, (left, right) in merges], byte_fallback=True,
    )  # fmt: skip
    tokeniser["pre_tokenizer"] = dict(
        type="Split", pattern=dict(String=" "), behavior="MergedWithPrevious", invert=False
    )
    tokeniser["decoder"] = dict(
        type="Sequence",
        decoders=[
            dict(type="Replace", pattern=dict(String="▁"), content=" "), dict(type="ByteFallback"), dict(type="Fuse"),
        ],
    )  # fmt: skip
    tokeniser["added_tokens"] = [
        dict(
            id=id, content=token, single_word=False, lstrip=False, rstrip=False, normalized=False, special=kinds[id] != 4
        )
        for id, token in enumerate(tokens)
        if kinds[id] in (2, 3, 4)
    ]
    return tokeniser


if __name__ == "__main__":
    sys.exit("this is a module of compare.py")
