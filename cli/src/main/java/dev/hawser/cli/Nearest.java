package dev.hawser.cli;

import java.util.List;

/** Finds the word that somebody meant. */
final class Nearest {
    private Nearest() {}

    /** {@code " (did you mean 'serve'?)"}, or nothing when no candidate is near. */
    static String suggestion(String given, List<String> candidates) {
        String best = "";
        int bestDistance = Math.max(1, given.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(given, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
    }

    /** How many letters must be added, dropped or changed. O(a*b). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
