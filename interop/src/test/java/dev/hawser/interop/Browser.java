package dev.hawser.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, steered by its DevTools protocol. */
final class Browser implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final Pattern TARGET = Pattern.compile("\"targetId\":\"(\\w+)\"");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"(\\w+)\"");
    private static final Pattern TEXT = Pattern.compile("\"type\":\"string\",\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PICTURE = Pattern.compile("\"data\":\"([^\"]*)\"");

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final WebSocket socket;
    private int asked;
    private String session = "";

    /** Starts Chromium with an empty profile in {@code folder}. */
    static Browser start(Path folder, int width, int height) throws Exception {
        Tool.assumeInstalled("chromium");
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--window-size=%d,%d".formatted(width, height),
                        "--user-data-dir=" + folder,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new Browser(process, address(process).get(60, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static CompletableFuture<URI> address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            StringBuilder said = new StringBuilder();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = lines.readLine()) != null; ) {
                    if (said.length() < 4_000) said.append(line).append('\n');
                    if (line.startsWith("DevTools listening on "))
                        address.complete(URI.create(line.substring(22).strip()));
                }
            } catch (IOException e) {
                said.append(e);
            }
            address.completeExceptionally(new AssertionError("Chromium has ended: " + said));
        });
        return address;
    }

    private Browser(Process process, URI address) throws Exception {
        this.process = process;
        this.socket =
                http.newWebSocketBuilder().buildAsync(address, new Listener()).get(60, TimeUnit.SECONDS);
        String target = find(TARGET, ask("Target.createTarget", "\"url\":\"about:blank\""));
        session = find(SESSION, ask("Target.attachToTarget", "\"flatten\":true,\"targetId\":\"" + target + "\""));
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            from.request(1);
            if (!last) return CompletableFuture.completedStage(null);
            String whole = message.toString();
            message.setLength(0);
            Matcher matcher = ID.matcher(whole);
            if (matcher.find()) {
                CompletableFuture<String> answer = answers.remove(Integer.parseInt(matcher.group(1)));
                if (answer != null) answer.complete(whole);
            }
            return CompletableFuture.completedStage(null);
        }
    }

    private String ask(String method, String parameters) throws Exception {
        int id = ++asked;
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        String to = session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"";
        socket.sendText("{\"id\":%d,\"method\":\"%s\",\"params\":{%s}%s}".formatted(id, method, parameters, to), true);
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static String find(Pattern pattern, String in) {
        Matcher matcher = pattern.matcher(in);
        if (!matcher.find()) throw new AssertionError("an answer without what it should have: " + in);
        return matcher.group(1);
    }

    /** Goes to {@code url}. */
    void open(String url) throws Exception {
        ask("Page.navigate", "\"url\":\"" + url + "\"");
    }

    /** What {@code expression} says in the page, as text. It must have no double quotes. */
    String say(String expression) throws Exception {
        return find(TEXT, ask("Runtime.evaluate", "\"expression\":\"String(" + expression + ")\""));
    }

    /** The page as it is painted now, PNG. */
    byte[] picture() throws Exception {
        return Base64.getDecoder().decode(find(PICTURE, ask("Page.captureScreenshot", "\"format\":\"png\"")));
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
