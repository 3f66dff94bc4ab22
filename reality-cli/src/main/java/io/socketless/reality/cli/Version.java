package io.socketless.reality.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "reality " + Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unreleased")
        };
    }
}
