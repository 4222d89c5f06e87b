#!/bin/sh
# Installs Youju from an unpacked bundle; no network is used.
#   ./install.sh [FOLDER]      FOLDER is the environment to make, /opt/youju/.venv by default
set -eu
cd "$(dirname "$0")"
folder=${1:-/opt/youju/.venv}
wanted=$(cat PYTHON)
python=$(command -v "python$wanted" || command -v python3 || true)
[ -n "$python" ] || { echo "Python $wanted is needed, and none was found." >&2; exit 1; }
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$wanted" ] || { echo "This bundle is for Python $wanted; $python is $found." >&2; exit 1; }
sha256sum --check --quiet SHA256SUMS || { echo "The bundle is damaged; copy it again." >&2; exit 1; }
"$python" -m venv "$folder" || { echo "No environment could be made (on Debian: apt install python3-venv)." >&2; exit 1; }
"$folder/bin/python" -m pip install --no-input --disable-pip-version-check --quiet --no-index --no-deps wheels/*.whl
"$folder/bin/python" -m pip check
echo "Installed. Start it with:  $folder/bin/youju serve --first-run-sample"
