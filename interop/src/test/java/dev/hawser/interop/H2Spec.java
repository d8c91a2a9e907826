package dev.hawser.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The h2spec 2.2.0 binary, out of the jar of its Maven plugin. */
final class H2Spec {

    private static final int TAR_BLOCK = 512;

    /** One case of the report. {@code fault} says what went wrong, and is empty where nothing did. */
    record Case(String section, String title, boolean skipped, String fault) {

        boolean passed() {
            return !skipped && fault.isEmpty();
        }

        @Override
        public String toString() {
            return section + ": " + title + (skipped ? " (skipped)" : fault.isEmpty() ? "" : " (" + fault + ")");
        }
    }

    private final Path folder;
    private final Path binary;

    /** Unpacks the binary into {@code folder}. */
    H2Spec(Path folder) throws IOException {
        this.folder = folder;
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        String archive = "h2spec/2.2.0/h2spec_" + (mac ? "darwin" : "linux") + "_amd64.tar.gz";
        try (InputStream packed = H2Spec.class.getClassLoader().getResourceAsStream(archive)) {
            if (packed == null) throw new AssertionError(archive + " is not on the class path");
            binary = Files.write(folder.resolve("h2spec"), onlyFile(new GZIPInputStream(packed)));
        }
        if (!binary.toFile().setExecutable(true)) throw new IOException("cannot make " + binary + " executable");
    }

    /** The one file of a tar archive. */
    private static byte[] onlyFile(InputStream tar) throws IOException {
        byte[] head = tar.readNBytes(TAR_BLOCK);
        String name = new String(head, 0, 100, StandardCharsets.US_ASCII).trim();
        if (!name.equals("h2spec")) throw new IOException("the archive begins with " + name);
        int size = Integer.parseInt(new String(head, 124, 11, StandardCharsets.US_ASCII).trim(), 8);
        byte[] content = tar.readNBytes(size);
        if (content.length != size) throw new IOException(content.length + " octets of " + size);
        return content;
    }

    /** Runs all cases, the strict ones included, against {@code port}; each may take ten seconds. */
    List<Case> run(int port, String... more) throws Exception {
        Path report = Files.createTempFile(folder, "report", ".xml");
        Path said = Files.createTempFile(folder, "said", ".txt");
        List<String> command = new ArrayList<>(
                List.of(binary.toString(), "-h", "127.0.0.1", "-p", String.valueOf(port), "-S", "-o", "30"));
        command.addAll(List.of("-j", report.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) throw new AssertionError("no end: " + Files.readString(said));
        } finally {
            process.destroyForcibly();
        }
        if (Files.size(report) == 0) throw new AssertionError("no report: " + Files.readString(said));
        return cases(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()));
    }

    private static List<Case> cases(Document report) {
        List<Case> cases = new ArrayList<>();
        NodeList elements = report.getElementsByTagName("testcase");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            boolean skipped = element.getElementsByTagName("skipped").getLength() != 0;
            cases.add(new Case(
                    element.getAttribute("package"),
                    element.getAttribute("classname"),
                    skipped,
                    text(element, "failure") + text(element, "error")));
        }
        return cases;
    }

    private static String text(Element element, String child) {
        StringBuilder text = new StringBuilder();
        NodeList found = element.getElementsByTagName(child);
        for (int i = 0; i < found.getLength(); i++) {
            String words = found.item(i).getTextContent().strip().replaceAll("\\s+", " ");
            text.append(child).append(": ").append(words);
        }
        return text.toString();
    }
}
