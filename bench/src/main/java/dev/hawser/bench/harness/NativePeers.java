package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command lines, and configurations, of the servers that are no JVM: our canned answers and those of Debian. */
final class NativePeers {

    private NativePeers() {}

    static List<String> canned(Peer.Place place, boolean map) throws IOException, InterruptedException {
        Row row = place.row();
        var command = new ArrayList<String>(
                List.of(place.site().compiled("canned").toString(), Integer.toString(place.port())));
        String[] parts = row.path().split("/", -1);
        switch (parts[1]) {
            case "file" -> {
                command.addAll(
                        List.of("--file", place.site().files().resolve(parts[2]).toString()));
                if (map) {
                    command.add("--map");
                }
            }
            case "chunks" -> command.addAll(List.of("--chunks", parts[2] + "," + parts[3]));
            default -> command.addAll(List.of("--size", Long.toString(Math.max(row.length(), 1))));
        }
        return command;
    }

    static List<String> nginx(Peer.Place place) throws IOException, InterruptedException {
        Path program = needed("nginx");
        Path config = place.site().folder().resolve("nginx.conf");
        Files.writeString(config, """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.log crit;
                worker_rlimit_nofile 65536;
                events { worker_connections 16384; multi_accept on; }
                http {
                    access_log off;
                    default_type text/plain;
                    sendfile on;
                    tcp_nopush on;
                    tcp_nodelay on;
                    keepalive_requests 1000000000;
                    keepalive_timeout 600s;
                    http2_max_concurrent_streams 1000;
                    open_file_cache max=100 inactive=600s;
                    open_file_cache_valid 600s;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d backlog=4096%3$s;
                        root %4$s;
                        location = /plain { return 200 "Hello, World!"; }
                    }
                }
                """.formatted(
                        place.site().folder(),
                        place.port(),
                        nginxProtocols(place),
                        place.site().root()));
        return List.of(program.toString(), "-c", config.toString());
    }

    private static String nginxProtocols(Peer.Place place) throws IOException, InterruptedException {
        String http2 = place.row().isHttp2() ? " http2" : "";
        if (!place.row().isTls()) return http2;
        Site.Certificate shown = place.site().certificate();
        return " ssl%s; ssl_certificate %s; ssl_certificate_key %s".formatted(http2, shown.chain(), shown.key());
    }

    static List<String> nghttpd(Peer.Place place) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(
                needed("nghttpd").toString(),
                "-a",
                "127.0.0.1",
                "-n1",
                "-d",
                place.site().root().toString()));
        if (!place.row().isTls()) command.add("--no-tls");
        command.add(Integer.toString(place.port()));
        if (place.row().isTls()) {
            Site.Certificate shown = place.site().certificate();
            command.addAll(List.of(shown.key().toString(), shown.chain().toString()));
        }
        return command;
    }

    static List<String> h2o(Peer.Place place) throws IOException, InterruptedException {
        Path program = needed("h2o");
        Path config = place.site().folder().resolve("h2o.conf");
        var text = new StringBuilder("""
                num-threads: 1
                http2-max-concurrent-requests-per-connection: 1000
                hosts:
                  default:
                    paths:
                      /:
                        file.dir: %s
                listen:
                  host: 127.0.0.1
                  port: %d
                """.formatted(place.site().root(), place.port()));
        if (place.row().isTls()) {
            Site.Certificate shown = place.site().certificate();
            text.append("""
                      ssl:
                        certificate-file: %s
                        key-file: %s
                    """.formatted(shown.chain(), shown.key()));
        }
        // Started by root it would become somebody else, to whom the run's folder is closed.
        if (System.getProperty("user.name").equals("root")) text.append("user: root\n");
        Files.writeString(config, text);
        return List.of(program.toString(), "-c", config.toString());
    }

    private static Path needed(String program) throws IOException {
        @Nullable Path found = Tools.find(program);
        if (found == null) {
            throw new IOException("%s is not installed".formatted(program));
        }
        return found;
    }
}
