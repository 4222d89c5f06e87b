#!/bin/sh
# Everything to install Youju with no registry, as one file in dist/: `make bundle`. For machines with the same Python
# (major and minor) and the same kind of processor as this one.
#   bundle.sh PYTHON TORCH [TORCH_INDEX]
set -eu
python=$1 torch=$2 index=${3:-}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
tag=$("$python" -c 'import sys, platform; print("python%d.%d-%s" % (*sys.version_info[:2], platform.machine()))')
name=youju-$version-$tag
place=build/bundle/$name
rm -rf "build/bundle/$name"
mkdir -p "$place/wheels" dist
pip() { "$python" -m pip "$@" --no-input --disable-pip-version-check --quiet; }
echo "Fetching what the lock file names; the first time takes some minutes."
pip wheel --no-deps --require-hashes -r requirements.lock --wheel-dir "$place/wheels"
pip wheel --no-deps "$torch" ${index:+--index-url "$index"} --wheel-dir "$place/wheels"
pip wheel --no-deps --no-build-isolation . --wheel-dir "$place/wheels"
cp deploy/install.sh LICENSE README.md README.zh-CN.md SECURITY.md "$place"
cp -r docs deploy "$place"
"$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' > "$place/PYTHON"
(cd "$place" && find wheels -type f -exec sha256sum {} + | sort -k 2 > SHA256SUMS)
tar -C build/bundle -cf "dist/$name.tar" "$name"
rm -rf "$place"
echo "dist/$name.tar"
