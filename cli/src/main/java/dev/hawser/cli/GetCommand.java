package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Body;
import dev.hawser.http.Call;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.EnvironmentProxies;
import dev.hawser.http.Redirects;
import dev.hawser.http.Reply;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code hawser get}: asks for one URL and writes what comes. */
final class GetCommand extends Command {

    private final Option<Path> output = option("-o, --output", "FILE", Values.path(), "write the content to a file");
    private final Option<Boolean> remoteName = flag("-O, --remote-name", "write it to a file of the URL's last name");
    private final Option<String> from =
            option("-C, --continue-at", "N", Values.text(), "go on behind N octets of the file; '-' for those it has");
    private final Option<List<String>> fields = list("-H, --header", "LINE", Values.text(), "a field: 'Name: value'");
    private final Option<List<String>> data = list(
            "-d, --data", "TEXT", Values.text(), "send this as the content, by POST; @FILE for a file's, joined by &");
    private final Option<Path> upload = option("-T, --upload-file", "FILE", Values.path(), "send this file, by PUT");
    private final Option<String> method = option("-X, --request", "NAME", Values.text(), "the method");
    private final Option<Boolean> include = flag("-i, --include", "write the head of the response too");
    private final Option<Boolean> headOnly = flag("-I, --head", "ask for the head only");
    private final Option<Boolean> follow = flag("-L, --location", "follow redirections");
    private final Option<Integer> mostRedirects =
            option("--max-redirs", "N", Values.count(0), "50", "how many of them");
    private final Option<String> user =
            option("-u, --user", "NAME:WORD", Values.text(), "log in by Basic authentication");
    private final Option<String> agent = option("-A, --user-agent", "TEXT", Values.text(), "who asks (hawser)");
    private final Option<Boolean> fail =
            flag("-f, --fail", "write nothing and exit with 1 when the status is an error");
    private final Option<Boolean> compressed = flag("--compressed", "ask for gzip, and unpack it");
    private final Option<Boolean> h1 = flag("--http1.1", "speak HTTP/1.1 only");
    private final Option<Boolean> h2 = flag("--http2", "speak HTTP/2 only, in clear text by prior knowledge");
    private final Option<Duration> time =
            option("-m, --max-time", "TIME", Values.patience(), "how long all of it may take");
    private final Option<Duration> connect =
            option("--connect-timeout", "TIME", Values.patience(), "10s", "how long connecting may take");
    private final Option<Path> socket =
            option("--unix-socket", "PATH", Values.path(), "connect to this socket in the file system");
    private final Option<String> proxy = option(
            "-x, --proxy",
            "URL",
            Values.text(),
            "go by this proxy, http or socks5 (what http_proxy and its like name)");
    private final Option<Boolean> silent = flag("-s, --silent", "draw no progress bar");
    private final TrustOptions trust = new TrustOptions(this);
    private final Option<String> url = argument("URL", Values.text(), "what to ask for");

    GetCommand() {
        super("get", "Asks for a URL and writes what comes, much like curl");
        flag("-S, --show-error", "tell of errors, as is done anyway");
    }

    @Override
    int run(PrintStream out) throws IOException {
        if (h1.get() && h2.get()) throw misuse("--http1.1 and --http2 together");
        if (data.isGiven() && upload.orNull() != null) throw misuse("--data and --upload-file together");
        URI target = Asking.url(this, url.get());
        Path file = file(target);
        long begin = begin(file);
        Call call = call(target, begin);
        boolean bar = !silent.get() && (file != null || !ProgressBar.isTerminal(1));
        try (Download download = new Download(file, begin, out, bar ? ProgressBar.onTerminal() : ProgressBar.none());
                Client client = Client.create(config());
                Reply reply = client.send(call)) {
            if (follow.get()) checkFollowed(reply);
            if (fail.get() && reply.status().isError()) throw new Failure("the server answered " + reply.status());
            if (begin != 0 && !goesOn(reply, begin)) {
                download.isComplete();
                return Main.OK;
            }
            download.write(include.get() || headOnly.get() ? head(reply.head()) : new byte[0], reply);
        }
        return Main.OK;
    }

    /** The file to write to, or null for standard output. */
    private @Nullable Path file(URI target) {
        if (!remoteName.get()) return output.orNull();
        if (output.orNull() != null) throw misuse("--output and --remote-name together");
        String path = String.valueOf(target.getRawPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw misuse("'%s' ends in no name for a file".formatted(url.get()));
        }
        return Path.of(name);
    }

    /** How many octets of {@code file} are there already. */
    private long begin(@Nullable Path file) throws IOException {
        String given = from.orNull();
        if (given == null) return 0;
        if (file == null) throw misuse("--continue-at needs a file to go on with: --output or --remote-name");
        if (compressed.get()) throw misuse("--continue-at and --compressed together");
        long has = Files.exists(file) ? Files.size(file) : 0;
        long begin;
        try {
            begin = given.equals("-") ? has : Values.number(0).parse(given);
        } catch (IllegalArgumentException e) {
            throw misuse("--continue-at takes %s or '-', not '%s'".formatted(e.getMessage(), given));
        }
        if (begin > has) throw new Failure("%s has %d octets, not %d".formatted(file, has, begin));
        return begin;
    }

    /** What is still a redirection leads where nobody can follow, or too far. */
    private void checkFollowed(Reply reply) {
        String location = reply.field(FieldName.LOCATION);
        if (location == null || location.isEmpty()) return;
        switch (reply.status().code()) {
            case 301, 302, 303, 307, 308 -> {}
            default -> {
                return;
            }
        }
        boolean foreign = location.contains(":") && !location.regionMatches(true, 0, "http", 0, 4);
        throw new Failure(
                foreign
                        ? "%s leads to '%s', and http and https are spoken".formatted(reply.uri(), location)
                        : "%s leads on to '%s', where it was not followed: %s"
                                .formatted(
                                        reply.uri(),
                                        location,
                                        "no URL, content that is to be had once, or more than %d redirections"
                                                .formatted(mostRedirects.get())));
    }

    /** Whether there is more of what has been had up to {@code begin}. */
    private static boolean goesOn(Reply reply, long begin) {
        String range = String.valueOf(reply.field(FieldName.CONTENT_RANGE));
        int code = reply.status().code();
        // RFC 9110 15.5.17: nothing is left, and so much there is.
        if (code == 416 && range.equals("bytes */" + begin)) return false;
        if (code != 206) {
            throw new Failure("the server does not go on at octet %d: it answered %s".formatted(begin, reply.status()));
        }
        if (range.startsWith("bytes " + begin + "-")) return true;
        throw new Failure("octets from %d on were asked for, and '%s' came".formatted(begin, range));
    }

    private ClientConfig config() throws IOException {
        ClientConfig.Builder config = ClientConfig.builder()
                .loops(1)
                .connectTimeout(connect.get())
                .unixSocket(socket.orNull())
                .proxies(proxies())
                .unpacks(compressed.get())
                .redirects(follow.get() ? Redirects.ALWAYS : Redirects.NEVER, mostRedirects.get())
                .tls(trust.config());
        if (h1.get()) config.versions(HttpVersion.HTTP_1_1);
        if (h2.get()) config.versions(HttpVersion.HTTP_2);
        return config.build();
    }

    private ProxySelector proxies() {
        String given = proxy.orNull();
        return given == null
                ? EnvironmentProxies.ofProcess()
                : EnvironmentProxies.of(Map.of("http_proxy", given, "https_proxy", given));
    }

    private Call call(URI target, long begin) throws IOException {
        Fields.Builder all = Asking.fields(this, fields.get()).toBuilder();
        boolean content = data.isGiven();
        Path file = upload.orNull();
        Method asked = Asking.method(this, name(content, file != null), false);
        if (begin != 0) all.set(FieldName.RANGE, "bytes=" + begin + "-");
        if (agent.orNull() != null) {
            try {
                all.set(FieldName.USER_AGENT, agent.get());
            } catch (IllegalArgumentException e) {
                throw misuse("--user-agent: " + e.getMessage());
            }
        }
        if (user.orNull() != null && !all.contains(FieldName.AUTHORIZATION)) {
            if (user.get().indexOf(':') < 0) throw misuse("--user takes a name, a colon and a password");
            String pair = Base64.getEncoder().encodeToString(user.get().getBytes(StandardCharsets.UTF_8));
            all.add(FieldName.AUTHORIZATION, "Basic " + pair);
        }
        if (content && !all.contains(FieldName.CONTENT_TYPE)) {
            all.add(FieldName.CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        Call.Builder call;
        try {
            call = Call.builder(asked, target).fields(all.build());
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
        if (content) call.body(content());
        if (file != null && file.toString().equals("-")) {
            call.body(new Body.Streamed(System.in, -1));
        } else if (file != null) {
            if (Files.isDirectory(file)) throw new IOException("not a file: " + file);
            if (!Files.isRegularFile(file)) throw new IOException("no such file: " + file);
            call.body(new Body.Stretch(file, 0, Files.size(file)));
        }
        Duration whole = time.orNull();
        if (whole != null) call.timeout(whole);
        return call.build();
    }

    private Bytes content() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String part : data.get()) {
            if (all.size() != 0) all.write('&');
            all.writeBytes(Asking.content(part).toByteArray());
        }
        return Bytes.wrap(all.toByteArray());
    }

    private String name(boolean withData, boolean withFile) {
        String given = method.orNull();
        if (given != null) return given;
        if (headOnly.get()) return "HEAD";
        return withData ? "POST" : withFile ? "PUT" : "GET";
    }

    private static byte[] head(ResponseHead head) {
        StringBuilder text = new StringBuilder();
        text.append(head.version()).append(' ').append(head.status().code());
        String reason = head.reason() != null ? head.reason() : head.status().reason();
        if (head.version() != HttpVersion.HTTP_2 && !reason.isEmpty())
            text.append(' ').append(reason);
        text.append("\r\n");
        for (int i = 0; i < head.fields().size(); i++) {
            text.append(head.fields().rawNameAt(i))
                    .append(": ")
                    .append(head.fields().valueAt(i))
                    .append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
