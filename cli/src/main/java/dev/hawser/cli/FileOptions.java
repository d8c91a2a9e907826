package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.StaticFilesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the files of a folder are served. */
final class FileOptions {

    private final Command of;
    private final Option<Boolean> listing;
    private final Option<List<String>> index;
    private final Option<Boolean> links;
    private final Option<Boolean> hidden;
    private final Option<Boolean> noGzip;
    private final Option<Long> gzipFrom;
    private final Option<Boolean> noSiblings;
    private final Option<String> cacheControl;
    private final Option<List<Map.Entry<String, String>>> mediaTypes;
    private final Option<List<Map.Entry<String, String>>> errorPages;
    private final Option<Integer> maxRanges;
    private final Option<Long> memory;

    FileOptions(Command of) {
        this.of = of;
        StaticFilesConfig usual = StaticFilesConfig.builder(Path.of("")).build();
        of.section("Files");
        listing = of.flag("--listing", "show folders without an index as lists of their files");
        index = of.list(
                "--index",
                "NAME",
                Values.text(),
                "the file that is shown for its folder, in place of index.html; several, the first that is there");
        links = of.flag("--links", "follow symbolic links that stay inside DIR");
        hidden = of.flag("--hidden", "serve names that begin with a dot");
        noGzip = of.flag("--no-gzip", "do not compress text while it is sent");
        gzipFrom = of.option(
                "--gzip-from",
                "SIZE",
                Values.size(),
                LimitOptions.sizeText(usual.gzipFloor()),
                "compress files from this size on");
        noSiblings = of.flag("--no-precompressed", "do not send NAME.br, NAME.zst or NAME.gz for NAME");
        cacheControl = of.option("--cache-control", "TEXT", Values.text(), "the Cache-Control field of every file");
        mediaTypes = of.list(
                "--media-type",
                "ENDING=TYPE",
                Values.pair("an ending and its type such as wasm=application/wasm"),
                "the Content-Type of names with that ending; beyond the usual ones");
        errorPages = of.list(
                "--error-page",
                "STATUS=FILE",
                Values.pair("a status and a file in DIR such as 404=404.html"),
                "the page for that status of a file, itself a file in DIR");
        maxRanges = of.option(
                "--max-ranges",
                "N",
                Values.count(0),
                "" + usual.maxRanges(),
                "ranges of one request; above, the whole file is sent");
        memory = of.option(
                "--file-memory",
                "SIZE",
                Values.size(),
                LimitOptions.sizeText(usual.memory()),
                "octets of small files that are kept in memory");
    }

    /** There is no folder: who says how its files are sent has forgotten it. */
    void demandNone() {
        for (Option<?> option : List.of(
                listing,
                index,
                links,
                hidden,
                noGzip,
                gzipFrom,
                noSiblings,
                cacheControl,
                mediaTypes,
                errorPages,
                maxRanges,
                memory)) {
            if (option.isGiven()) throw of.misuse(option.name() + " without a folder to serve");
        }
    }

    /** The settings for {@code folder}. */
    StaticFilesConfig of(Path folder) {
        try {
            StaticFilesConfig.Builder settings = StaticFilesConfig.builder(folder)
                    .listing(listing.get())
                    .links(links.get())
                    .hidden(hidden.get())
                    .gzip(!noGzip.get())
                    .gzipSizes(gzipFrom.get(), Math.max(gzipFrom.get(), usualCeiling()))
                    .precompressed(!noSiblings.get())
                    .cacheControl(cacheControl.orNull())
                    .maxRanges(maxRanges.get())
                    .memory(memory.get());
            if (index.isGiven()) settings.indexNames(index.get().toArray(new String[0]));
            for (Map.Entry<String, String> type : mediaTypes.get()) settings.mediaType(type.getKey(), type.getValue());
            for (Map.Entry<String, String> page : errorPages.get()) {
                settings.errorPage(Integer.parseInt(page.getKey()), page.getValue());
            }
            StaticFilesConfig built = settings.build();
            for (Map.Entry<Integer, String> page : built.errorPages().entrySet()) {
                if (Files.isRegularFile(folder.resolve(page.getValue()))) continue;
                throw of.misuse(
                        "--error-page %d: no such file in %s: %s".formatted(page.getKey(), folder, page.getValue()));
            }
            return built;
        } catch (NumberFormatException e) {
            throw of.misuse("--error-page takes a status and a file in DIR such as 404=404.html");
        } catch (IllegalArgumentException e) {
            throw of.misuse(String.valueOf(e.getMessage()));
        }
    }

    private static long usualCeiling() {
        return StaticFilesConfig.builder(Path.of("")).build().gzipCeiling();
    }
}
