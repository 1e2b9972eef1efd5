#!/bin/sh
# Sets up Afterglow on a bare machine: tool, Python, locked environment, sentence encoder, model.
# Usage: ./setup.sh run|test|lock. Each step is skipped when it is already done.
set -eu
cd "$(dirname "$0")"
want="${1:-run}"

say() { printf '%s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
step() { say "• $1"; }

# A name on the PATH may be a pyenv shim that refuses to run, so everything is tried before use.
works() { "$@" >/dev/null 2>&1; }

find_python() { # prints the path of a Python 3.10, else 3.11, that really runs
  for wanted in 3.10 3.11; do
    for candidate in "${PYTHON:-}" "python$wanted" python3 \
      "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$wanted".*/bin/python /opt/homebrew/bin/"python$wanted"; do
      [ -n "$candidate" ] || continue
      found=$("$candidate" -c "import sys
assert '%d.%d' % sys.version_info[:2] == '$wanted'
print(sys.executable)" 2>/dev/null) || continue
      say "$found"
      return 0
    done
  done
  return 1
}

find_uv() { # prints the path of a uv that really runs, installing one into .tools if need be
  for candidate in "${UV:-}" uv .tools/bin/uv "$HOME/.local/bin/uv" \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1*/bin/uv; do
    [ -n "$candidate" ] && works "$candidate" --version && { say "$candidate"; return 0; }
  done
  step "installing uv into .tools" >&2
  for candidate in "$(find_python || true)" python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
    [ -n "$candidate" ] && works "$candidate" -c 'import sys; assert sys.version_info >= (3, 8)' || continue
    rm -rf .tools
    works "$candidate" -m venv .tools && works .tools/bin/python -m pip install uv &&
      works .tools/bin/uv --version && { say .tools/bin/uv; return 0; }
    # Debian without python3-venv: pip alone can lay uv out in a folder.
    rm -rf .tools
    works "$candidate" -m pip install --target .tools uv && works .tools/bin/uv --version &&
      { say .tools/bin/uv; return 0; }
  done
  rm -rf .tools
  if works curl --version; then
    curl -LsSf https://astral.sh/uv/install.sh | UV_UNMANAGED_INSTALL="$PWD/.tools/bin" sh >&2 &&
      works .tools/bin/uv --version && { say .tools/bin/uv; return 0; }
  fi
  return 1
}

uv=$(find_uv) || fail "could not find or install uv. Install it (pip install uv) and run this again."

if [ "$want" = lock ]; then
  options="--universal --python-version 3.10 --generate-hashes --no-header --no-annotate --quiet"
  step "resolving the lock files"
  # shellcheck disable=SC2086
  "$uv" pip compile $options --override overrides.txt requirements-test.in -o requirements-test.lock
  # shellcheck disable=SC2086
  "$uv" pip compile $options --override overrides.txt -c requirements-test.lock requirements.in -o requirements.lock
  exit 0
fi

checksum() { cksum "$@" | cksum | tr -d ' \t'; }

if ! works .venv/bin/python -c 'import sys; assert sys.version_info[:2] in ((3, 10), (3, 11))'; then
  step "making .venv"
  rm -rf .venv
  if python=$(find_python); then
    "$uv" venv --quiet --python "$python" .venv
  else
    step "no Python 3.10 or 3.11 here; asking uv for one"
    "$uv" venv --quiet --python 3.10 --managed-python .venv ||
      fail "no Python 3.10 or 3.11 found, and uv could not fetch one. Install python3.10 and run this again."
  fi
fi

# The test environment is the run environment and more, so it serves for both.
run_stamp=".venv/synced-run-$(checksum requirements.lock setup.sh)"
test_stamp=".venv/synced-test-$(checksum requirements-test.lock setup.sh)"
if [ "$want" = test ]; then lock=requirements-test.lock stamp=$test_stamp; else lock=requirements.lock stamp=$run_stamp; fi
if [ ! -e "$test_stamp" ] && [ ! -e "$stamp" ]; then
  step "installing the locked packages ($(grep -c '==' "$lock"); a first time takes a minute or two)"
  "$uv" pip sync --python .venv/bin/python --compile-bytecode --require-hashes "$lock" >.venv/sync.log 2>&1 ||
    { cat .venv/sync.log >&2; fail "the packages could not be installed; see the lines above."; }
  # Rasa holds `packaging` at a version that build tools of today refuse, so Afterglow puts itself
  # on the path instead of being built.
  pwd >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/afterglow.pth"
  printf '#!%s\nfrom bot.cli import main\n\nmain()\n' "$PWD/.venv/bin/python" >.venv/bin/afterglow
  chmod +x .venv/bin/afterglow
  rm -f .venv/synced-*
  : >"$stamp"
fi

# A browser that cannot be had stops the tests: what it would have shown was not tested.
if [ "$want" = test ]; then .venv/bin/python -m tests.widget.browser || exit 1; fi

export RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=2
AFTERGLOW_UV="$uv" .venv/bin/afterglow train --quiet-if-done
