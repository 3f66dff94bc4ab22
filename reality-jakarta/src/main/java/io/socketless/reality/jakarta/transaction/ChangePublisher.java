package io.socketless.reality.jakarta.transaction;

import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import java.util.List;
import java.util.Optional;

/** Publishes the changes of transactions. Called on threads of the transaction; must not throw. */
public interface ChangePublisher {

    /**
     * Records changes before a commit, for other nodes to publish if this node dies after the commit. Called again for
     * changes that come later in the same transaction.
     *
     * @return empty if intents are turned off, or the record could not be made
     */
    Optional<Intent> intend(List<Change> changes);

    /**
     * Publishes changes, at once or after the commit. Each key occurs once.
     *
     * @param intents what {@link #intend} returned for these changes; ended by this call
     */
    void publish(List<Change> changes, List<Intent> intents);
}
