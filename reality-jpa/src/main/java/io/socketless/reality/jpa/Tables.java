package io.socketless.reality.jpa;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which keys belong to which table. Names are compared without their schema, quotes and case: too many keys do no harm.
 */
final class Tables {

    private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}_$#]+");

    private final Map<String, Set<EntityKeys>> keysOf = new HashMap<>();

    void add(String table, EntityKeys keys) {
        keysOf.computeIfAbsent(name(table), any -> new LinkedHashSet<>()).add(keys);
    }

    Set<EntityKeys> of(Collection<String> tables) {
        Set<EntityKeys> all = new LinkedHashSet<>();
        tables.forEach(table -> all.addAll(keysOf.getOrDefault(name(table), Set.of())));
        return all;
    }

    /** The keys of all tables whose name is in a statement, as what it changes or otherwise. */
    Set<EntityKeys> namedIn(String sql) {
        return of(NO_NAME.splitAsStream(sql).toList());
    }

    /** The last of the names: what is before it is a schema. */
    private static String name(String table) {
        return NO_NAME.splitAsStream(table).reduce("", (before, last) -> last).toLowerCase(Locale.ROOT);
    }
}
