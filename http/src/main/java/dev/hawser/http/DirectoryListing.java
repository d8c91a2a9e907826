package dev.hawser.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A folder as a page. Names are escaped twice over: for the link and for the text. */
final class DirectoryListing {

    /** More than that is cut off, and the page says so. */
    static final int MOST = 10_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2733;background:#fff}
            h1{font-size:1.2rem;font-weight:600;overflow-wrap:anywhere}
            table{border-collapse:collapse;width:100%}
            td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #e3e8ee;overflow-wrap:anywhere}
            td+td,th+th{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;color:#5b6b7b}
            a{color:#0a5f7a;text-decoration:none}a:hover{text-decoration:underline}
            @media(prefers-color-scheme:dark){body{background:#12181f;color:#dde5ee}td,th{border-color:#26313c}a{color:#6cc5e0}}
            """;

    private record Entry(String name, boolean folder, long size, Instant modified) {}

    private DirectoryListing() {}

    /**
     * The page of {@code folder}. Reads the folder and asks for each entry.
     *
     * @param title the folder's path as the request has it, decoded
     * @param above whether a link to the folder above is wanted
     */
    static String page(PathResolver files, Path folder, String title, boolean above) throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean cut = false;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!files.isServed(folder, name)) continue;
                if (entries.size() == MOST) {
                    cut = true;
                    break;
                }
                BasicFileAttributes of;
                try {
                    of = Files.readAttributes(child, BasicFileAttributes.class);
                } catch (NoSuchFileException e) {
                    continue; // It has gone since the folder was read.
                }
                entries.add(new Entry(
                        name, of.isDirectory(), of.size(), of.lastModifiedTime().toInstant()));
            }
        }
        entries.sort(Comparator.comparing((Entry e) -> !e.folder()).thenComparing(Entry::name));
        return html(entries, title, above, cut);
    }

    private static String html(List<Entry> entries, String title, boolean above, boolean cut) {
        StringBuilder page = new StringBuilder(512 + entries.size() * 128);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        escape(page, title);
        page.append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<h1>");
        escape(page, title);
        page.append("</h1>\n<table>\n<tr><th>Name</th><th>Size</th><th>Modified (UTC)</th></tr>\n");
        if (above) page.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        for (Entry entry : entries) {
            String slash = entry.folder() ? "/" : "";
            // "./" first: a name such as "a:b" would be taken for a scheme otherwise (RFC 3986 4.2).
            page.append("<tr><td><a href=\"./");
            escape(page, PercentCoding.encodeSegment(entry.name()));
            page.append(slash).append("\">");
            escape(page, entry.name());
            page.append(slash).append("</a></td><td>");
            if (!entry.folder()) page.append(entry.size());
            page.append("</td><td>").append(TIME.format(entry.modified())).append("</td></tr>\n");
        }
        page.append("</table>\n");
        if (cut) page.append("<p>Only the first ").append(MOST).append(" entries are shown.</p>\n");
        return page.append("</body>\n</html>\n").toString();
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }
}
