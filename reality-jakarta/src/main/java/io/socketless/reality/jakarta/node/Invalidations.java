package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.jakarta.transaction.ChangePublisher;
import io.socketless.reality.jakarta.transaction.CommitBoundary;
import io.socketless.reality.protocol.KeyRule;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Publishes the invalidations of the application once their transaction is committed. */
@ApplicationScoped
class Invalidations implements ChangePublisher {

    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    @Inject
    private NodeLifecycle lifecycle;

    private final CommitBoundary boundary = new CommitBoundary(this::transactions, this);
    private volatile @Nullable TransactionSynchronizationRegistry transactions;

    @PostConstruct
    void findTransactions() {
        var unused = transactions();
    }

    /** @throws IllegalArgumentException if a key or hash is invalid; then nothing is changed */
    void on(@Observes Invalidation invalidation) {
        boundary.pass(changes(invalidation));
    }

    /** Called on another thread than the one that fires, so there is no transaction. */
    void onAsync(@ObservesAsync Invalidation invalidation) {
        on(invalidation);
    }

    /** Whether a transaction is active that holds invalidations until its commit. */
    boolean isHolding() {
        return boundary.isHolding();
    }

    /** @throws IllegalArgumentException if a key or hash is invalid */
    List<Change> changes(Invalidation invalidation) {
        ServerSettings settings = lifecycle.node().settings();
        KeyRule rule = settings.limits().keyRule();
        String source = invalidation.source().orElse(settings.identity().serverId());
        List<Change> changes = new ArrayList<>();
        for (String key : invalidation.keys()) {
            Keys.checked(rule, key);
            Optional<String> hash =
                    Optional.ofNullable(invalidation.hashes().get(key)).map(Keys::checkedHash);
            changes.add(new Change(key, hash, source, invalidation.deleted().contains(key)));
        }
        return changes;
    }

    @Override
    public Optional<Intent> intend(List<Change> changes) {
        return lifecycle.node().publisher().intend(changes);
    }

    @Override
    public void publish(List<Change> changes, List<Intent> intents) {
        lifecycle.node().publisher().publish(changes, intents);
    }

    /** There is one registry per server, but its name can only be looked up on threads with a naming context. */
    @SuppressWarnings("BanJNDI") // a constant name of the local container
    private Optional<TransactionSynchronizationRegistry> transactions() {
        if (transactions == null) {
            try {
                transactions = (TransactionSynchronizationRegistry) new InitialContext().lookup(REGISTRY);
            } catch (NamingException noneHere) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(transactions);
    }
}
