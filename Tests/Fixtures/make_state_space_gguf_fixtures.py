"""Makes Tests/Fixtures/GGUF/mamba-tied.gguf and mamba2-grouped.gguf: the networks of Tests/Fixtures/Families of the same names,
which transformers made, in the form that llama.cpp's converter gives them.

Run with Python 3, numpy, safetensors, gguf 0.19 and llama-cpp-python:  python make_state_space_gguf_fixtures.py
The script lets llama.cpp read each file, and refuses one whose logits are not those that transformers gave (expected.json).
"""

import ctypes
import json
import pathlib

import gguf
import llama_cpp
import numpy as np
from safetensors.numpy import load_file

HERE = pathlib.Path(__file__).parent
# Kept: llama.cpp calls it as long as it runs.
SILENT = llama_cpp.llama_log_callback(lambda level, text, data: None)


def write(name, path):
    folder = HERE / "Families" / name
    configuration = json.loads((folder / "config.json").read_text())
    tensors = load_file(folder / "model.safetensors")
    kind = configuration["model_type"]
    width, layers = configuration["hidden_size"], configuration["num_hidden_layers"]
    channels = configuration["expand"] * width
    out = gguf.GGUFWriter(path, kind)
    out.add_context_length(2**20)
    out.add_embedding_length(width)
    out.add_feed_forward_length(0)
    out.add_head_count(0)
    out.add_block_count(layers)
    out.add_ssm_conv_kernel(configuration["conv_kernel"])
    out.add_ssm_inner_size(channels)
    out.add_ssm_state_size(configuration["state_size"])
    out.add_layer_norm_rms_eps(configuration["layer_norm_epsilon"])
    if kind == "mamba":
        out.add_ssm_time_step_rank(configuration["time_step_rank"])
        out.add_ssm_dt_b_c_rms(False)
    else:
        out.add_ssm_time_step_rank(configuration["num_heads"])
        out.add_ssm_group_count(configuration["n_groups"])
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_tokenizer_model("none")
    out.add_vocab_size(configuration["vocab_size"])
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.MAMBA if kind == "mamba" else gguf.MODEL_ARCH.MAMBA2, layers)
    for source, data in tensors.items():
        if source == "lm_head.weight" and configuration["tie_word_embeddings"]:
            continue
        target = names.get_name(source.replace("dt_bias", "dt_proj.bias"), try_suffixes=(".weight", ".bias"))
        assert target, source
        data = data.astype(np.float32)
        if source.endswith("A_log"):
            data = -np.exp(data)
        if source.endswith("conv1d.weight"):
            data = data.squeeze(1)
        if kind == "mamba2" and source.endswith((".A_log", ".D")):
            data = data.reshape(-1, 1)
        if kind == "mamba2" and source.endswith("mixer.norm.weight"):
            data = data.reshape(configuration["n_groups"], -1)
        out.add_tensor(target, np.ascontiguousarray(data))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    return json.loads((folder / "expected.json").read_text())


def check(path, expected):
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
    assert model, path
    for ids, logits in zip(expected["ids"], expected["logits"]):
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = 64
        context = llama_cpp.llama_init_from_model(model, settings)
        count, size = len(ids), len(logits[0])
        batch = llama_cpp.llama_batch_init(count, 0, 1)
        batch.n_tokens = count
        for place, token in enumerate(ids):
            batch.token[place], batch.pos[place], batch.n_seq_id[place] = token, place, 1
            batch.seq_id[place][0], batch.logits[place] = 0, 1
        assert llama_cpp.llama_decode(context, batch) == 0
        pointer = ctypes.cast(llama_cpp.llama_get_logits(context), ctypes.POINTER(ctypes.c_float))
        found = np.ctypeslib.as_array(pointer, (count, size))
        worst = np.abs(found - np.array(logits)).max()
        print(path.name, "greatest difference of llama.cpp's logits from transformers'", worst)
        assert worst < 1e-4


def main():
    llama_cpp.llama_log_set(SILENT, None)
    for name in ["mamba-tied", "mamba2-grouped"]:
        path = HERE / "GGUF" / f"{name}.gguf"
        check(path, write(name, path))


main()
