package io.socketless.reality.spi;

import java.util.Optional;

/** Where the values of properties come from: MicroProfile Config in a server, a map in a test. */
@FunctionalInterface
public interface Settings {

    /** The text of a property, empty if it is not set or blank. */
    Optional<String> text(String name);
}
