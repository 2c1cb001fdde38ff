"""Child process of install-python-tool.ts: installs packages into a virtual environment, once.

`python3 install.py '{"name": ..., "requirements": [...], "cache": ...}'` prints `{"folder": ..., "kept": ...}`. What goes wrong is one
line on stderr. Two that install at once wait for each other at a kernel lock, which ends with its holder.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

MINIMUM = (3, 10)


def fail(reason):
    sys.stderr.write(f"{reason}\n")
    sys.exit(1)


def last_line(text):
    lines = [line for line in text.strip().splitlines() if line.strip() and not line.startswith("[notice]")]
    return lines[-1].strip() if lines else "no reason given"


def run(command, what):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{what}: {last_line(done.stderr or done.stdout)}")


def install(folder, requirements):
    run([sys.executable, "-m", "venv", folder], "python3 -m venv failed (Debian has it in the package python3-venv)")
    pip = [os.path.join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, *requirements], "pip install failed")


def install_kept(folder, lock, requirements):
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_EX)
    if os.path.exists(os.path.join(folder, "bin", "python")):
        return
    nursery = f"{folder}.installing"
    # Left by somebody who was killed: whoever holds the lock is alone with it.
    shutil.rmtree(nursery, ignore_errors=True)
    try:
        install(nursery, requirements)
        os.rename(nursery, folder)
    except BaseException:
        shutil.rmtree(nursery, ignore_errors=True)
        raise


def main():
    if sys.version_info < MINIMUM:
        fail(f"python3 is {sys.version.split()[0]}, {'.'.join(map(str, MINIMUM))} or newer is needed")
    task = json.loads(sys.argv[1])
    made_of = [list(sys.version_info[:2]), sys.executable, task["requirements"]]
    key = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]
    folder = os.path.join(task["cache"], f"{task['name']}-{key}")
    try:
        os.makedirs(task["cache"], exist_ok=True)
        lock = open(os.path.join(task["cache"], f".{task['name']}-{key}.lock"), "w")
    except OSError:
        folder = tempfile.mkdtemp(prefix="hostwright-emulator-")
        try:
            install(folder, task["requirements"])
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        print(json.dumps({"folder": folder, "kept": False}))
        return
    with lock:
        install_kept(folder, lock, task["requirements"])
    print(json.dumps({"folder": folder, "kept": True}))


main()
