package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the commands that ask have in common: the words for a URL, a field, a method and content. */
final class Asking {

    private Asking() {}

    /** The URL in {@code text}, which may leave out "http://". */
    static URI url(Command command, String text) {
        String whole = text.contains("://") ? text : "http://" + text;
        URI uri;
        try {
            uri = new URI(whole);
        } catch (URISyntaxException e) {
            throw command.misuse("'%s' is no URL: %s".formatted(text, e.getReason()));
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw command.misuse("'%s': http and https are spoken, not %s".formatted(text, scheme));
        }
        String authority = uri.getRawAuthority();
        if (authority == null
                || (uri.getHost() == null && !NAME.matcher(authority).matches())) {
            throw command.misuse("'%s' names no host".formatted(text));
        }
        if (port(uri) < 1 || port(uri) > 65_535) {
            throw command.misuse("'%s': there is no port %d".formatted(text, port(uri)));
        }
        return uri;
    }

    /** The transport of that name, or the best one for "auto". */
    static Transport transport(Command command, String name) {
        try {
            return Transports.named(name);
        } catch (IllegalArgumentException e) {
            throw command.misuse(String.valueOf(e.getMessage()));
        }
    }

    /** What {@link URI} takes for no host, and what people run is called by. */
    private static final Pattern NAME = Pattern.compile("([\\p{L}\\p{N}._-]+)(?::([0-9]{1,9}))?");

    static String host(URI uri) {
        if (uri.getHost() != null) return uri.getHost();
        Matcher name = NAME.matcher(uri.getRawAuthority());
        return name.matches() ? IDN.toASCII(name.group(1)) : uri.getRawAuthority();
    }

    static int port(URI uri) {
        int given = givenPort(uri);
        return given >= 0 ? given : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** -1 when the URL has none. */
    private static int givenPort(URI uri) {
        if (uri.getHost() != null) return uri.getPort();
        Matcher name = NAME.matcher(uri.getRawAuthority());
        return name.matches() && name.group(2) != null ? Integer.parseInt(name.group(2)) : -1;
    }

    /** Where the URL's host is. Asks the system, and waits for it. */
    static InetSocketAddress address(URI uri) throws IOException {
        String host = host(uri);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port(uri));
        } catch (UnknownHostException e) {
            throw new UnknownHostException("unknown host: " + host);
        }
    }

    /** Host and port as a request names them. */
    static String authority(URI uri) {
        return givenPort(uri) < 0 ? host(uri) : host(uri) + ":" + givenPort(uri);
    }

    static String pathAndQuery(URI uri) {
        String path = uri.getRawPath();
        String target = path == null || path.isEmpty() ? "/" : path;
        return uri.getRawQuery() == null ? target : target + "?" + uri.getRawQuery();
    }

    static Method method(Command command, @Nullable String name, boolean withContent) {
        if (name == null) return withContent ? Method.POST : Method.GET;
        try {
            return Method.of(name);
        } catch (IllegalArgumentException e) {
            throw command.misuse("'%s' is no method".formatted(name));
        }
    }

    /** The fields of lines such as "Accept: text/html". */
    static Fields fields(Command command, List<String> lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0) throw command.misuse("--header takes 'Name: value', not '%s'".formatted(line));
            try {
                fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw command.misuse("--header '%s': %s".formatted(line.substring(0, colon), e.getMessage()));
            }
        }
        return fields.build();
    }

    /** The content that {@code data} stands for: itself, or with {@code @} before it a file's (- is standard input); none for null. */
    static Bytes content(@Nullable String data) throws IOException {
        if (data == null) return Bytes.empty();
        if (!data.startsWith("@")) return Bytes.of(data);
        if (data.equals("@-")) return Bytes.wrap(System.in.readAllBytes());
        String file = data.substring(1);
        try {
            return Bytes.wrap(Files.readAllBytes(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new IOException("no such file: " + file, e);
        } catch (IOException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
