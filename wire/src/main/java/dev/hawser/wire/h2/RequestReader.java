package dev.hawser.wire.h2;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.internal.Heads;
import dev.hawser.wire.hpack.HpackField;
import dev.hawser.wire.hpack.HpackFields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a request's head of its field list, or says which rule of RFC 9113 8.3 it breaks. */
final class RequestReader extends HeadRules {

    private final boolean extendedConnect;

    private @Nullable Method method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable String protocol;
    private @Nullable String host;
    private boolean expectsContinue;
    private int priority;

    RequestReader(boolean extendedConnect) {
        this.extendedConnect = extendedConnect;
    }

    /** The request, or null: {@link #fault} then says why not. */
    @Nullable
    DecodedRequest request(HpackFields list) {
        forget();
        expectsContinue = false;
        priority = Priority.DEFAULT;
        read(list);
        if (fault == null) finish();
        if (fault != null) return null;
        String target = path != null ? path : Objects.requireNonNull(authority);
        RequestHead head = Heads.request(
                Objects.requireNonNull(method), scheme, authority, target, protocol, fields(), HttpVersion.HTTP_2);
        return new DecodedRequest(head, contentLength, priority, expectsContinue);
    }

    private void forget() {
        method = null;
        scheme = authority = path = protocol = host = null;
    }

    @Override
    void rest() {
        forget();
        super.rest();
    }

    @Override
    void pseudo(HpackField field) {
        String value = field.value();
        switch (field.name().kind()) {
            case METHOD -> {
                if (method != null) fault = "a second :method";
                else method = method(value);
            }
            case SCHEME -> {
                if (scheme != null) fault = "a second :scheme";
                else if (!Uris.isScheme(value)) fault = "a malformed :scheme";
                else scheme = value;
            }
            case AUTHORITY -> {
                if (authority != null) fault = "a second :authority";
                else authority = value;
            }
            case PATH -> {
                if (path != null) fault = "a second :path";
                else path = value;
            }
            case PROTOCOL -> {
                if (!extendedConnect) fault = ":protocol where it was not offered";
                else if (protocol != null || value.isEmpty()) fault = "a second or empty :protocol";
                else protocol = value;
            }
            default -> fault = "pseudo-field " + field.name() + " in a request";
        }
    }

    private @Nullable Method method(String token) {
        if (token.equals("GET")) return Method.GET;
        try {
            return Method.of(token);
        } catch (IllegalArgumentException e) {
            fault = "a malformed :method";
            return null;
        }
    }

    @Override
    void special(HpackField field) {
        switch (field.name().kind()) {
            case HOST -> {
                if (host != null) fault = "a second host";
                else host = field.value();
            }
            case EXPECT -> expectsContinue |= field.value().equalsIgnoreCase("100-continue");
            default -> priority = Priority.parse(field.value(), priority);
        }
    }

    private void finish() {
        if (method == null) {
            fault = "no :method";
        } else if (method.equals(Method.CONNECT) && protocol == null) {
            // RFC 9113 8.5.
            if (scheme != null || path != null) fault = "CONNECT with :scheme or :path";
            else if (authority == null || !Uris.isDestination(authority)) fault = "CONNECT without a host and port";
        } else if (protocol != null && !method.equals(Method.CONNECT)) {
            fault = ":protocol without CONNECT";
        } else if (scheme == null) {
            fault = "no :scheme";
        } else if (path == null) {
            fault = "no :path";
        } else {
            checkTarget(scheme, path);
        }
        if (fault == null) checkHost();
    }

    private void checkTarget(String itsScheme, String itsPath) {
        boolean http = itsScheme.equalsIgnoreCase("http") || itsScheme.equalsIgnoreCase("https");
        if (authority != null && (http || !authority.isEmpty()) && !Uris.isAuthority(authority)) {
            fault = "a malformed :authority";
        } else if (http && authority == null && (host == null || !Uris.isAuthority(host))) {
            // RFC 9110 4.2.1: these schemes have an authority, and it is not empty.
            fault = "neither a valid :authority nor a valid host";
        } else if (itsPath.isEmpty()) {
            fault = "an empty :path";
        } else if (itsPath.charAt(0) != '/' && (http || protocol != null) && !isAsterisk(itsPath)) {
            fault = "a :path that is no path";
        } else if (!Uris.isTarget(itsPath)) {
            fault = "a malformed :path";
        }
    }

    private boolean isAsterisk(String itsPath) {
        return Method.OPTIONS.equals(method) && itsPath.equals("*");
    }

    /** RFC 9113 8.3.1: host must not name another entity than :authority. */
    private void checkHost() {
        if (host == null || authority == null || host.equals(authority)) return;
        if (!Uris.isSameAuthority(host, authority, scheme)) fault = "host differs from :authority";
    }
}
