package dev.hawser.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request method (RFC 9110 9): a token, compared with regard to case. Immutable; any thread. */
public final class Method {

    /** RFC 9110 9.3.1. */
    public static final Method GET = new Method("GET", true, true);

    /** RFC 9110 9.3.2. */
    public static final Method HEAD = new Method("HEAD", true, true);

    /** RFC 9110 9.3.3. */
    public static final Method POST = new Method("POST", false, false);

    /** RFC 9110 9.3.4. */
    public static final Method PUT = new Method("PUT", false, true);

    /** RFC 9110 9.3.5. */
    public static final Method DELETE = new Method("DELETE", false, true);

    /** RFC 9110 9.3.6. */
    public static final Method CONNECT = new Method("CONNECT", false, false);

    /** RFC 9110 9.3.7. */
    public static final Method OPTIONS = new Method("OPTIONS", true, true);

    /** RFC 9110 9.3.8. */
    public static final Method TRACE = new Method("TRACE", true, true);

    /** RFC 5789. */
    public static final Method PATCH = new Method("PATCH", false, false);

    private static final Method[] KNOWN = {GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH};

    private final String name;
    private final byte[] octets;
    private final boolean safe;
    private final boolean idempotent;

    private Method(String name, boolean safe, boolean idempotent) {
        this.name = name;
        this.octets = name.getBytes(StandardCharsets.US_ASCII);
        this.safe = safe;
        this.idempotent = idempotent;
    }

    /**
     * The method named {@code token}; the constants for their names.
     *
     * @throws IllegalArgumentException if it is not a token (RFC 9110 5.6.2)
     */
    public static Method of(String token) {
        for (Method method : KNOWN) if (method.name.equals(token)) return method;
        int bad = Tokens.firstBad(token);
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    token.isEmpty()
                            ? "an empty method"
                            : "method '%s': character %d is not allowed in a token".formatted(token, bad));
        }
        return new Method(token, false, false);
    }

    /**
     * The method whose name stands in {@code [from, to)}; null if that is not a token. Allocates nothing for the
     * constants.
     */
    public static @Nullable Method parse(byte[] array, int from, int to) {
        int length = to - from;
        switch (length) {
            case 3 -> {
                if (matches(GET, array, from)) return GET;
                if (matches(PUT, array, from)) return PUT;
            }
            case 4 -> {
                if (matches(POST, array, from)) return POST;
                if (matches(HEAD, array, from)) return HEAD;
            }
            case 5 -> {
                if (matches(PATCH, array, from)) return PATCH;
                if (matches(TRACE, array, from)) return TRACE;
            }
            case 6 -> {
                if (matches(DELETE, array, from)) return DELETE;
            }
            case 7 -> {
                if (matches(OPTIONS, array, from)) return OPTIONS;
                if (matches(CONNECT, array, from)) return CONNECT;
            }
            default -> {}
        }
        if (length <= 0) return null;
        for (int i = from; i < to; i++) if (!Tokens.isTokenChar(array[i])) return null;
        return new Method(new String(array, from, length, StandardCharsets.US_ASCII), false, false);
    }

    private static boolean matches(Method method, byte[] array, int from) {
        byte[] octets = method.octets;
        for (int i = 0; i < octets.length; i++) if (array[from + i] != octets[i]) return false;
        return true;
    }

    /** The token. */
    public String name() {
        return name;
    }

    /** The octets of {@link #name}. Not to be written to. */
    byte[] octets() {
        return octets;
    }

    /** Whether it asks for no change on the server (RFC 9110 9.2.1). False for methods that are not known here. */
    public boolean isSafe() {
        return safe;
    }

    /** Whether repeating it has no further effect (RFC 9110 9.2.2). False for methods that are not known here. */
    public boolean isIdempotent() {
        return idempotent;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Method that && name.equals(that.name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
