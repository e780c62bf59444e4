"""The text of the n-gram benchmarks: 100 MB of documentation, headers and scripts of this system, in the order of their paths."""

import os

ROOTS = ("/usr/share/doc", "/usr/share/perl", "/usr/lib/python3", "/usr/include", "/usr/local/lib", "/opt", "/usr/share")
ENDINGS = (".py", ".h", ".hpp", ".txt", ".md", ".rst", ".pm", ".pl", ".pod", ".html", ".swiftinterface", "copyright", ".c", ".xml")
SIZE = 100_000_000


def prepare(path):
    """Writes the text to `path`, unless it is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    seen, total = set(), 0
    with beside.open("wb") as output:
        for root in ROOTS:
            for folder, folders, names in os.walk(root):
                folders.sort()
                for name in sorted(names):
                    file = os.path.join(folder, name)
                    if file in seen or not name.endswith(ENDINGS) or os.path.islink(file) or total >= SIZE:
                        continue
                    seen.add(file)
                    data = open(file, "rb").read() if os.path.getsize(file) < 5_000_000 else b""
                    try:
                        data.decode()
                    except UnicodeDecodeError:
                        continue
                    # What KenLM takes for markers of its own may not stand in a text.
                    for word in (b"\0", b"<s>", b"</s>", b"<unk>"):
                        data = data.replace(word, b" ")
                    output.write(data + b"\n")
                    total += len(data) + 1
    beside.replace(path)
