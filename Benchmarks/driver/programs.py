"""Running the two programs: the same environment for both, their peak memory, their one line of JSON."""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from driver.definitions import CACHE, DOCUMENTS, MODELS, ROOT, TOKENISER

THREADS = 2
THREAD_VARIABLES = ("CONTINUO_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
PEERS = ROOT / "Benchmarks" / "peers"
PACKAGE = ROOT / "Benchmarks"
PROGRAM = PACKAGE / ".build" / "release" / "continuo-benchmarks"


def environment(further=()):
    """The caller's environment with two threads for everybody and OpenBLAS free to choose its kernels; `further` are
    variables of one program alone."""
    variables = dict(os.environ, HF_HUB_OFFLINE="1")
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        variables.pop(name, None)
    variables.update(dict.fromkeys(THREAD_VARIABLES, str(THREADS)))
    variables.update(further)
    return variables


def peers_python():
    """The interpreter that has the peers installed."""
    named = os.environ.get("CONTINUO_PEERS_PYTHON")
    python = pathlib.Path(named) if named else ROOT / ".cache" / "benchmarks-venv" / "bin" / "python"
    if not python.exists():
        raise SystemExit(
            f"{python} is missing. Benchmarks/setup installs the peers (torch, transformers, numpy); "
            "CONTINUO_PEERS_PYTHON names another interpreter that has them."
        )
    return str(python)


def peer_command(benchmark):
    """The peer's command line."""
    python = sys.executable if benchmark.system_python else peers_python()
    return [python, str(PEERS / benchmark.peer), *located(benchmark.options)]


def our_command(benchmark, program):
    """The command line of our program for the same work."""
    name = benchmark.command or benchmark.name
    return [str(program), name, *located(benchmark.options), *benchmark.our_options]


def prepare_tokeniser():
    """Writes the vocabulary and the documents of the benchmark `tokenise`, unless they are there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    script = PACKAGE / "tokenisers" / "prepare.py"
    if subprocess.run([peers_python(), str(script), str(TOKENISER), str(DOCUMENTS)]).returncode != 0:
        raise SystemExit("the vocabulary of the benchmark could not be prepared")


def located(options):
    """The options with the paths of public checkpoints in place of their names."""
    options = list(options)
    if "--model" in options:
        place = options.index("--model") + 1
        found = sorted((MODELS / options[place]).glob("*.gguf")) if options[place].isalnum() else []
        options[place] = str(found[0]) if found else options[place]
    return options


def fetch(names):
    """Fetches public checkpoints that are not there."""
    missing = [name for name in names if not list((MODELS / name).glob("*.gguf"))]
    if missing:
        command = ["swift", "run", "-c", "release", "--package-path", str(ROOT), "continuo", "pull", *missing]
        variables = dict(os.environ, CONTINUO_CACHE=str(MODELS.parent))
        if subprocess.run(command, env=variables, stdout=sys.stderr).returncode != 0:
            raise SystemExit(f"the checkpoints were not fetched: {shlex.join(command)}")


def build():
    """Builds our side and returns its program."""
    command = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE), "--product", "continuo-benchmarks"]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise SystemExit(f"our side did not build: {shlex.join(command)}")
    return PROGRAM


def shown(command, further=()):
    """A command as a person would type it in the root of the project."""
    prefix = [f"{name}={THREADS}" for name in THREAD_VARIABLES] + [f"{name}={value}" for name, value in further]
    words = [word.replace(f"{ROOT}/", "") for word in command]
    return "env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE " + shlex.join(prefix + words)


def run(command, further=()):
    """Runs `command` (with `further` variables) and returns its result, with the peak of its resident memory in bytes under `peak_memory`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment(further), stdout=subprocess.PIPE, stderr=errors)
        with process.stdout:
            output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        complaint = errors.read().decode(errors="replace")[-4000:]
    if process.returncode != 0:
        raise SystemExit(f"{shown(command, further)}\nended with status {process.returncode}:\n{complaint}")
    try:
        result = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        raise SystemExit(f"{shown(command, further)}\nprinted no line of JSON but:\n{output[-4000:]}") from None
    unit = 1 if sys.platform == "darwin" else 1024
    return {**result, "peak_memory": usage.ru_maxrss * unit}
