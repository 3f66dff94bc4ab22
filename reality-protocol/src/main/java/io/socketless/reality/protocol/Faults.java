package io.socketless.reality.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults of a body in document order, at most one for each position.
 *
 * <p>Of members with the same name the last one counts: reading it removes the faults of earlier ones. The list is
 * therefore truncated only when it is reported.
 */
final class Faults {

    private static final int MAX_REPORTED = 20;

    private final int status;
    private final Map<String, Fault> byPlace = new LinkedHashMap<>();

    Faults(int status) {
        this.status = status;
    }

    /** Adds a fault, unless one is known of the same place. */
    void add(String pointer, String detail) {
        add(pointer, new Fault(pointer, detail));
    }

    /** Adds a fault that is reported elsewhere than at its own place. */
    void add(String place, Fault fault) {
        byPlace.putIfAbsent(place, fault);
    }

    /** Forgets what is wrong at this very place. */
    void forget(String parent, String name) {
        if (!byPlace.isEmpty()) {
            byPlace.remove(pointer(parent, name));
        }
    }

    /** Forgets what is wrong at this place and below it. */
    void forgetAll(String parent, String name) {
        if (!byPlace.isEmpty()) {
            String pointer = pointer(parent, name);
            byPlace.keySet().removeIf(place -> place.equals(pointer) || place.startsWith(pointer + "/"));
        }
    }

    /** Throws if anything is wrong. */
    void report() {
        if (byPlace.isEmpty()) {
            return;
        }
        List<Fault> reported = byPlace.values().stream().limit(MAX_REPORTED).toList();
        throw new ProtocolException(Problem.of(status, summary(byPlace.size()), reported));
    }

    private static String summary(int count) {
        if (count == 1) {
            return "The body has 1 fault.";
        }
        String all = "The body has " + count + " faults";
        return count > MAX_REPORTED ? all + ", of which the first " + MAX_REPORTED + " are listed." : all + ".";
    }

    /** The JSON pointer (RFC 6901) of a member. */
    static String pointer(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
