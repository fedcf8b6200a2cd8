# Finds a JDK 25 or newer and puts it first on the PATH; the other scripts source this file. Without one it names the
# command that installs it, and exits with 1.
# Most JDKs state their version in a file. One without it has to be started, which takes long, so the others come first.
stated_version() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true; }
asked_version() { "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p' || true; }
candidates=(${TANDEM_JAVA_HOME:+"$TANDEM_JAVA_HOME"} ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/* /opt/*jdk* /opt/java/*
  "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home)
jdk=
for version_of in stated_version asked_version; do
  for candidate in "${candidates[@]}"; do
    if [ -z "$jdk" ] && [ -x "$candidate/bin/javac" ]; then
      version=$($version_of "$candidate")
      if [ -z "$version" ] && [ "$candidate" = "${TANDEM_JAVA_HOME:-}" ]; then version=$(asked_version "$candidate"); fi
      if [ "${version:-0}" -ge 25 ]; then jdk=$candidate; fi
    fi
  done
done
if [ -z "$jdk" ]; then
  echo "tandem: needs a JDK 25 or newer; none found in TANDEM_JAVA_HOME, JAVA_HOME, /usr/lib/jvm or /opt;" \
    "on Debian 13 run: sudo apt-get install -y openjdk-25-jdk-headless" >&2
  exit 1
fi
export JAVA_HOME="$jdk" PATH="$jdk/bin:$PATH"
# These flags silence a JDK 25's warnings about Maven 3's own libraries; our code causes none.
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
