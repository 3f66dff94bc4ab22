package io.socketless.reality.it.inside;

import io.socketless.reality.Reality;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Business code with the transactions of EJBs. */
@Stateless
public class Clerk {
    @Inject
    private Reality reality;

    @Resource
    private SessionContext context;

    /** Changes a key and returns its version within the transaction. */
    public long change(String key) {
        reality.changed(key);
        return reality.state(key).version();
    }

    /** Changes a key in a transaction of its own, whatever the caller's does. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void changeInOwnTransaction(String key) {
        reality.invalidate(key);
    }

    public void changeAndRollBack(String key) {
        reality.changed(key);
        context.setRollbackOnly();
    }
}
