# Finds a JDK 25. Sourced by ./mvnw and ./hawser; starts no process where one of the usual folders has it.

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line; do
        case $line in
            'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*)
                jdk_version=${line#*\"}
                jdk_version=${jdk_version%%\"*}
                return 0
                ;;
        esac
    done <"$1/release"
    return 1
}

# Exports JAVA_HOME and sets jdk_version, such as 25.0.3; fails when there is no JDK 25.
find_jdk_25() {
    for jdk in "${JAVA_HOME_25-}" "${JAVA25_HOME-}" "${JAVA_HOME_25_X64-}" "${JAVA_HOME-}" \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
        "${HOME-}"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$jdk" ] && is_jdk_25 "$jdk"; then
            export JAVA_HOME="$jdk"
            return 0
        fi
    done
    jdk=$(command -v javac) && jdk=$(readlink -f "$jdk") && jdk=${jdk%/bin/javac} && is_jdk_25 "$jdk" &&
        export JAVA_HOME="$jdk"
}
