package io.socketless.reality.jakarta.transaction;

import io.socketless.reality.spi.Intent;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of that which a transaction holds back. Called on threads of the transaction; must not throw.
 *
 * @param <T> what is held back
 */
public interface Publication<T> {

    /**
     * Called before a commit: makes sure that others publish these items, should this node die after the commit. Called again
     * for items that come later in the same transaction.
     *
     * @return empty if that is not done, or could not be
     */
    Optional<Intent> intend(List<T> items);

    /**
     * Publishes, at once or after the commit.
     *
     * @param intents what {@link #intend} has returned for these items; to be ended now
     */
    void publish(List<T> items, List<Intent> intents);
}
