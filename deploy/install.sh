#!/bin/sh
# Install Drumbeat into a folder of its own, from the hashed lock file, with nothing that only developers need.
# For example: sudo deploy/install.sh /opt/drumbeat    The command is then /opt/drumbeat/bin/drumbeat.
# Called again, it brings that folder up to this version. PYTHON chooses another Python (3.11 or newer).
set -eu
target=${1:?"Say where to, such as: deploy/install.sh /opt/drumbeat"}
cd "$(dirname "$0")/.."

"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Drumbeat needs Python 3.11 or newer. Try: PYTHON=python3.12 deploy/install.sh $target" >&2
    exit 2
}
"${PYTHON:-python3}" -m venv "$target"
pip() { "$target/bin/python" -m pip --disable-pip-version-check --quiet --no-cache-dir "$@"; }
pip install --require-hashes -r requirements.lock
pip install --require-hashes -r deploy/build.lock
pip install --no-deps --no-build-isolation --force-reinstall .
pip uninstall --yes setuptools
echo "Installed: $target/bin/drumbeat"
