package io.socketless.reality.jakarta.config;

import java.net.URI;
import java.util.List;

/**
 * From where browsers may call.
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

    /** Whether every origin may call; then credentials are not allowed. */
    public boolean any() {
        return allowed.contains(ANY);
    }

    public boolean allows(String origin) {
        return any() || allowed.contains(origin);
    }

    /** Checks that this is an origin in the form that a browser sends. */
    static String parse(String text) {
        URI uri = URI.create(text);
        boolean origin = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getQuery() == null
                && uri.getFragment() == null;
        if (!text.equals(ANY) && !origin) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
