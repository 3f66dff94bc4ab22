package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Fault;
import io.socketless.reality.faults.Journal.Incident;
import io.socketless.reality.faults.Journal.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results of all runs, as lines for the console and as one self-contained page. */
final class Report {

    private final List<Run> runs = new ArrayList<>();
    private final List<Hunt> hunts = new ArrayList<>();

    /** Adds the result of a scenario; without a journal it could not run. */
    synchronized void ran(Scenario scenario, Optional<Journal> journal) {
        runs.add(new Run(scenario, journal));
        System.out.println(line(runs.get(runs.size() - 1)));
    }

    /** Adds the result of a control; without a journal it could not run. */
    synchronized void hunted(Variant control, Optional<Journal> journal) {
        hunts.add(new Hunt(control, journal));
        System.out.println(line(hunts.get(hunts.size() - 1)));
    }

    /** Returns all results as text. */
    synchronized String table() {
        StringBuilder text = new StringBuilder("\n")
                .append("%-28s %10s %8s %10s %7s %9s %8s %8s %8s%n"
                        .formatted(
                                "scenario",
                                "operations",
                                "failed",
                                "checks",
                                "misses",
                                "refetches",
                                "read",
                                "write",
                                "wake"));
        runs.forEach(run -> text.append(line(run)).append('\n'));
        hunts.forEach(hunt -> text.append(line(hunt)).append('\n'));
        return text.append("checks %,d, violations %,d; controls found %d of %d%n"
                        .formatted(checks(), violations(), found(), hunts.size()))
                .toString();
    }

    private static String line(Run run) {
        return run.journal
                .map(journal -> "%-28s %,10d %,8d %,10d %7s %9s %8s %8s %8s%s"
                        .formatted(
                                run.scenario.name(),
                                journal.succeeded(),
                                journal.failed(),
                                journal.checks(),
                                violations(journal) == 0 ? "0" : journal.numbers(),
                                refetches(run.scenario, journal),
                                seconds(journal.longest(Operation.SYNC)),
                                seconds(journal.longest(Operation.WRITE)),
                                seconds(journal.longestWake()),
                                journal.measures().isEmpty() ? "" : "  " + journal.measures()))
                .orElseGet(() -> "%-28s not run: %s"
                        .formatted(run.scenario.name(), run.scenario.obstacle().orElse("")));
    }

    private static String line(Hunt hunt) {
        return "%-28s %s"
                .formatted(
                        hunt.control.name(),
                        hunt.journal
                                .map(journal -> journal.first(hunt.control.found())
                                        .map(first -> "found after " + seconds(Duration.ofNanos(first.at())) + ": "
                                                + first.violation() + " " + first.text())
                                        .orElse("NOT FOUND in "
                                                + hunt.control.scenario().name()))
                                .orElse("not run"));
    }

    synchronized void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, page(), StandardCharsets.UTF_8);
    }

    private String page() throws IOException {
        StringBuilder page = new StringBuilder()
                .append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<title>Reality: fault tests</title>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>\n")
                .append(style())
                .append("</style></head><body><main>\n<h1>Never miss a change</h1>\n<p class=\"soft\">")
                .append("Clusters of processes, and clients that send each request to a random node."
                        + " A driver compares each response")
                .append(" with what was acknowledged before the request began.</p>\n");
        sums(page);
        scenarios(page);
        controls(page);
        charts(page);
        return page.append("</main></body></html>\n").toString();
    }

    private void sums(StringBuilder page) {
        page.append("<div class=\"sums\">");
        sum(page, "%,d".formatted(checks()), "checks of a key in a response", "");
        sum(page, "%,d".formatted(violations()), "misses and other violations", violations() == 0 ? "good" : "bad");
        sum(
                page,
                "%,d"
                        .formatted(runs.stream()
                                .flatMap(run -> run.journal.stream())
                                .mapToLong(Journal::succeeded)
                                .sum()),
                "operations",
                "");
        sum(
                page,
                "%d of %d".formatted(found(), hunts.size()),
                "controls found",
                found() == hunts.size() ? "good" : "bad");
        page.append("</div>\n");
    }

    private static void sum(StringBuilder page, String figure, String label, String style) {
        page.append("<div><b class=\"%s\">%s</b><span>%s</span></div>".formatted(style, figure, label));
    }

    private void scenarios(StringBuilder page) {
        page.append("<h2>Scenarios</h2>\n<div class=\"wide\"><table><tr>"
                        + "<th>Scenario</th><th>Operations</th><th>Failed</th>")
                .append("<th>Checks</th><th>Misses</th><th>Refetches<br>per key</th><th>Longest<br>read</th>")
                .append("<th>Longest<br>write</th><th>Longest<br>wake</th></tr>\n");
        for (Run run : runs) {
            page.append("<tr><td><a href=\"#%1$s\">%1$s</a><small>%2$s</small></td>"
                    .formatted(run.scenario.name(), escaped(run.scenario.title())));
            if (run.journal.isEmpty()) {
                page.append("<td class=\"text none\" colspan=\"8\">not run here: %s</td></tr>\n"
                        .formatted(escaped(run.scenario.obstacle().orElse(""))));
                continue;
            }
            Journal journal = run.journal.get();
            long wrong = violations(journal);
            page.append(("<td>%,d</td><td>%,d</td><td>%,d</td><td class=\"%s\">%,d</td><td>%s</td><td>%s</td>"
                            + "<td>%s</td><td>%s</td></tr>\n")
                    .formatted(
                            journal.succeeded(),
                            journal.failed(),
                            journal.checks(),
                            wrong == 0 ? "good" : "bad",
                            wrong,
                            refetches(run.scenario, journal),
                            seconds(journal.longest(Operation.SYNC)),
                            seconds(journal.longest(Operation.WRITE)),
                            seconds(journal.longestWake())));
        }
        page.append("</table></div>\n<p class=\"soft\">Longest read and write:"
                        + " from the first attempt of an operation to its success")
                .append(" on any node. Longest wake: from the acknowledgement of a change"
                        + " to the response to a client that")
                .append(" waited for it. Refetches: versions that were raised although the key did not change.</p>\n");
    }

    private void controls(StringBuilder page) {
        if (hunts.isEmpty()) {
            return;
        }
        page.append("<h2>Controls</h2>\n<p class=\"soft\">Nodes with one deliberate mistake."
                        + " The fault tests must detect each in a scenario that the")
                .append(" correct code passes.</p>\n<div class=\"wide\"><table><tr>"
                        + "<th>Mistake</th><th class=\"text\">Scenario</th>")
                .append("<th>Found after</th><th class=\"text\">First seen as</th></tr>\n");
        for (Hunt hunt : hunts) {
            Optional<Incident> first = hunt.journal.flatMap(journal -> journal.first(hunt.control.found()));
            page.append("<tr><td><b>%s</b><small>%s</small></td><td class=\"text\">%s</td>"
                    .formatted(
                            hunt.control.name(),
                            escaped(hunt.control.mistake()),
                            hunt.control.scenario().name()));
            if (hunt.journal.isEmpty()) {
                page.append("<td class=\"none\">not run</td><td></td></tr>\n");
            } else if (first.isEmpty()) {
                page.append("<td class=\"bad\">not found</td><td></td></tr>\n");
            } else {
                page.append("<td class=\"good\">%s</td><td class=\"text\">%s<small>%s</small></td></tr>\n"
                        .formatted(
                                seconds(Duration.ofNanos(first.get().at())),
                                words(first.get()),
                                escaped(first.get().text())));
            }
        }
        page.append("</table></div>\n");
    }

    private void charts(StringBuilder page) {
        page.append("<h2>Availability over time</h2>\n<p class=\"soft key\">")
                .append("<span><i style=\"background:var(--read)\"></i>reads answered</span>")
                .append("<span><i style=\"background:var(--write)\"></i>writes acknowledged</span>")
                .append("<span><i style=\"background:var(--failed)\"></i>attempts that failed</span>")
                .append("<span><i style=\"background:var(--fault)\"></i>fault</span>in each quarter of a second</p>\n");
        for (Run run : runs) {
            run.journal.ifPresent(journal -> {
                page.append("<section id=\"%s\"><h3>%s</h3><p>%s</p>\n"
                        .formatted(run.scenario.name(), run.scenario.name(), escaped(run.scenario.title())));
                new Chart(journal).draw(page);
                measures(page, journal);
                incidents(page, journal);
                page.append("</section>\n");
            });
        }
    }

    private static void measures(StringBuilder page, Journal journal) {
        page.append("<dl>");
        journal.measures()
                .forEach((name, value) ->
                        page.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(escaped(name), escaped(value))));
        journal.reasons()
                .forEach((reason, number) ->
                        page.append("<div><dt>%s</dt><dd>%,d</dd></div>".formatted(escaped(reason), number)));
        if (journal.tolerated() > 0) {
            page.append(
                    "<div><dt>missed while both sides continued</dt><dd>%,d</dd></div>".formatted(journal.tolerated()));
        }
        page.append("</dl>\n");
    }

    private static void incidents(StringBuilder page, Journal journal) {
        if (!journal.incidents().isEmpty()) {
            page.append("<ul>");
            journal.incidents().stream()
                    .limit(10)
                    .forEach(incident -> page.append("<li>%s after %s: %s</li>"
                            .formatted(
                                    words(incident),
                                    seconds(Duration.ofNanos(incident.at())),
                                    escaped(incident.text()))));
            page.append("</ul>\n");
        }
    }

    private long checks() {
        return runs.stream()
                .flatMap(run -> run.journal.stream())
                .mapToLong(Journal::checks)
                .sum();
    }

    private long violations() {
        return runs.stream()
                .flatMap(run -> run.journal.stream())
                .mapToLong(Report::violations)
                .sum();
    }

    private static long violations(Journal journal) {
        return journal.numbers().values().stream().mapToLong(Integer::longValue).sum();
    }

    private long found() {
        return hunts.stream()
                .filter(hunt -> hunt.journal
                        .flatMap(journal -> journal.first(hunt.control.found()))
                        .isPresent())
                .count();
    }

    private static String refetches(Scenario scenario, Journal journal) {
        return "%.2f".formatted((double) journal.needless() / scenario.load().keys());
    }

    private static String words(Incident incident) {
        return incident.violation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String seconds(Duration time) {
        return time.toMillis() < 1000 ? time.toMillis() + " ms" : "%.1f s".formatted(time.toMillis() / 1000.0);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String style() throws IOException {
        try (InputStream css = Report.class.getResourceAsStream("/report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private record Run(Scenario scenario, Optional<Journal> journal) {}

    private record Hunt(Variant control, Optional<Journal> journal) {}

    /** Draws reads above a line and writes below it, failed attempts beyond both, and faults in the background. */
    private record Chart(Journal journal) {

        private static final double WIDTH = 1080;
        private static final double TOP = 20;
        private static final double READS = 80;
        private static final double WRITES = 34;

        /** The share of its band that the highest bar takes. The rest shows the faults in the background. */
        private static final double FILL = 0.85;

        private static final double LINE = TOP + READS;

        void draw(StringBuilder page) {
            List<int[]> buckets = journal.buckets();
            double step = WIDTH / Math.max(1, journal.length().toNanos() / (double) Journal.BUCKET.toNanos());
            int reads = buckets.stream().mapToInt(b -> b[0] + b[1]).max().orElse(1);
            int writes = buckets.stream().mapToInt(b -> b[2] + b[3]).max().orElse(1);
            page.append("<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Availability over time\">\n"
                    .formatted(number(WIDTH), number(LINE + WRITES + 18)));
            faults(page);
            for (int i = 0; i < buckets.size(); i++) {
                int[] bucket = buckets.get(i);
                double good = FILL * READS * bucket[0] / Math.max(1, reads);
                double bad = FILL * READS * bucket[1] / Math.max(1, reads);
                bar(page, "read", i * step, LINE - good, step, good);
                bar(page, "failed", i * step, LINE - good - bad, step, bad);
                double written = FILL * WRITES * bucket[2] / Math.max(1, writes);
                double refused = FILL * WRITES * bucket[3] / Math.max(1, writes);
                bar(page, "write", i * step, LINE + 1, step, written);
                bar(page, "failed", i * step, LINE + 1 + written, step, refused);
            }
            axis(page);
            page.append("</svg>\n");
        }

        private void faults(StringBuilder page) {
            double free = -1;
            for (Fault fault : journal.faults()) {
                double from = x(fault.from);
                double to = fault.to == null ? WIDTH : x(fault.to);
                page.append("<rect class=\"fault\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                        .formatted(number(from), number(TOP), number(to - from), number(READS + WRITES + 1)));
                if (from >= free) { // otherwise it would cover the previous label
                    page.append("<text class=\"fault-label\" x=\"%s\" y=\"%s\">%s</text>\n"
                            .formatted(number(from), number(TOP - 6), escaped(fault.label)));
                    free = from + 6.5 * fault.label.length();
                }
            }
        }

        private void axis(StringBuilder page) {
            page.append("<line class=\"axis\" x1=\"0\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(number(WIDTH), number(LINE + 0.5), number(LINE + 0.5)));
            long seconds = journal.length().toSeconds();
            for (long second = 0; second <= seconds; second += seconds > 60 ? 10 : 5) {
                page.append("<text x=\"%s\" y=\"%s\">%d s</text>"
                        .formatted(number(x(second * 1_000_000_000L)), number(LINE + WRITES + 15), second));
            }
        }

        private double x(long nanos) {
            return WIDTH * nanos / Math.max(1, journal.length().toNanos());
        }

        private static void bar(StringBuilder page, String style, double x, double y, double width, double height) {
            if (height > 0) {
                page.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                        .formatted(style, number(x), number(y), number(width), number(height)));
            }
        }

        private static String number(double value) {
            return "%.1f".formatted(value);
        }
    }
}
