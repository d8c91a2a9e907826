package dev.hawser.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media types by the ending of a file's name. The names are those of IANA's registry, or in common use where it has none. */
final class MediaTypes {

    /** What is known of a file with no known ending. */
    static final String UNKNOWN = "application/octet-stream";

    private static final String CHARSET = "; charset=utf-8";

    /** Type, then the endings that mean it. */
    private static final String TABLE = """
            text/html html htm shtml
            text/css css
            text/csv csv
            text/tab-separated-values tsv
            text/plain txt text log conf cfg ini properties env diff patch asc
            text/plain java c h cc cpp hpp rs go py rb pl php sh bash zsh bat ps1 sql kt kts scala swift lua r gradle
            text/markdown md markdown
            text/javascript js mjs cjs
            text/calendar ics
            text/vcard vcf
            text/vtt vtt
            text/x-component htc
            text/cache-manifest appcache
            application/json json map
            application/ld+json jsonld
            application/geo+json geojson
            application/manifest+json webmanifest
            application/x-ndjson ndjson jsonl
            application/schema+json jschema
            application/toml toml
            application/yaml yaml yml
            application/xml xml xsl xsd rng
            application/xhtml+xml xhtml xht
            application/xslt+xml xslt
            application/atom+xml atom
            application/rss+xml rss
            application/rdf+xml rdf
            application/gpx+xml gpx
            application/vnd.google-earth.kml+xml kml
            application/vnd.google-earth.kmz kmz
            application/mathml+xml mathml
            application/wsdl+xml wsdl
            application/pdf pdf
            application/postscript ps eps ai
            application/rtf rtf
            application/epub+zip epub
            application/msword doc dot
            application/vnd.ms-excel xls
            application/vnd.ms-powerpoint ppt
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.oasis.opendocument.text odt
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.presentation odp
            application/wasm wasm
            application/java-archive jar war ear
            application/java-vm class
            application/zip zip
            application/gzip gz
            application/zstd zst
            application/x-tar tar
            application/x-bzip2 bz2
            application/x-xz xz
            application/x-7z-compressed 7z
            application/vnd.rar rar
            application/vnd.debian.binary-package deb
            application/x-rpm rpm
            application/x-iso9660-image iso
            application/x-apple-diskimage dmg
            application/vnd.android.package-archive apk
            application/vnd.sqlite3 sqlite sqlite3
            application/sql ddl
            application/x-pem-file pem
            application/pkix-cert crt cer der
            application/pgp-signature sig
            application/x-bittorrent torrent
            application/vnd.apple.mpegurl m3u8
            application/dash+xml mpd
            application/protobuf pb
            application/cbor cbor
            application/x-tex tex latex
            image/png png
            image/apng apng
            image/jpeg jpg jpeg jpe jfif
            image/gif gif
            image/webp webp
            image/avif avif
            image/heic heic
            image/heif heif
            image/jxl jxl
            image/bmp bmp
            image/tiff tif tiff
            image/svg+xml svg
            image/x-icon ico
            image/vnd.adobe.photoshop psd
            audio/mpeg mp3
            audio/mp4 m4a
            audio/aac aac
            audio/ogg oga ogg opus
            audio/flac flac
            audio/wav wav
            audio/webm weba
            audio/midi mid midi
            audio/mpegurl m3u
            video/mp4 mp4 m4v
            video/webm webm
            video/ogg ogv
            video/quicktime mov qt
            video/x-msvideo avi
            video/x-matroska mkv
            video/mpeg mpg mpeg
            video/mp2t ts
            video/3gpp 3gp
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            font/collection ttc
            application/vnd.ms-fontobject eot
            model/gltf+json gltf
            model/gltf-binary glb
            model/stl stl
            """;

    private static final Map<String, String> BY_ENDING = read();

    private MediaTypes() {}

    private static Map<String, String> read() {
        Map<String, String> types = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" ");
            String type = isText(words[0]) ? words[0] + CHARSET : words[0];
            for (int i = 1; i < words.length; i++) {
                String before = types.putIfAbsent(words[i], type);
                if (before != null) throw new AssertionError("." + words[i] + " is " + before + " and " + type);
            }
        }
        return Map.copyOf(types);
    }

    /** The type for {@code fileName}, with {@code charset=utf-8} for text, or null when its ending is not known. */
    static @Nullable String find(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? null : BY_ENDING.get(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** How many endings are known. */
    static int size() {
        return BY_ENDING.size();
    }

    private static boolean isText(String type) {
        return type.startsWith("text/") || type.endsWith("/xml") || type.endsWith("/toml");
    }

    /** Whether content of {@code type} usually becomes much smaller when it is compressed. */
    static boolean isCompressible(String type) {
        int semicolon = type.indexOf(';');
        String plain = semicolon < 0 ? type : type.substring(0, semicolon);
        return plain.startsWith("text/")
                || plain.endsWith("+xml")
                || plain.endsWith("+json")
                || switch (plain) {
                    case "application/json",
                            "application/x-ndjson",
                            "application/xml",
                            "application/yaml",
                            "application/toml",
                            "application/wasm",
                            "application/sql",
                            "application/rtf",
                            "application/postscript",
                            "application/x-tex",
                            "application/vnd.apple.mpegurl",
                            "application/vnd.ms-fontobject",
                            "image/bmp",
                            "image/x-icon",
                            "font/ttf",
                            "font/otf",
                            "model/stl" -> true;
                    default -> false;
                };
    }
}
