package io.socketless.reality.jakarta.config;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The origins that browsers can call from.
 *
 * @param allowed origins as browsers send them, or {@value #ANY} alone; empty: none
 */
public record Origins(List<String> allowed) {

    static final String ANY = "*";

    public Origins {
        allowed = List.copyOf(allowed);
    }

    public boolean none() {
        return allowed.isEmpty();
    }

    /** Whether every origin can call; credentials are not allowed then. */
    public boolean any() {
        return allowed.contains(ANY);
    }

    public boolean allows(String origin) {
        return any() || allowed.contains(origin);
    }

    /**
     * Checks that this is {@value #ANY}, or an origin in the form that a browser sends: scheme and host in lower case,
     * a port only if it is not the scheme's own, nothing else.
     */
    static String parse(String text) {
        if (!text.equals(ANY) && !text.equals(asSent(URI.create(text)))) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static String asSent(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
        int ownPort =
                switch (scheme) {
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> throw new IllegalArgumentException(scheme);
                };
        String host = Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT);
        String port = uri.getPort() < 0 || uri.getPort() == ownPort ? "" : ":" + uri.getPort();
        return scheme + "://" + host + port;
    }
}
