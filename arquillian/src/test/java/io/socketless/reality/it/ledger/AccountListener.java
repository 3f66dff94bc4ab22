package io.socketless.reality.it.ledger;

import io.socketless.reality.Invalidation;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.persistence.PreUpdate;

/**
 * Says that an account has changed while JPA writes it, which it does as late as it can: when the transaction commits.
 */
public class AccountListener {

    /** For JPA. */
    public AccountListener() {}

    @PreUpdate
    void changed(Account account) {
        Way way = CDI.current().select(Ledger.class).get().way();
        if (way == Way.JPA_LISTENER) {
            CDI.current().getBeanManager().getEvent().fire(Invalidation.of(account.key()));
            CDI.current().select(Ledger.class).get().stayAfterCommitIfAsked();
        }
    }
}
