package dev.hawser.message;

/** The token grammar of RFC 9110 5.6.2 and the values of RFC 9110 5.5, over characters. */
final class Tokens {

    /** tchar without letters and digits. */
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private static final boolean[] TCHAR = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) TCHAR[c] = true;
        for (char c = 'a'; c <= 'z'; c++) TCHAR[c] = true;
        for (char c = 'A'; c <= 'Z'; c++) TCHAR[c] = true;
        for (int i = 0; i < MARKS.length(); i++) TCHAR[MARKS.charAt(i)] = true;
    }

    private Tokens() {}

    static boolean isTokenChar(int c) {
        return c >= 0 && c < 128 && TCHAR[c];
    }

    /** Where the first character stands that keeps {@code text} from being a token; -1 if it is one, 0 if it is empty. */
    static int firstBad(String text) {
        if (text.isEmpty()) return 0;
        for (int i = 0; i < text.length(); i++) if (!isTokenChar(text.charAt(i))) return i;
        return -1;
    }

    /**
     * Checks a field value that is to be sent.
     *
     * @throws IllegalArgumentException with the place and not the value: values may be secrets
     */
    static void checkValue(FieldName name, String value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            // RFC 9110 5.5: CR, LF and NUL are dangerous, other controls but HTAB invalid; beyond ISO-8859-1 there is
            // no octet to send.
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("field '%s': character 0x%02x at %d of %d is not allowed in a value"
                        .formatted(name, (int) c, i, length));
            }
        }
        if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
            throw new IllegalArgumentException("field '%s': the value begins or ends with whitespace".formatted(name));
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
