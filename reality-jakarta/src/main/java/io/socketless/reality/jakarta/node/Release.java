package io.socketless.reality.jakarta.node;

import java.util.Objects;

/** Which release of Reality this is. */
public final class Release {

    /** As the manifest of the jar says. */
    public static final String VERSION =
            Objects.requireNonNullElse(Release.class.getPackage().getImplementationVersion(), "unreleased");

    private Release() {}
}
