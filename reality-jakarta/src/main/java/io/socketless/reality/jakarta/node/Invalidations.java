package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.jakarta.transaction.CommitBoundary;
import io.socketless.reality.jakarta.transaction.Publication;
import io.socketless.reality.protocol.KeyRule;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Publishes what the application says has changed, when its transaction has been committed. */
@ApplicationScoped
class Invalidations implements Publication<Invalidation> {

    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    @Inject
    private NodeLifecycle lifecycle;

    private final CommitBoundary<Invalidation> boundary = new CommitBoundary<>(this::transactions, this);
    private volatile @Nullable TransactionSynchronizationRegistry transactions;

    @PostConstruct
    void findTransactions() {
        var unused = transactions();
    }

    void on(@Observes Invalidation invalidation) {
        KeyRule rule = lifecycle.node().settings().limits().keyRule();
        invalidation.keys().forEach(key -> Keys.checked(rule, key));
        boundary.pass(invalidation);
    }

    @Override
    public Optional<Intent> intend(List<Invalidation> invalidations) {
        return lifecycle.node().intend(changes(invalidations));
    }

    @Override
    public void publish(List<Invalidation> invalidations, List<Intent> intents) {
        lifecycle.node().publish(changes(invalidations), intents);
    }

    private List<Change> changes(List<Invalidation> invalidations) {
        String self = lifecycle.node().settings().identity().serverId();
        Map<String, Change> changes = new LinkedHashMap<>();
        for (Invalidation invalidation : invalidations) {
            String source = invalidation.source().orElse(self);
            invalidation.keys().forEach(key -> changes.put(key, Change.invalidate(key, source)));
        }
        return List.copyOf(changes.values());
    }

    /** The registry is one for the whole server, but its name can only be looked up on threads that have a naming context. */
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
