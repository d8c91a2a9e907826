package dev.hawser.cli;

import dev.hawser.http.ServerConfig.WriteMode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** The figures as one picture: a row for each group of cases, write calls on the left, CPU on the
 * right, both against one large frame per write. */
final class CompareChart {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 320;
    private static final Color[] COLORS = {new Color(0x0b6e99), new Color(0xd9822b), new Color(0x8a8a8a)};

    private CompareChart() {}

    static byte[] png(List<CompareResult> results) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Map<String, List<CompareResult>> groups = new LinkedHashMap<>();
        for (CompareResult result : results) {
            groups.computeIfAbsent(result.what.group(), _ -> new ArrayList<>()).add(result);
        }
        BufferedImage image = new BufferedImage(2 * WIDTH, groups.size() * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        int row = 0;
        for (Map.Entry<String, List<CompareResult>> group : groups.entrySet()) {
            draw(
                    graphics,
                    0,
                    row,
                    chart("Write calls, frame = 1: " + group.getKey(), group.getValue(), CompareResult.Round::writes));
            draw(
                    graphics,
                    1,
                    row,
                    chart(
                            "Server CPU, frame = 1: " + group.getKey(),
                            group.getValue(),
                            CompareResult.Round::cpuMicros));
            row++;
        }
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static void draw(Graphics2D graphics, int column, int row, CategoryChart chart) {
        Graphics2D place = (Graphics2D) graphics.create(column * WIDTH, row * HEIGHT, WIDTH, HEIGHT);
        chart.paint(place, WIDTH, HEIGHT);
        place.dispose();
    }

    private static CategoryChart chart(
            String title, List<CompareResult> results, ToDoubleFunction<CompareResult.Round> figure) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .build();
        Styler styler = chart.getStyler();
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setSeriesColors(COLORS);
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAvailableSpaceFill(.8);
        List<String> names = results.stream().map(result -> label(result.what)).toList();
        for (WriteMode mode : WriteMode.values()) {
            List<Double> values = results.stream()
                    .map(result -> 1 - result.saved(mode, WriteMode.FRAME, figure))
                    .toList();
            chart.addSeries(mode.name().toLowerCase(Locale.ROOT), names, values);
        }
        return chart;
    }

    private static String label(CompareCase what) {
        return what.group().equals("pieces")
                ? what.path().substring("/chunks/".length()).replace("/", " x ")
                : LoadReport.octets(what.octets());
    }
}
