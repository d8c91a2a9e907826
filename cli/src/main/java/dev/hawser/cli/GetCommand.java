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
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code hawser get}: asks for one URL and writes what comes. */
final class GetCommand extends Command {

    private static final int MOST_REDIRECTS = 50;
    private static final long REDRAW = 100_000_000L;

    private final Option<Path> output = option("-o, --output", "FILE", Values.path(), "write the content to a file");
    private final Option<List<String>> fields = list("-H, --header", "LINE", Values.text(), "a field: 'Name: value'");
    private final Option<String> data =
            option("-d, --data", "TEXT", Values.text(), "send this as the content, by POST; @FILE for a file's");
    private final Option<Path> upload = option("-T, --upload-file", "FILE", Values.path(), "send this file, by PUT");
    private final Option<String> method = option("-X, --request", "NAME", Values.text(), "the method");
    private final Option<Boolean> include = flag("-i, --include", "write the head of the response too");
    private final Option<Boolean> headOnly = flag("-I, --head", "ask for the head only");
    private final Option<Boolean> follow = flag("-L, --location", "follow redirections");
    private final Option<Boolean> fail =
            flag("-f, --fail", "write nothing and exit with 1 when the status is an error");
    private final Option<Boolean> compressed = flag("--compressed", "ask for gzip, and unpack it");
    private final Option<Boolean> h1 = flag("--http1.1", "speak HTTP/1.1 only");
    private final Option<Boolean> h2 = flag("--http2", "speak HTTP/2 only, in clear text by prior knowledge");
    private final Option<Duration> time =
            option("-m, --max-time", "TIME", Values.duration(), "how long all of it may take");
    private final Option<Duration> connect =
            option("--connect-timeout", "TIME", Values.duration(), "10s", "how long connecting may take");
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
    }

    @Override
    int run(PrintStream out) throws IOException {
        if (h1.get() && h2.get()) throw misuse("--http1.1 and --http2 together");
        if (data.orNull() != null && upload.orNull() != null) throw misuse("--data and --upload-file together");
        URI target = Asking.url(this, url.get());
        Call call = call(target);
        try (Client client = Client.create(config());
                Reply reply = client.send(call)) {
            if (fail.get() && reply.status().isError()) throw new Failure("the server answered " + reply.status());
            write(reply, out);
        }
        return Main.OK;
    }

    private ClientConfig config() throws IOException {
        ClientConfig.Builder config = ClientConfig.builder()
                .loops(1)
                .connectTimeout(connect.get())
                .unixSocket(socket.orNull())
                .proxies(proxies())
                .unpacks(compressed.get())
                .redirects(follow.get() ? Redirects.ALWAYS : Redirects.NEVER, MOST_REDIRECTS)
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

    private Call call(URI target) throws IOException {
        Fields.Builder all = Asking.fields(this, fields.get()).toBuilder();
        String content = data.orNull();
        Path file = upload.orNull();
        Method asked = Asking.method(this, name(content != null, file != null), false);
        if (content != null && !all.contains(FieldName.CONTENT_TYPE)) {
            all.add(FieldName.CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        Call.Builder call;
        try {
            call = Call.builder(asked, target).fields(all.build());
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
        if (content != null) call.body(Asking.content(content));
        if (file != null) {
            if (!Files.isRegularFile(file)) throw new IOException("no such file: " + file);
            call.body(new Body.Stretch(file, 0, Files.size(file)));
        }
        Duration whole = time.orNull();
        if (whole != null) call.timeout(whole);
        return call.build();
    }

    private String name(boolean withData, boolean withFile) {
        String given = method.orNull();
        if (given != null) return given;
        if (headOnly.get()) return "HEAD";
        return withData ? "POST" : withFile ? "PUT" : "GET";
    }

    private void write(Reply reply, PrintStream standard) throws IOException {
        Path file = output.orNull();
        boolean bar = !silent.get() && (file != null || !ProgressBar.isTerminal(1));
        try (ProgressBar progress = bar ? ProgressBar.onTerminal() : ProgressBar.none();
                OutputStream to = file == null ? new Standard(standard) : Files.newOutputStream(file)) {
            if (include.get() || headOnly.get()) to.write(head(reply.head()));
            copy(reply, to, progress);
        }
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

    private static void copy(Reply reply, OutputStream to, ProgressBar progress) throws IOException {
        long all = reply.body().length();
        long done = 0;
        long begun = System.nanoTime();
        long drawn = begun;
        byte[] block = new byte[16 * 1024];
        for (Bytes piece = reply.body().read();
                piece != null;
                piece = reply.body().read()) {
            for (int at = 0; at < piece.length(); at += block.length) {
                int n = Math.min(block.length, piece.length() - at);
                piece.copyTo(at, block, 0, n);
                to.write(block, 0, n);
            }
            done += piece.length();
            long now = System.nanoTime();
            if (now - drawn < REDRAW) continue;
            drawn = now;
            double rate = done * 1e9 / (now - begun);
            String text = "%s, %s/s".formatted(LoadReport.octets((double) done), LoadReport.octets(rate));
            progress.show(all <= 0 ? -1 : (double) done / all, text);
        }
        to.flush();
    }

    /** Standard output, which tells of its failures only when it is asked, and which is not ours to close. */
    private static final class Standard extends OutputStream {
        private final PrintStream to;

        Standard(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] array, int offset, int count) throws IOException {
            to.write(array, offset, count);
            if (to.checkError()) throw new IOException("standard output takes no more");
        }

        @Override
        public void flush() {
            to.flush();
        }
    }
}
